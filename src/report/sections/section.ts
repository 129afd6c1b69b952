import type { Block } from '../../chat/reply.ts';
import { heading } from '../../chat/reply.ts';

/** A part of a report under its title; nothing without blocks. */
export function titled(title: string, blocks: readonly Block[]): Block[] {
  return blocks.length === 0 ? [] : [heading(title), ...blocks];
}
