import { z } from 'zod';
import type { ArgInfo, Command, CommandInfo } from './command.ts';
import { signature } from './command.ts';

/** Longest input that is read: https://core.telegram.org/bots/api#message (text, 0-4096 characters) */
const MAX_INPUT = 4_096;
/** Most of what was typed that is said back. */
const MAX_ECHO = 64;
/** Of an argument that is only ever given by its name: no word fits it. */
const NO_WORD = /(?!)/.source;

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
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return choicesOf(schema.unwrap() as z.ZodType);
  }
  return schema instanceof z.ZodEnum ? schema.options.map(String) : null;
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
    typeof input === 'string'
      ? fromText(info, input.slice(0, MAX_INPUT))
      : fromOptions(info, input);
  if ('reason' in raw) return { kind: 'refused', reason: raw.reason };
  const result = command.args.safeParse(raw.values);
  if (result.success) return { kind: 'parsed', args: result.data };
  return { kind: 'refused', reason: `${explain(info, result.error)} ${usage(info)}` };
}

type Raw = { readonly values: Record<string, string> } | { readonly reason: string };

function fromOptions(info: CommandInfo, input: Readonly<Record<string, string>>): Raw {
  const values: Record<string, string> = {};
  for (const arg of info.args) {
    const value = Object.hasOwn(input, arg.name) ? input[arg.name] : undefined;
    if (typeof value !== 'string' || value.trim() === '') continue;
    values[arg.name] = written(arg, value.slice(0, MAX_INPUT));
  }
  return { values };
}

function fromText(info: CommandInfo, text: string): Raw {
  const { values, left } = assign(info, wordsOf(text));
  if (left.length === 0) return { values };
  return { reason: `I do not know what “${cut(left.join(' '))}” means here. ${usage(info)}` };
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Gives each word to the first argument that takes it; what nobody takes is `left`. */
function assign(info: CommandInfo, words: readonly string[]) {
  const values: Record<string, string> = {};
  let at = 0;
  for (let taken = 1; at < words.length && taken > 0; at += taken) {
    taken = 0;
    const here = words.slice(at);
    const found = named(info, here) ?? positional(info, here, values);
    if (!found) break;
    values[found.arg.name] = written(found.arg, found.words.join(' '));
    taken = found.taken;
  }
  return { values, left: words.slice(at) };
}

interface Taken {
  readonly arg: ArgInfo;
  readonly words: readonly string[];
  /** Words used up, the name included. */
  readonly taken: number;
}

/** `name=value`, `name:value` or `name: value`; an argument that takes the rest takes it here too. */
function named(info: CommandInfo, words: readonly string[]): Taken | null {
  const [, name = '', value = ''] = /^([a-z_]+)[=:](.*)$/i.exec(words[0] ?? '') ?? [];
  const arg = info.args.find((one) => one.name === name.toLowerCase());
  if (!arg) return null;
  const rest = value === '' ? words.slice(1) : [value, ...words.slice(1)];
  if (rest.length === 0) return null;
  const count = arg.rest ? rest.length : 1;
  return { arg, words: rest.slice(0, count), taken: count + (value === '' ? 1 : 0) };
}

function positional(
  info: CommandInfo,
  words: readonly string[],
  values: Readonly<Record<string, string>>,
): Taken | null {
  for (const arg of info.args) {
    const count = values[arg.name] === undefined ? wordsFor(arg, words) : 0;
    if (count > 0) return { arg, words: words.slice(0, count), taken: count };
  }
  return null;
}

/** How many of the words belong to the argument. */
function wordsFor(arg: ArgInfo, words: readonly string[]): number {
  if (arg.rest) return words.length;
  const { words: pattern } = arg;
  if (pattern === null) return fitsChoice(arg, words[0] ?? '') ? 1 : 0;
  const end = words.findIndex((word) => !pattern.test(word));
  if (end === -1) return words.length;
  return end === 0 && arg.required ? 1 : end;
}

/** An optional argument with fixed choices is passed over when the word is none of them. */
function fitsChoice(arg: ArgInfo, word: string): boolean {
  return arg.required || arg.choices === null || arg.choices.includes(word.toLowerCase());
}

/** Fixed choices are written in small letters, however they were typed. */
function written(arg: ArgInfo, value: string): string {
  return arg.choices ? value.trim().toLowerCase() : value;
}

/** Arguments that the word after `before` may belong to, for completion. */
export function nextArguments(info: CommandInfo, before: string): readonly ArgInfo[] {
  const words = wordsOf(before.slice(0, MAX_INPUT));
  const { values, left } = assign(info, words);
  if (left.length > 0) return [];
  const last = words.at(-1) ?? '';
  const going = info.args.filter(
    (arg) => values[arg.name] !== undefined && (arg.rest || arg.words?.test(last) === true),
  );
  if (going.some((arg) => arg.rest)) return going;
  const open = info.args.filter(
    (arg) => values[arg.name] === undefined && arg.words?.source !== NO_WORD,
  );
  const firm = open.findIndex((arg) => arg.required || (!arg.choices && !arg.words));
  return [...going, ...(firm === -1 ? open : open.slice(0, firm + 1))];
}

/** Whether words of `before` belong to the argument already. */
export function isBegun(info: CommandInfo, arg: ArgInfo, before: string): boolean {
  return assign(info, wordsOf(before.slice(0, MAX_INPUT))).values[arg.name] !== undefined;
}

/** What a person wrote, short enough to be said back. */
function cut(text: string): string {
  return text.length <= MAX_ECHO ? text : `${text.slice(0, MAX_ECHO)}…`;
}

function explain(info: CommandInfo, error: z.ZodError): string {
  const issue = error.issues[0];
  const name = String(issue?.path[0] ?? '');
  const arg = info.args.find((one) => one.name === name);
  if (!issue || !arg) return 'That does not fit.';
  if (arg.choices) return `“${name}” must be one of ${arg.choices.join(', ')}.`;
  if (issue.code === 'invalid_type') return `“${name}” is missing (${arg.description}).`;
  if (issue.code === 'too_big')
    return `“${name}” is too long: at most ${issue.maximum} characters.`;
  return `“${name}”: ${issue.message}.`;
}

/** How to write a command, e.g. `/ack <ids> [note]`; what is only ever given by its name reads `[type=…]`. */
export function usage(info: CommandInfo): string {
  const isNamed = ({ words }: ArgInfo) => words?.source === NO_WORD;
  const args = info.args.map((arg) => (isNamed(arg) ? { ...arg, name: `${arg.name}=…` } : arg));
  return `Usage: ${signature({ ...info, args })}`;
}
