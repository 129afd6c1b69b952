import type { Actor } from '../model/person.ts';
import { hasRole } from '../model/person.ts';
import { isBegun, nextArguments } from './arguments.ts';
import type { ArgInfo, CommandInfo } from './command.ts';

/** Most characters that a person is asked for; notes and reasons are no longer either. */
export const MAX_WORDS = 500;

/** Whether a known person may be asked for words; the desk checks the role again when they come. */
export function mayBeAsked(actor: Actor, { role }: CommandInfo): boolean {
  return actor.role !== null && (role === 'anyone' || hasRole(actor.role, role));
}

/** The argument that words behind `input` are for: the one it names last (`note=`), else the next; null for none. */
export function askedArgument(info: CommandInfo, input: string): ArgInfo | null {
  const named = namedLast(info, input);
  return named ?? nextArguments(info, input).at(-1) ?? null;
}

/**
 * `input` with what the person wrote behind it. An argument that takes the rest is named, so that a note such as
 * `3 disks are full` stays a note and is not read as another id.
 */
export function withWords(info: CommandInfo, input: string, words: string): string {
  const written = words.trim();
  if (written === '') return input;
  const asked = askedArgument(info, input);
  const fresh = asked?.rest === true && !isBegun(info, asked, input);
  return `${input} ${fresh ? `${asked.name}=` : ''}${written}`.trim();
}

function namedLast(info: CommandInfo, input: string): ArgInfo | undefined {
  const name = /(?:^|\s)([a-z_]+)[=:]\s*$/i.exec(input)?.[1]?.toLowerCase();
  return info.args.find((arg) => arg.name === name);
}
