import type { z } from 'zod';
import type { ArgInfo, Command, CommandInfo } from './command.ts';
import { signature } from './command.ts';

/** Longest input that is read; a Telegram message is at most 4,096 characters. */
const MAX_INPUT = 4_096;

/** What every surface needs to know of a command; derived, so that it cannot rot. */
export function describeCommand(command: Command): CommandInfo {
  const entries = Object.entries(command.args.shape) as [string, z.ZodType][];
  return {
    name: command.name,
    summary: command.summary,
    role: command.role,
    args: entries.map(([name, schema]) => describeArgument(command, name, schema)),
  };
}

function describeArgument(command: Command, name: string, schema: z.ZodType): ArgInfo {
  return {
    name,
    description: schema.description ?? name,
    required: !schema.safeParse(undefined).success,
    rest: command.rest === name,
    words: command.words?.[name] ?? null,
    choices: choicesOf(schema),
    completes: command.complete?.[name] !== undefined,
  };
}

/** Options of an enum, through optional and default; null for everything else. */
function choicesOf(schema: z.ZodType): readonly string[] | null {
  const { def } = schema as unknown as { def: { type: string; innerType?: z.ZodType } };
  if (def.innerType) return choicesOf(def.innerType);
  return def.type === 'enum' ? (schema as unknown as { options: string[] }).options : null;
}

export type Parsed<Args> =
  | { readonly kind: 'parsed'; readonly args: Args }
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads what a person typed: words in the order of the arguments, `name=value` anywhere, or named options. */
export function parseArguments<Args extends z.ZodObject>(
  command: Command<Args>,
  input: string | Readonly<Record<string, string>>,
): Parsed<z.infer<Args>> {
  const info = describeCommand(command);
  const raw =
    typeof input === 'string' ? fromText(info, input.slice(0, MAX_INPUT)) : fromOptions(input);
  if ('reason' in raw) return { kind: 'refused', reason: raw.reason };
  const result = command.args.safeParse(raw.values);
  if (result.success) return { kind: 'parsed', args: result.data };
  return { kind: 'refused', reason: `${explain(info, result.error)} ${usage(info)}` };
}

type Raw = { readonly values: Record<string, string> } | { readonly reason: string };

function fromOptions(input: Readonly<Record<string, string>>): Raw {
  return { values: Object.fromEntries(Object.entries(input).filter(([, value]) => value !== '')) };
}

function fromText(info: CommandInfo, text: string): Raw {
  const { named, words } = splitNamed(info, text);
  const values: Record<string, string> = { ...named };
  for (const arg of info.args) {
    if (words.length === 0) break;
    if (values[arg.name] !== undefined) continue;
    const taken = words.splice(0, wordsFor(arg, words));
    if (taken.length > 0) values[arg.name] = taken.join(' ');
  }
  if (words.length === 0) return { values };
  return { reason: `I do not know what “${words.join(' ')}” means here. ${usage(info)}` };
}

function splitNamed(info: CommandInfo, text: string) {
  const names = new Set(info.args.map((arg) => arg.name));
  const named: Record<string, string> = {};
  const words: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const [, name = '', value = ''] = /^([a-z_]+)[=:](.+)$/.exec(word) ?? [];
    if (names.has(name)) named[name] = value;
    else words.push(word);
  }
  return { named, words };
}

/** How many of the words belong to the argument. */
function wordsFor(arg: ArgInfo, words: readonly string[]): number {
  if (arg.rest) return words.length;
  const { words: pattern } = arg;
  if (pattern === null) return fitsChoice(arg, words[0] ?? '') ? 1 : 0;
  const end = words.findIndex((word) => !pattern.test(word));
  return end === -1 ? words.length : Math.max(end, 1);
}

/** An optional argument with fixed choices is passed over when the word is none of them. */
function fitsChoice(arg: ArgInfo, word: string): boolean {
  return arg.required || arg.choices === null || arg.choices.includes(word.toLowerCase());
}

function explain(info: CommandInfo, error: z.ZodError): string {
  const issue = error.issues[0];
  const name = String(issue?.path[0] ?? '');
  const arg = info.args.find((one) => one.name === name);
  if (!issue || !arg) return 'That does not fit.';
  if (arg.choices) return `“${name}” must be one of ${arg.choices.join(', ')}.`;
  if (issue.code === 'invalid_type') return `“${name}” is missing (${arg.description}).`;
  return `“${name}”: ${issue.message}.`;
}

/** How to write a command, e.g. `/ack <ids> [note]`. */
export function usage(info: CommandInfo): string {
  return `Usage: ${signature(info)}`;
}
