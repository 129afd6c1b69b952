/** One family as a strict reader of OpenMetrics sees it. */
export interface ParsedFamily {
  readonly type: string;
  readonly help: string;
  readonly samples: {
    name: string;
    labels: Record<string, string>;
    value: number;
    at: number | null;
  }[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?)(?: ([0-9.]+))?$`);
const META = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/gy;

/**
 * Reads OpenMetrics text strictly: https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 *
 * @throws an error that names the line.
 */
export function parseOpenMetrics(text: string): Map<string, ParsedFamily> {
  check(text.endsWith('# EOF\n'), 'the text does not end with # EOF and a line break');
  const state: State = { families: new Map(), helps: new Map(), seen: new Set(), current: '' };
  for (const line of text.split('\n').slice(0, -2)) {
    const [, kind, name = '', rest = ''] = META.exec(line) ?? [];
    if (kind === 'HELP') readHelp(state, { line, name, rest });
    else if (kind === 'TYPE') readType(state, { line, name, rest });
    else readSample(state, line);
  }
  for (const [name, family] of state.families) {
    if (family.type === 'histogram') checkHistogram(name, family);
  }
  return state.families;
}

/** What may stand behind the name of a family. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total'],
  histogram: ['_bucket', '_count', '_sum'],
};

/** Buckets of one histogram: canonical bounds that rise with their counts up to the count of all. */
function checkHistogram(name: string, { samples }: ParsedFamily): void {
  const groups = Map.groupBy(samples, ({ labels: { le: _, ...rest } }) => JSON.stringify(rest));
  for (const [of, all] of groups) {
    const buckets = all.filter((one) => one.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => labels['le'] ?? '');
    const numbers = bounds.map((le) => (le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le)));
    check(bounds.at(-1) === '+Inf', `${name}${of} has no bucket for all`);
    check(
      bounds.every((le) => /^(\+Inf|-?\d+\.\d+|-?[\d.]+e[+-]\d+)$/.test(le)),
      `bounds of ${name}: ${bounds}`,
    );
    for (const [at, one] of buckets.entries()) {
      const before = at === 0 ? Number.NEGATIVE_INFINITY : (numbers[at - 1] ?? 0);
      check((numbers[at] ?? 0) > before, `bounds of ${name}${of} fall`);
      check(one.value >= (buckets[at - 1]?.value ?? 0), `buckets of ${name}${of} fall`);
    }
    const count = all.find((one) => one.name === `${name}_count`);
    check(count?.value === buckets.at(-1)?.value, `${name}${of} counts something else`);
  }
}

interface State {
  readonly families: Map<string, ParsedFamily>;
  readonly helps: Map<string, string>;
  readonly seen: Set<string>;
  current: string;
}

interface Meta {
  readonly line: string;
  readonly name: string;
  readonly rest: string;
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}

function readHelp(state: State, { line, name, rest }: Meta): void {
  check(!state.helps.has(name), `twice: ${line}`);
  state.helps.set(name, unescaped(rest));
  state.current = '';
}

function readType(state: State, { line, name, rest }: Meta): void {
  const help = state.helps.get(name);
  check(help !== undefined && !state.families.has(name), `out of place: ${line}`);
  state.families.set(name, { type: rest, help, samples: [] });
  state.current = name;
}

function readSample({ families, seen, current }: State, line: string): void {
  const family = families.get(current);
  check(family !== undefined, `belongs to no family: ${line}`);
  const sample = parseSample(line);
  const counts = family.type === 'counter';
  const ends = ENDS[family.type] ?? [''];
  check(
    ends.some((end) => sample.name === current + end),
    `wrong name: ${line}`,
  );
  check(!counts || sample.value >= 0, `below zero: ${line}`);
  const id = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
  check(!seen.has(id), `twice: ${line}`);
  seen.add(id);
  family.samples.push(sample);
}

function parseSample(line: string): ParsedFamily['samples'][number] {
  const [whole, name = '', inside, value, at] = SAMPLE.exec(line) ?? [];
  if (whole === undefined) throw new Error(`no sample: ${line}`);
  const labels: Record<string, string> = {};
  let end = 0;
  for (const [part, label = '', text = ''] of (inside ?? '').matchAll(LABEL)) {
    if (label in labels) throw new Error(`label twice: ${line}`);
    labels[label] = unescaped(text);
    end += part.length;
  }
  if (end !== (inside ?? '').length) throw new Error(`labels cannot be read: ${line}`);
  return { name, labels, value: Number(value), at: at === undefined ? null : Number(at) };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));
}
