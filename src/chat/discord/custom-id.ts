import type { Button } from '../reply.ts';
import { BUTTONS } from './limits.ts';

/** What a press asks for. */
export interface Press {
  readonly command: string;
  readonly input: string;
  /** Words are asked for before it runs. */
  readonly asks: boolean;
  /** The answer takes the place of the message. */
  readonly replaces: boolean;
}

/**
 * All a press needs, on the button itself, so that buttons outlive restarts: `v1:<command>:<input>`; `v1a:` when it
 * asks for words first, `v1r:` when its answer replaces the message. null when it does not fit.
 */
export function customId({
  command,
  input,
  ask,
  replaces,
}: Pick<Button, 'command' | 'input' | 'ask' | 'replaces'>): string | null {
  const id = `v1${ask ? 'a' : ''}${replaces ? 'r' : ''}:${command}:${input}`;
  return id.length <= BUTTONS.customId && id.isWellFormed() ? id : null;
}

/** The command behind a custom id, or null for one that this version does not know. Anyone can send any id. */
export function parseCustomId(id: string): Press | null {
  const [, asks, replaces, command, input] = /^v1(a?)(r?):([a-z0-9_-]{1,32}):(.*)$/s.exec(id) ?? [];
  if (command === undefined || input === undefined) return null;
  return { command, input, asks: asks === 'a', replaces: replaces === 'r' };
}
