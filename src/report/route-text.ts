import type { Block, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import type { Severity } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import { shortened } from './state-text.ts';

const SHOWN = 20;

/** Who would hear of an alert, as `chat/channel-desk` has it. */
interface Routed {
  readonly ways: readonly {
    readonly by: string;
    readonly to: readonly { readonly name: string; readonly reached: readonly string[] }[];
  }[];
  readonly least: readonly { readonly name: string; readonly least: Severity }[];
}

/** Which channels would hear of an alert now, and by which route. */
export function routeReply(
  { ways, least }: Routed,
  asked: { readonly severity: Severity; readonly target?: string; readonly rule?: string },
): Reply {
  const spared = least.filter((one) => compareSeverity(asked.severity, one.least) < 0);
  const told = least.filter((one) => !spared.includes(one)).map(({ name }) => name);
  const what = [
    `a${/^[aeiou]/.test(asked.severity) ? 'n' : ''} ${asked.severity} alert`,
    ...(asked.rule === undefined ? [] : [`by ${shortened(asked.rule, 63)}`]),
    ...(asked.target === undefined ? [] : [`of ${shortened(asked.target, 63)}`]),
  ].join(' ');
  const who =
    told.length === 0
      ? 'No channel hears'
      : `${shortened(told.join(', '), 200)} hear${told.length === 1 ? 's' : ''}`;
  const blocks: Block[] = [
    heading(`${who} of ${what}`, told.length === 0 ? 'warning' : 'good'),
    ...ways.slice(0, SHOWN).map(({ by, to }) => line([strong(by), ': ', ...destinations(to)])),
    ...spared
      .slice(0, SHOWN)
      .map((one) => line(`${one.name} is told of ${one.least} and worse`, 'muted')),
    line('Linked chats and the terminal hear of all from warning up in any case.', 'muted'),
  ];
  return reply(blocks, {
    data: { told, ways, spared: spared.map(({ name }) => name) },
  });
}

function destinations(to: Routed['ways'][number]['to']): Inline[] {
  const words = to.map(({ name, reached }) => {
    if (reached.length === 0) return `${name} (nobody is on call)`;
    return reached.join() === name ? name : `${name} (${reached.join(', ')})`;
  });
  return [words.length === 0 ? 'nobody' : shortened(words.join(', '), 300)];
}
