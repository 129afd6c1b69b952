import type { Message, User } from 'grammy/types';
import type { Actor } from '../../model/person.ts';
import { askedArgument } from '../ask.ts';
import type { CommandInfo } from '../command.ts';
import { visible } from '../visible.ts';
import { escapeHtml, shorten, withoutMentions } from './escape.ts';
import type { Press } from './keyboard.ts';

/** https://core.telegram.org/bots/api#forcereply */
const MAX_PLACEHOLDER = 64;

/** A question that is answered with a reply to it. */
export interface Prompt {
  /** HTML mode: who is asked, what for, and the command that the words go behind. */
  readonly text: string;
  readonly placeholder: string;
}

/** What `actor` is asked; null when the command takes no words. */
export function question(
  info: CommandInfo,
  { command, input }: Press,
  actor: Actor,
): Prompt | null {
  const asked = askedArgument(info, input);
  if (asked === null) return null;
  const [, id = ''] = actor.id.split(':');
  const name = withoutMentions(visible(actor.name).replaceAll('\n', ' '));
  const what = `/${command} ${visible(input)}`.trim();
  // The mention is what makes the person's app, and nobody else's, open the reply.
  const text =
    `<a href="tg://user?id=${id}">${escapeHtml(name)}</a>, reply to this message: ` +
    `${escapeHtml(asked.description)}\n<code>${escapeHtml(what)}</code>`;
  return { text, placeholder: shorten(asked.description, MAX_PLACEHOLDER) };
}

/**
 * The command that a question of this bot asks `from` about, or null when the message is none. Texts can be copied into
 * anything the bot shows, so the words do not count: only a question begins with a mention of a person, which Telegram
 * itself vouches for, and only that person answers it.
 */
export function readPrompt(
  message: Message | undefined,
  from: User,
  me: { readonly id: number },
): Pick<Press, 'command' | 'input'> | null {
  if (message?.from?.id !== me.id || message.text === undefined) return null;
  const { entities = [] } = message;
  const mention = entities[0];
  const code = entities.at(-1);
  if (mention?.type !== 'text_mention' || code?.type !== 'code') return null;
  if (mention.offset !== 0 || mention.user.id !== from.id) return null;
  const written = message.text.slice(code.offset);
  const [, command, input = ''] = /^\/([a-z0-9_]{1,32})(?:\s+([\s\S]*))?$/.exec(written) ?? [];
  return command === undefined ? null : { command, input };
}
