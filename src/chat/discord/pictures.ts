import type { APIEmbed } from 'discord.js';
import type { SentPicture } from '../pictures.ts';
import { EMBED } from './limits.ts';
import { cut, oneLine } from './text.ts';

/** https://docs.discord.com/developers/resources/message#attachment-object */
const DESCRIPTION = 1_024;

/** The embeds of a message with its pictures in them: the first below the words, the others below it. */
export function withPictures(
  embeds: readonly APIEmbed[],
  pictures: readonly SentPicture[],
): readonly APIEmbed[] {
  const images = pictures.map(({ name }) => ({ url: `attachment://${name}` }));
  const [first, ...more] = images;
  const last = embeds.at(-1);
  if (!first || !last) return embeds;
  const colour = last.color === undefined ? {} : { color: last.color };
  return [
    ...embeds.slice(0, -1),
    { ...last, image: first },
    ...more.map((image) => ({ ...colour, image })),
  ].slice(0, EMBED.count);
}

/** Alternative text as Discord takes it. */
export function altOf({ alt }: SentPicture): string {
  return cut(oneLine(alt), DESCRIPTION);
}
