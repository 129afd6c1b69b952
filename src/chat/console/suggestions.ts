import type { Actor } from '../../model/person.ts';
import { nextArguments } from '../arguments.ts';
import type { ArgInfo, ChatPlace, CommandInfo } from '../command.ts';
import type { Desk } from '../surface.ts';

/** Longest time a person waits for a tab. */
const DEADLINE = 2_000;

/** A command line in its parts; a leading slash is welcome, and not needed. */
export function split(line: string): { name: string; input: string } {
  const [, name = '', input = ''] = /^\s*\/?(\S*)\s*(.*)$/s.exec(line) ?? [];
  return { name: name.toLowerCase(), input };
}

/** Who wants suggestions, and where. */
interface Asking {
  readonly desk: Desk;
  readonly actor: Actor;
  readonly place: ChatPlace;
}

/** How the last word of a line can go on, and that word: names of commands first, then what their arguments take. */
export async function suggestions(asking: Asking, line: string): Promise<[string[], string]> {
  const typed = /\S*$/.exec(line)?.[0] ?? '';
  const before = line.slice(0, line.length - typed.length);
  if (before.trim() === '') return [names(asking.desk, typed), typed];
  const { name, input } = split(before);
  const info = asking.desk.commands.find((one) => one.name === name);
  if (!info) return [[], typed];
  const [, label = '', value = typed] = /^([a-z_]+[=:])(.*)$/i.exec(typed) ?? [];
  const lists = await Promise.all(
    candidates(info, input, label).map((arg) =>
      valuesOf(asking, { info, arg, input, typed: value }),
    ),
  );
  const unique = [...new Set(lists.flat())];
  return [unique.map((one) => label + one), typed];
}

/** Names as they are being typed, with the slash or without. */
function names({ commands }: Desk, typed: string): string[] {
  const slash = typed.startsWith('/') || typed === '' ? '/' : '';
  return commands
    .map(({ name }) => `${slash}${name} `)
    .filter((one) => one.startsWith(typed.toLowerCase()));
}

function candidates(info: CommandInfo, input: string, label: string): readonly ArgInfo[] {
  if (label === '') return nextArguments(info, input);
  return info.args.filter(({ name }) => name === label.slice(0, -1).toLowerCase());
}

async function valuesOf(
  { desk, actor, place }: Asking,
  at: { info: CommandInfo; arg: ArgInfo; input: string; typed: string },
): Promise<string[]> {
  const { info, arg, input, typed } = at;
  const starts = (value: string) => value.toLowerCase().startsWith(typed.toLowerCase());
  if (arg.choices) return arg.choices.filter(starts);
  if (!arg.completes) return [];
  const signal = AbortSignal.timeout(DEADLINE);
  const request = { name: info.name, input, actor, place, signal };
  const found = await desk.complete({ ...request, argument: arg.name, typed });
  // An id may be written with its sign, as it is shown.
  const sign = typed.startsWith('#') ? '#' : '';
  return found.map(({ value }) => sign + value).filter(starts);
}
