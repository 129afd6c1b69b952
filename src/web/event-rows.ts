import type { AppEvent, FieldValue } from '../model/event.ts';
import type { Recorder, RecorderField } from '../model/recorder.ts';
import type { Labels } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import type { Fields, Period } from './fields.ts';
import { fieldsOf, instantOf, shown, wrongKey, wrongName, wrongText } from './fields.ts';

const MAX_TAGS = 20;
/** Characters of a tag's value, which becomes a label of series. */
const MAX_TAG = 200;
const MAX_FIELDS = 64;
/** Bytes of a text in a body. */
const MAX_TEXT = 1_024;

/** An event as it was sent; its target is a name. */
export type EventRow = Omit<AppEvent, 'target'>;

const EVENT_FIELDS = ['target', 'type', 'at', 'tags', 'body', 'idempotency_key'];

/** A row of `POST /api/events`, or why it is refused. */
export function eventRow(row: unknown, period: Period): EventRow | string {
  const fields = fieldsOf(row, EVENT_FIELDS);
  if (typeof fields === 'string') return fields;
  const { type, tags, body } = fields;
  const when = whenOf(fields, period);
  if (typeof when === 'string') return when;
  const wrong =
    wrongName('type', type) ??
    wrongEntries('tags', tags, { most: MAX_TAGS, wrong: wrongTag }) ??
    wrongEntries('body', body, { most: MAX_FIELDS, wrong: wrongField });
  if (wrong !== null) return wrong;
  return {
    ...when,
    type: type as string,
    tags: (tags as Labels | null | undefined) ?? {},
    body: (body as AppEvent['body'] | null | undefined) ?? {},
  };
}

/** A row of `POST /api/<path>` of a recorder, or why it is refused. */
export function recordRow(
  row: unknown,
  period: Period,
  { event, fields: declared }: Recorder,
): EventRow | string {
  const names = declared.map(({ name }) => name);
  const fields = fieldsOf(row, ['target', ...names, 'at', 'idempotency_key']);
  if (typeof fields === 'string') return fields;
  const when = whenOf(fields, period);
  if (typeof when === 'string') return when;
  for (const field of declared) {
    const wrong = wrongRecorded(field, fields[field.name]);
    if (wrong !== null) return wrong;
  }
  const given = declared.filter(({ name }) => fields[name] != null);
  const entries = (as: RecorderField['as']) =>
    given.filter((field) => field.as === as).map(({ name }) => [name, fields[name]] as const);
  return {
    ...when,
    type: event,
    tags: Object.fromEntries(entries('tag').map(([name, value]) => [name, String(value)])),
    body: Object.fromEntries(entries('body')) as Record<string, FieldValue>,
  };
}

/** The name that a row gives for its target, as far as it gives one. */
export function targetIn(row: unknown): string | null {
  const target = (row as { readonly target?: unknown } | null)?.target;
  return typeof target === 'string' ? target : null;
}

function whenOf(
  { at, target, idempotency_key: key }: Fields,
  period: Period,
): { at: Instant; key: string | null } | string {
  const when = instantOf(at, period);
  const wrong =
    wrongText('target', target) ?? (typeof when === 'string' ? when : null) ?? wrongKey(key);
  return wrong ?? { at: when as Instant, key: (key as string | null | undefined) ?? null };
}

interface Kind {
  readonly most: number;
  wrong(name: string, value: unknown): string | null;
}

function wrongEntries(what: string, given: unknown, { most, wrong }: Kind): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== 'object' || Array.isArray(given)) {
    return `${what}: ${shown(given)} — write an object of names with values`;
  }
  const entries = Object.entries(given);
  if (entries.length > most) return `${what}: there are ${entries.length} — send at most ${most}`;
  for (const [name, value] of entries) {
    const found = wrongName(`name in ${what}`, name) ?? wrong(name, value);
    if (found !== null) return found;
  }
  return null;
}

function wrongTag(name: string, value: unknown): string | null {
  return value === '' ? null : wrongText(`tag ${name}`, value, MAX_TAG);
}

function wrongField(name: string, value: unknown): string | null {
  const what = `body.${name}`;
  if (typeof value === 'string') {
    return Buffer.byteLength(value) <= MAX_TEXT
      ? null
      : `${what} is longer than ${MAX_TEXT} bytes — shorten it`;
  }
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return null;
  return `${what}: ${shown(value)} — write a text, a finite number, true, false or null`;
}

const WRITTEN = { text: 'a text', number: 'a finite number', truth: 'true or false' } as const;
const TYPES = { text: 'string', number: 'number', truth: 'boolean' } as const;

function wrongRecorded({ name, kind, as, isOptional }: RecorderField, value: unknown) {
  if (value === undefined || value === null) {
    return isOptional ? null : `${name} is missing — add it`;
  }
  const isKind = kind === 'number' ? Number.isFinite(value) : typeof value === TYPES[kind];
  if (!isKind) return `${name}: ${shown(value)} — write ${WRITTEN[kind]}`;
  if (kind !== 'text') return null;
  return as === 'tag' ? wrongTag(name, value) : wrongField(name, value);
}
