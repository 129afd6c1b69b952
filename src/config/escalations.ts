import type { Escalation } from '../model/escalation.ts';
import type { ConfigProblem } from './config.ts';
import type { Entry, FileRead } from './entries.ts';
import { problem, title } from './issues.ts';

export function toEscalation({ name, value }: Entry<'escalations'>): Escalation[] {
  const { steps, repeat, ack_expires: ackExpires = null } = value;
  const [first, ...more] = steps.map(({ after, to }) => ({ after, to: [...new Set(to)] }));
  return first === undefined ? [] : [{ name, steps: [first, ...more], repeat, ackExpires }];
}

/** Steps that lead to an escalation, to itself or to another: there is no end to that. */
export function wrongEscalations({ source, entries, names }: FileRead): ConfigProblem[] {
  const isChannel = (name: string) => names.channels.includes(name);
  return entries.escalations.flatMap(({ path, name, value }) =>
    value.steps.flatMap(({ to }, step) =>
      to.flatMap((one, index) => {
        if (isChannel(one) || !names.escalations.includes(one)) return [];
        const at = [...path, 'steps', step, 'to', index];
        const what = one === name ? 'this escalation itself' : 'an escalation, and none leads on';
        const message = `${title(source, at)}: \`${one}\` is ${what} — write channels, or \`repeat\``;
        return [problem(source, at, message)];
      }),
    ),
  );
}
