import type { CommandInfo } from '../command.ts';

/** Words as a chat reads them, or the option that the command does not have. */
export type TypedOptions = { readonly words: readonly string[] } | { readonly unknown: string };

/** `--for 5m`, as people write options in a terminal, is `for=5m` in a chat. */
export function withoutDashes(
  { args }: Pick<CommandInfo, 'args'>,
  words: readonly string[],
): TypedOptions {
  const typed: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, name, value] = /^--?([a-z_]+)(?:=(.*))?$/is.exec(word) ?? [];
    if (name === undefined) typed.push(word);
    else if (!word.startsWith('--') || !args.some((one) => one.name === name))
      return { unknown: word };
    else typed.push(`${name}=${value ?? words[++at] ?? ''}`);
  }
  return { words: typed };
}
