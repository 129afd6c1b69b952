import type { About } from '../../model/about.ts';
import type { Outgoing } from '../../notify/channel.ts';
import type { Reply } from '../reply.ts';
import { POST_NAME } from './limits.ts';
import { cut, oneLine } from './text.ts';

/** What the post or thread of a message is called. The name never changes, since Discord lets it change twice in ten minutes only. */
export function postName({ about, reply }: Pick<Outgoing, 'about' | 'reply'>): string {
  const number = about ? numberOf(about) : '';
  const title = about?.message ?? headingOf(reply) ?? 'Tocsin';
  return `${cut(oneLine(title), POST_NAME - number.length)}${number}`;
}

/** Whether a post of that name may be the one of a message, whatever the message said when it was made. */
export function isNameOf(name: string, message: Pick<Outgoing, 'about' | 'reply'>): boolean {
  const { about } = message;
  return about ? name.endsWith(numberOf(about)) : name === postName(message);
}

function numberOf({ id }: Pick<About, 'id'>): string {
  return ` · #${id}`;
}

function headingOf({ blocks }: Reply): string | undefined {
  const found = blocks.find((block) => block.kind === 'heading');
  return found?.kind === 'heading' ? found.text : undefined;
}
