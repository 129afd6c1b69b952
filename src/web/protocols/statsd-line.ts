import { shown } from '../fields.ts';
import { legalName } from './legal-name.ts';

/** What one line says, after its key. */
export interface StatsdLine {
  readonly metric: string;
  readonly kind: 'counter' | 'gauge' | 'timer' | 'set';
  /** One or, packed, several; of a set the members, else numbers. */
  readonly values: readonly string[];
  /** Of how many one was sent, 0 to 1. */
  readonly rate: number;
  readonly tags: readonly (readonly [name: string, value: string])[];
  /** Unit that the type implies, empty for none. */
  readonly unit: string;
}

const KINDS: ReadonlyMap<string, StatsdLine['kind']> = new Map([
  ['c', 'counter'],
  ['g', 'gauge'],
  ['ms', 'timer'],
  ['h', 'timer'],
  ['d', 'timer'],
  ['s', 'set'],
]);

/** Values of one line. */
const MAX_VALUES = 1_000;
/** What a total counts exactly, and never grows out of what a number holds. */
const MAX_ADDED = Number.MAX_SAFE_INTEGER;
const TOO_MUCH = `with its sample rate a value adds more than ${MAX_ADDED} — send smaller numbers`;
const FALLS = 'a counter cannot fall — send what falls as a gauge, such as name:-1|g';
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/**
 * Reads a line of StatsD, with the tags of DogStatsD, or says why it cannot. The key stands in the tag `api_key` or
 * before the name, as `<key>.name`.
 * https://github.com/statsd/statsd/blob/master/docs/metric_types.md
 * https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/
 */
export function readStatsd(
  line: string,
  key: { readonly length: number; is(given: string): boolean },
): StatsdLine | string {
  const [body = '', ...parts] = line.split('|');
  const tags = tagsIn(parts);
  const named = nameIn(body, key);
  const isKnown = named.hasKey || tags.some(([tag, given]) => tag === 'api_key' && key.is(given));
  if (!isKnown) return NO_KEY;
  const [type = ''] = parts;
  const kind = KINDS.get(type);
  if (kind === undefined) return `${shown(type)} is no type — write c, g, ms, h, d or s`;
  const [name = '', ...values] = named.text.split(':');
  const rate = rateIn(parts);
  const wrong = (rate > 0 && rate <= 1 ? null : BAD_RATE) ?? wrongValues(kind, values, rate);
  if (wrong !== null) return wrong;
  return {
    ...{ kind, values, rate },
    metric: legalName(name),
    tags: tags.filter(([tag]) => tag !== 'api_key').map(([tag, value]) => [legalName(tag), value]),
    unit: type === 'ms' ? 'ms' : '',
  };
}

const NO_KEY =
  'the key is missing or wrong — send the tag api_key:<key>, or <key>. before the name';
const BAD_RATE = 'the sample rate is none — write |@ and a number above 0 and at most 1';

function nameIn(
  body: string,
  key: { readonly length: number; is(given: string): boolean },
): { readonly text: string; readonly hasKey: boolean } {
  const hasKey = body[key.length] === '.' && key.is(body.slice(0, key.length));
  return { text: hasKey ? body.slice(key.length + 1) : body, hasKey };
}

/** A tag without a value is there: `true`. */
function tagsIn(parts: readonly string[]): StatsdLine['tags'] {
  const text = parts.find((part) => part.startsWith('#'))?.slice(1) ?? '';
  return text
    .split(',')
    .filter((tag) => tag !== '')
    .map((tag) => {
      const colon = tag.indexOf(':');
      return colon === -1 ? [tag, 'true'] : [tag.slice(0, colon), tag.slice(colon + 1)];
    });
}

function rateIn(parts: readonly string[]): number {
  const text = parts.find((part) => part.startsWith('@'))?.slice(1) ?? '1';
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}

function wrongValues(
  kind: StatsdLine['kind'],
  values: readonly string[],
  rate: number,
): string | null {
  if (values.length === 0 || values.includes('')) return 'the value is missing — write name:1|c';
  if (values.length > MAX_VALUES) return `there are more than ${MAX_VALUES} values in one line`;
  if (kind === 'set') return null;
  const wrong = values.find((one) => !NUMBER.test(one) || !Number.isFinite(Number(one)));
  if (wrong !== undefined) return `${shown(wrong)} is no value — write a number such as 1.5`;
  if (kind === 'counter' && values.some((one) => Number(one) < 0)) return FALLS;
  // A gauge without a sign is not added to anything.
  const added = kind === 'gauge' ? values.filter((one) => /^[-+]/.test(one)) : values;
  const most =
    Math.max(1, ...added.map((one) => Math.abs(Number(one)))) / (kind === 'gauge' ? 1 : rate);
  return most > MAX_ADDED ? TOO_MUCH : null;
}
