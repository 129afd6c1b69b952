/** A value that a program exposes. */
export interface ExposedSample {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** It only grows, but for restarts. */
  readonly isCounter: boolean;
}

export type ExposedText =
  | {
      readonly kind: 'samples';
      readonly samples: readonly ExposedSample[];
      /** Series that are wanted and not kept: there are too many, or their labels are too long. */
      readonly left: number;
    }
  /** `line` is counted from 1. */
  | { readonly kind: 'problem'; readonly line: number };

export interface ExposedWish {
  isWanted(metric: string): boolean;
  /** Series that are kept. */
  readonly most: number;
}

/** Labels of a series, and characters of one, as others may send them. */
const MOST_LABELS = 20;
const MOST_LABEL = 200;

/**
 * Reads what a program exposes, in the text of Prometheus or as OpenMetrics; times and exemplars are passed over. One
 * line that cannot be read spoils the whole, since nobody knows what else is wrong then.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 * https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 */
export function parseExposed(text: string, { isWanted, most }: ExposedWish): ExposedText {
  const samples: ExposedSample[] = [];
  let family: Family = { name: '', type: '' };
  let left = 0;
  let number = 0;
  const take = (one: ExposedSample) => {
    if (!Number.isFinite(one.value) || isTime(one, family) || !isWanted(one.metric)) return;
    if (samples.length < most && fits(one)) samples.push(one);
    else left += 1;
  };
  for (const line of linesOf(text)) {
    number += 1;
    if (line === '') continue;
    if (line.startsWith('#')) {
      family = familyIn(line) ?? family;
      continue;
    }
    const read = sampleIn(line, family);
    if (read === null) return { kind: 'problem', line: number };
    take(read);
  }
  // Pieces of the text would keep all of it in memory, for as long as somebody knows the series.
  return { kind: 'samples', samples: JSON.parse(JSON.stringify(samples)), left };
}

function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    yield text.slice(from, end).trim();
    from = end + 1;
  }
}

interface Family {
  readonly name: string;
  readonly type: string;
}

const TYPE = /^#\s+TYPE\s+([a-zA-Z_:][\w:]*)\s+([a-z]+)$/;

function familyIn(line: string): Family | null {
  const [, name, type = ''] = TYPE.exec(line) ?? [];
  return name === undefined ? null : { name, type };
}

/** When a counter began is told as a series of its own. */
function isTime({ metric }: ExposedSample, { name }: Family): boolean {
  return metric === `${name}_created`;
}

function fits({ metric, labels }: ExposedSample): boolean {
  const values = Object.values(labels);
  return (
    !metric.startsWith(':') &&
    metric.length <= MOST_LABEL &&
    values.length <= MOST_LABELS &&
    values.every((value) => value.length <= MOST_LABEL)
  );
}

const NAME = /[a-zA-Z_:][\w:]*/y;
const LABEL = /\s*([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|(?=\}))/y;
/** The value; a time and an exemplar may follow. */
const REST = /\s*(\S+)(?:\s+[-+\d.eE]+)?(?:\s+#\s*\{.*)?$/y;
const CLOSING = /\s*\}/y;

function sampleIn(line: string, family: Family): ExposedSample | null {
  NAME.lastIndex = 0;
  const metric = NAME.exec(line)?.[0];
  if (metric === undefined) return null;
  const said = line[metric.length] === '{' ? labelsIn(line, metric.length + 1) : null;
  REST.lastIndex = said?.end ?? metric.length;
  const value = numberOf(REST.exec(line)?.[1] ?? '');
  if (value === null) return null;
  return { metric, labels: said?.labels ?? {}, value, isCounter: isCounter(metric, family) };
}

/** Labels and the bracket that ends them. A label without a value is none. */
function labelsIn(line: string, begin: number) {
  const labels: Record<string, string> = {};
  let end = begin;
  for (;;) {
    LABEL.lastIndex = end;
    const [, name, value = ''] = LABEL.exec(line) ?? [];
    if (name === undefined) break;
    end = LABEL.lastIndex;
    if (value !== '') labels[name] = value.includes('\\') ? unescaped(value) : value;
  }
  CLOSING.lastIndex = end;
  return CLOSING.test(line) ? { labels, end: CLOSING.lastIndex } : { labels, end: line.length };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}

const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};

function numberOf(text: string): number | null {
  const special = SPECIAL[text.toLowerCase()];
  if (special !== undefined) return special;
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? null : value;
}

const GROWING = ['_bucket', '_count', '_sum'];

/** Under OpenMetrics the family has the name without `_total`. */
function isCounter(metric: string, { name, type }: Family): boolean {
  if (!metric.startsWith(name)) return false;
  const ending = metric.slice(name.length);
  if (type === 'counter') return ending === '' || ending === '_total';
  return (type === 'histogram' || type === 'summary') && GROWING.includes(ending);
}
