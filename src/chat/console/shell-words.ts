import type { CommandInfo } from '../command.ts';

/** A key with a value that holds spaces and does not stand in quotes. */
const OPEN = /^([a-z_]+)=([^"'“].*\s.*)$/s;

/**
 * Words of a shell as a person types them in a chat: the shell took the quotes away, in which a value with spaces must
 * stand where a command takes keys of its own (`set`).
 */
export function typedWords({ args }: CommandInfo, words: readonly string[]): string {
  const names = args.map(({ name }) => name);
  if (!names.includes('set')) return words.join(' ');
  return words.map((word) => quoted(word, names)).join(' ');
}

function quoted(word: string, names: readonly string[]): string {
  const [, key = '', value = ''] = OPEN.exec(word) ?? [];
  if (key === '' || names.includes(key)) return word;
  const mark = ['"', "'"].find((one) => !value.includes(one));
  return mark === undefined ? word : `${key}=${mark}${value}${mark}`;
}
