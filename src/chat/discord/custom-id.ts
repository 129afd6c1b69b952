import type { Button } from '../reply.ts';
import { BUTTONS } from './limits.ts';

/** What a press asks for. */
export interface Press {
  readonly command: string;
  readonly input: string;
}

/** All a press needs, on the button itself, so that buttons outlive restarts; null when it does not fit. */
export function customId({ command, input }: Pick<Button, 'command' | 'input'>): string | null {
  const id = `v1:${command}:${input}`;
  return id.length <= BUTTONS.customId ? id : null;
}

/** The command behind a custom id, or null for one that this version does not know. Anyone can send any id. */
export function parseCustomId(id: string): Press | null {
  const found = /^v1:([a-z0-9_-]{1,32}):(.*)$/s.exec(id);
  return found?.[1] === undefined ? null : { command: found[1], input: found[2] ?? '' };
}
