import type { SeenContainer } from '../../model/container.ts';
import { labelText } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { DAY } from '../../model/time.ts';
import type { Advice, Adviser } from './advice.ts';
import { confidenceOf } from './advice.ts';
import type { AdviceReaders } from './readers.ts';

/** Restarts from which something is wrong, and the days that they are counted in. */
const OFTEN = 3;
const DAYS = 7;

/** How often something happened to a container within the days that are looked at. */
interface Counts {
  readonly name: string;
  readonly restarts: number;
  readonly oomKills: number;
}

/** Containers that restart again and again, or are killed for want of memory, read here or pushed. */
export const containers: Adviser = async (readers, { targets, now }) => {
  const found: Advice[] = [];
  for (const { id, name } of targets) {
    const all = await countsOf(readers, id, now);
    if (all.length === 0) continue;
    const seen = (await readers.containers?.sight(id))?.containers ?? null;
    found.push(...all.flatMap((one) => adviceOf(name, one, seen)));
  }
  return found;
};

async function countsOf(
  { samples }: AdviceReaders,
  target: number,
  now: Instant,
): Promise<readonly Counts[]> {
  const read = async (metric: string) => {
    const asked = { metric, target, fn: 'sum', window: DAYS * DAY, when: { at: now } } as const;
    const { series } = await samples.query(asked);
    return series.map(({ labels, points }) => ({
      name: labels['name'] ?? labelText(labels),
      count: Math.round(points.at(-1)?.value ?? 0),
    }));
  };
  const restarts = await read('container.new_restarts');
  const kills = await read('container.new_oom_kills');
  const total = (all: typeof kills, name: string) =>
    all.reduce((sum, one) => sum + (one.name === name ? one.count : 0), 0);
  const names = new Set([...restarts, ...kills].map(({ name }) => name));
  return [...names].map((name) => ({
    ...{ name, restarts: total(restarts, name), oomKills: total(kills, name) },
  }));
}

function adviceOf(
  target: string,
  { name, restarts, oomKills }: Counts,
  seen: readonly SeenContainer[] | null,
): Advice[] {
  if (restarts < OFTEN && oomKills === 0) return [];
  const exitCode = seen?.find((one) => one.name === name)?.exitCode ?? 0;
  const killed =
    oomKills > 0 ? `, killed ${times(oomKills)} for want of memory: raise its limit` : '';
  const ended = exitCode === 0 || oomKills > 0 ? '' : `, the last time with exit code ${exitCode}`;
  const container = name === '' ? 'a container' : `container ${name}`;
  const shownBy =
    seen === null
      ? {
          command: 'chart',
          input: `container.${oomKills > 0 ? 'new_oom_kills' : 'new_restarts'} ${target} ${DAYS}d`,
        }
      : { command: 'containers', input: target };
  return [
    {
      ...{ kind: 'restarts', severity: 'warning', target, shownBy },
      text: `${container} of ${target} restarted ${times(restarts)} in ${DAYS} days${ended}${killed}`,
      confidence: confidenceOf(restarts + oomKills, 4, 8),
      basis: `${DAYS} days`,
    },
  ];
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
