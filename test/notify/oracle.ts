import type { Alert } from '../../src/model/alert.ts';
import type { FakeDiscord } from '../support/discord/fake-discord.ts';
import type { FakeTelegram } from '../support/telegram/telegram.ts';
import { OPS, PHONE } from './real-channels.ts';

/** A message as people see it at the end; oldest first in a list. */
export interface SeenMessage {
  readonly id: string;
  /** Message that it answers, or null. */
  readonly replyTo: string | null;
  readonly text: string;
}

export function seenOn(discord: FakeDiscord): SeenMessage[] {
  return discord.messages(OPS).map(({ id, content, embeds, message_reference: on }) => ({
    id,
    replyTo: on?.message_id ?? null,
    text: [content, ...embeds.flatMap(embedTexts)].join('\n'),
  }));
}

function embedTexts(embed: ReturnType<FakeDiscord['messages']>[number]['embeds'][number]) {
  const fields = (embed.fields ?? []).flatMap(({ name, value }) => [name, value]);
  return [embed.title, embed.description, ...fields, embed.footer?.text].map((text) => text ?? '');
}

export function seenIn(telegram: FakeTelegram): SeenMessage[] {
  return telegram.messages(PHONE).map(({ id, replyTo, text }) => ({
    id: String(id),
    replyTo: replyTo === null ? null : String(replyTo),
    text,
  }));
}

/** What was recorded, as whoever generates alerts knows it. */
export interface RecordedAlert {
  readonly id: number;
  readonly series: string;
  readonly lead: number | null;
  readonly isOver: boolean;
}

export function recordedOf({ id, labels, lead, state }: Alert): RecordedAlert {
  return { id, series: labels['series'] ?? '?', lead, isOver: state.kind === 'resolved' };
}

/** How a channel tells of what was recorded. */
export interface Findings {
  /** Alerts, or their ends, that no message shows. */
  readonly lost: readonly string[];
  /** Further messages for an alert that has one already, and notes that came before: the alert, or the note. */
  readonly repeated: readonly string[];
  /** Notes about an end that stand without a card, or before it. */
  readonly early: readonly string[];
}

/** A card's small print begins with the alert that leads its message. */
const LEAD = /^(?:.* )?#(\d+)(?: · |$)/m;
/** What a note about an end says. */
export const END = /^.{0,4}(Resolved (after|by)|(All )?\d+ alerts? on .+ (is|are) over)/;

/** Compares what people see with what was recorded. */
export function compare(
  recorded: readonly RecordedAlert[],
  seen: readonly SeenMessage[],
): Findings {
  const cards = seen.filter(({ text, replyTo }) => replyTo === null && LEAD.test(lastLine(text)));
  const leads = cards.map(({ text }) => `#${LEAD.exec(lastLine(text))?.[1]}`);
  const notes = seen.flatMap(({ text, replyTo }) => (replyTo ? `${replyTo} ${text}` : []));
  const at = new Map(seen.map(({ id }, index) => [id, index]));
  const isCard = new Set(cards.map(({ id }) => id));
  return {
    lost: recorded.filter((one) => !cards.some(({ text }) => tells(text, one))).map(named),
    repeated: [...leads, ...notes].filter((one, index, all) => all.indexOf(one) !== index),
    early: seen
      .filter(({ text }) => END.test(text.trimStart()))
      .filter(({ id, replyTo }) => {
        const answered = replyTo !== null && isCard.has(replyTo) ? at.get(replyTo) : undefined;
        return answered === undefined || answered > (at.get(id) ?? -1);
      })
      .map(({ text }) => text),
  };
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** Alone in its message, or as one line of a message of several. */
function tells(text: string, { series, isOver }: RecordedAlert): boolean {
  const found = text.split('\n').find((line) => line.includes(series));
  if (found === undefined) return false;
  return isOver === /RESOLVED · |: resolved|🟢/.test(found);
}

function named({ id, series, isOver }: RecordedAlert): string {
  return `#${id} ${series} ${isOver ? 'over' : 'open'}`;
}
