import type { Button } from '../reply.ts';
import { BUTTONS } from './limits.ts';

/** What a press asks for. */
export interface Press {
  readonly command: string;
  readonly input: string;
  /** Words are asked for before it runs. */
  readonly asks: boolean;
}

/**
 * All a press needs, on the button itself, so that buttons outlive restarts: `v1:<command>:<input>`, and `v1a:` when it
 * asks for words first. null when it does not fit.
 */
export function customId({
  command,
  input,
  ask,
}: Pick<Button, 'command' | 'input' | 'ask'>): string | null {
  const id = `${ask === undefined ? 'v1' : 'v1a'}:${command}:${input}`;
  return id.length <= BUTTONS.customId && id.isWellFormed() ? id : null;
}

/** The command behind a custom id, or null for one that this version does not know. Anyone can send any id. */
export function parseCustomId(id: string): Press | null {
  const [, asks, command, input] = /^v1(a?):([a-z0-9_-]{1,32}):(.*)$/s.exec(id) ?? [];
  if (command === undefined || input === undefined) return null;
  return { command, input, asks: asks === 'a' };
}
