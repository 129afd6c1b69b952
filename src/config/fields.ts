import { z } from 'zod';
import { SEVERITIES } from '../model/alert.ts';
import { DAY } from '../model/time.ts';
import { isCron, isZone } from './calendar.ts';
import { DURATION_HINT, durationText, parseDuration } from './duration.ts';

export const NAME = /^[A-Za-z0-9][\w.-]{0,62}$/;
const NAME_HINT = 'write a name of letters, digits, - _ and . (at most 63)';

/** Longer is no duration that anybody waits for. */
const LONGEST = 365 * DAY;

export const name = z.string(NAME_HINT).regex(NAME, NAME_HINT);
export const names = listOf(name, 'write a list of names such as [ops, phone]').refine(
  (list) => list.length > 0,
  'write at least one name',
);

const DESTINATION_HINT = 'write names of channels, or @ and the name of a person or rota';
/** Whom alerts go to: channels by their names, people and rotas with an @ before theirs. */
export const destinations = listOf(
  z
    .string(DESTINATION_HINT)
    .refine((text) => /^@\S.{0,63}$/.test(text) || NAME.test(text), DESTINATION_HINT),
  'write a list such as [ops, "@Ana"]',
).refine((list) => list.length > 0, 'write at least one name');

/** A list; one alone needs no brackets. */
export function listOf<T extends z.ZodType>(entry: T, hint: string) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(entry, hint),
  );
}

export function line(hint: string, most = 1_024) {
  return z.string(hint).trim().min(1, hint).max(most, `write at most ${most} characters`);
}

const PHONE_HINT = 'write a number with its country, in quotes: "+491701234567"';
/** https://www.itu.int/rec/T-REC-E.164: at most 15 digits, the first of which is not 0. */
export const phone = z.string(PHONE_HINT).regex(/^\+[1-9]\d{6,14}$/, PHONE_HINT);

const HOST_HINT = 'write a name such as shop.example.com, or an IP address';
/** Of a machine. It can be no option of a program, and holds nothing that a shell reads. */
export const hostName = z.string(HOST_HINT).regex(/^[\w.:][\w.:%-]{0,252}$/, HOST_HINT);

/** Header fields of HTTP, in which no further field can hide. */
export const headers = z
  .record(
    // https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
    z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, 'write the name of a header'),
    z.string().regex(/^[\x20-\x7e]{0,4096}$/, 'write plain characters'),
    'write headers as {x-api-key: "..."}',
  )
  .default({});

/** `5m` as milliseconds. */
export function duration(least: number, most = LONGEST) {
  return z
    .string(DURATION_HINT)
    .transform((text, context) => {
      const milliseconds = parseDuration(text);
      if (milliseconds !== null) return milliseconds;
      context.issues.push({ code: 'custom', message: DURATION_HINT, input: text });
      return z.NEVER;
    })
    .refine((value) => value >= least, `write at least ${durationText(least)}`)
    .refine((value) => value <= most, `write at most ${durationText(most)}`);
}

const SIZE_HINT = 'write a size such as 500MB or 20GB';
const BYTES: Readonly<Record<string, number>> = { kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

/** `20GB` as bytes. */
export function size(least: number) {
  return z
    .string(SIZE_HINT)
    .transform((text, context) => {
      const [, digits, unit = ''] =
        /^(\d{1,9}(?:\.\d{1,3})?) ?(kB|MB|GB|TB)$/i.exec(text.trim()) ?? [];
      if (digits !== undefined) return Number(digits) * (BYTES[unit.toLowerCase()] ?? 1);
      context.issues.push({ code: 'custom', message: SIZE_HINT, input: text });
      return z.NEVER;
    })
    .refine((value) => value >= least, `write at least ${least / 1e6}MB`);
}

/** A duration, or `never` as null. */
export function durationOrNever(least: number) {
  return z.union(
    [z.literal('never').transform(() => null), duration(least)],
    `write a duration of at least ${durationText(least)}, such as 4h, or never`,
  );
}

/** YAML reads bare digits as a number; an id is text. */
export function id(pattern: RegExp, hint: string) {
  return z.preprocess(
    (value) => (typeof value === 'number' ? String(value) : value),
    z.string(hint).regex(pattern, hint),
  );
}

const LABEL_HINT = 'write labels as {team: core}';
export const LABEL = /^[A-Za-z_][\w.-]{0,62}$/;
export const labels = z.record(
  z.string().regex(LABEL, LABEL_HINT),
  z
    .union([z.string(), z.number(), z.boolean()], LABEL_HINT)
    .transform(String)
    .pipe(z.string().max(200, 'write at most 200 characters')),
  LABEL_HINT,
);

export const severity = z.enum(SEVERITIES, `write one of ${SEVERITIES.join(', ')}`);

const ZONE_HINT = 'write a time zone such as Europe/Berlin';
export const zone = z.string(ZONE_HINT).refine(isZone, ZONE_HINT);

const CRON_HINT = 'write minute, hour, day, month and weekday, e.g. "0 23 * * *"';
export const cron = z.string(CRON_HINT).refine(isCron, CRON_HINT);

const PING_KEY_HINT =
  'write 16 to 64 letters, digits, - and _, e.g. what `openssl rand -hex 16` prints';
/** The part of an address that makes it a secret. */
export const pingKey = z.string(PING_KEY_HINT).regex(/^[\w-]{16,64}$/, PING_KEY_HINT);

/** A number without a fraction; digits in quotes or from a variable are one too. */
export function whole(from: number, to: number, what: string) {
  const hint = `write ${what} from ${from} to ${to}`;
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
    z.int(hint).min(from, hint).max(to, hint),
  );
}

export const port = whole(1, 65_535, 'a port');
