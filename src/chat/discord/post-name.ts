import type { Outgoing } from '../../notify/channel.ts';
import type { Reply } from '../reply.ts';
import { POST_NAME } from './limits.ts';
import { cut, oneLine } from './text.ts';

/** What the post or thread of a message is called. The name never changes, since Discord lets it change twice in ten minutes only. */
export function postName({ about, reply }: Pick<Outgoing, 'about' | 'reply'>): string {
  const number = about ? ` · #${about.id}` : '';
  const title = about?.message ?? headingOf(reply) ?? 'Tocsin';
  return `${cut(oneLine(title), POST_NAME - number.length)}${number}`;
}

function headingOf({ blocks }: Reply): string | undefined {
  const found = blocks.find((block) => block.kind === 'heading');
  return found?.kind === 'heading' ? found.text : undefined;
}
