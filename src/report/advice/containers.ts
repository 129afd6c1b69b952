import type { SeenContainer } from '../../model/container.ts';
import type { Target } from '../../model/target.ts';
import type { Advice, Adviser } from './advice.ts';
import { confidenceOf } from './advice.ts';

/** Restarts from which something is wrong. */
const OFTEN = 3;

/** Containers that restart again and again, or are killed for want of memory. */
export const containers: Adviser = async ({ containers: reader }, { targets }) => {
  const found: Advice[] = [];
  for (const target of targets) {
    const sight = await reader?.sight(target.id);
    found.push(...(sight?.containers ?? []).flatMap((one) => adviceOf(target, one)));
  }
  return found;
};

function adviceOf({ name: target }: Target, one: SeenContainer): Advice[] {
  const { name, restarts, oomKills, exitCode } = one;
  if (restarts < OFTEN && oomKills === 0) return [];
  const killed =
    oomKills > 0 ? `, killed ${times(oomKills)} for want of memory: raise its limit` : '';
  const ended = exitCode === 0 || oomKills > 0 ? '' : `, the last time with exit code ${exitCode}`;
  return [
    {
      ...{ kind: 'restarts', severity: 'warning', target },
      text: `container ${name} of ${target} restarted ${times(restarts)}${ended}${killed}`,
      confidence: confidenceOf(restarts + oomKills, 4, 8),
      basis: 'what was seen of it',
      shownBy: { command: 'containers', input: target },
    },
  ];
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
