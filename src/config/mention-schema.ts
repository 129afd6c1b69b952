import { z } from 'zod';
import type { Severity } from '../model/alert.ts';
import { SEVERITIES } from '../model/alert.ts';
import type { Mentions } from '../model/mention.ts';
import { id } from './fields.ts';

/** Fits every message, beside what it says. */
const MOST = 20;

const DISCORD =
  'write the id of a Discord role or "<@user id>", some as a list, or such by severity as {critical: "123", emergency: ["123", "<@456>"]}';
const TELEGRAM =
  'write names such as "@ana" or ids of users, some as a list, or such by severity as {critical: "@ana", emergency: ["@ana", "456"]}';

/** A role, or a person. */
export const discordMention = mentions(
  id(/^(\d{1,20}|<@&\d{1,20}>|<@!?\d{1,20}>)$/, DISCORD),
  DISCORD,
);
/** https://core.telegram.org/bots/api#html-style */
export const telegramMention = mentions(id(/^(\d{1,20}|@\w{4,32})$/, TELEGRAM), TELEGRAM);

function mentions<T extends z.ZodType<string>>(one: T, hint: string) {
  const some = z.preprocess(
    (value) => (typeof value === 'string' || typeof value === 'number' ? [value] : value),
    z.array(one, hint).min(1, hint).max(MOST, `write at most ${MOST}`),
  );
  const bySeverity = z.strictObject(
    Object.fromEntries(SEVERITIES.map((severity) => [severity, some.optional()])) as Record<
      Severity,
      z.ZodOptional<typeof some>
    >,
    hint,
  );
  return z.union([some, bySeverity], hint);
}

/** Without a severity it is for what is critical, or worse. */
export function toMentions(
  said: z.infer<typeof discordMention> | undefined,
  kind: 'discord' | 'telegram',
): Mentions | null {
  if (said === undefined) return null;
  const bySeverity = Array.isArray(said) ? { critical: said } : said;
  const written = (one: string) =>
    kind === 'discord' ? one.replace(/^(\d+)$/, '<@&$1>').replace('<@!', '<@') : one;
  return Object.fromEntries(
    SEVERITIES.flatMap((severity) => {
      const some = bySeverity[severity];
      return some === undefined ? [] : [[severity, some.map(written)]];
    }),
  );
}
