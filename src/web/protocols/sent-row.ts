import type { Labels } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import type { RawRow } from '../body.ts';
import type { Period } from '../fields.ts';
import { shown, within, wrongLabels, wrongName } from '../fields.ts';
import type { MeasuredRow } from '../rows.ts';
import { wrongMetric } from '../rows.ts';
import type { Watched } from '../watched.ts';

/** One value as a protocol brought it; it is checked when it is taken in. */
export interface SentRow {
  readonly metric: string;
  /** As they came: names may stand twice. */
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly value: number;
  /** null: now. */
  readonly at: Instant | null;
  /** What may be the name of a target, the best first. */
  readonly hints: readonly string[];
  /** Who sent it, as labels: each is left out where it names the target itself, or stands among the labels. */
  readonly sender?: readonly (readonly [name: string, value: string])[];
  /** Makes a growing total of values that only say what was added; undefined: `value` is the total already. */
  readonly total?: (row: Placed) => number | string;
}

export function sent(row: SentRow): RawRow {
  return { kind: 'json', value: row };
}

export function broken(reason: string): RawRow {
  return { kind: 'broken', reason };
}

/** A row that is right, with its target and without the label that named it. */
export interface Placed {
  readonly target: string;
  readonly metric: string;
  readonly labels: Labels;
  readonly value: number;
  readonly at: Instant;
}

/** Reads rows of a request that asks for the target `asked`, or for none; `how` says how to name one. */
export function sentRowReader(asked: string | null, how: string) {
  return (row: unknown, period: Period, watched: Watched): MeasuredRow | string => {
    const one = row as SentRow;
    const found = wrongRow(one) ?? placed(one, { asked, how, watched });
    if (typeof found === 'string') return found;
    const { metric, value, total } = one;
    const at = one.at === null ? period.now : within(one.at, period);
    if (typeof at === 'string') return at;
    const { target, labels } = found;
    const grown = total === undefined ? value : total({ target, metric, labels, value, at });
    if (typeof grown === 'string') return grown;
    return { target, at, readings: [{ metric, labels, value: grown }], note: null, key: null };
  };
}

function wrongRow({ metric, labels, value }: SentRow): string | null {
  return (
    wrongName('metric', metric) ?? wrongMetric(metric) ?? wrongPairs(labels) ?? wrongValue(value)
  );
}

function wrongValue(value: number): string | null {
  return Number.isFinite(value) ? null : `value: ${value} — send a finite number, or nothing`;
}

function wrongPairs(pairs: SentRow['labels']): string | null {
  const labels = Object.fromEntries(pairs);
  return wrongLabels(labels) ?? (Object.keys(labels).length < pairs.length ? TWICE : null);
}

const TWICE = 'labels: a name stands twice — keep one of them';

/**
 * Where a row belongs: its label `target`, what the request asks for, what the protocol says of its sender; each only
 * when it is watched.
 */
function placed(
  row: SentRow,
  { asked, how, watched }: { asked: string | null; how: string; watched: Watched },
): Pick<Placed, 'target' | 'labels'> | string {
  const own = row.labels.find(([name, value]) => name === 'target' && watched.has(value));
  const target = own?.[1] ?? asked ?? row.hints.find(watched.has) ?? watched.only;
  if (target === null) {
    const [hint] = row.hints;
    const said = hint === undefined ? '' : `${shown(hint)} is not watched; `;
    return `target: ${said}say whose it is with ${how}: ${watched.names}`;
  }
  const labels = Object.fromEntries(row.labels.filter((one) => one !== own));
  const { sender = [] } = row;
  const added = sender.filter(([name, value]) => value !== target && !Object.hasOwn(labels, name));
  return { target, labels: { ...labels, ...Object.fromEntries(added) } };
}

/** The name of a row's metric, short enough for an answer. */
export function metricOf(row: RawRow | undefined): string {
  const name = row?.kind === 'json' ? (row.value as SentRow).metric.slice(0, 60) : '';
  return name === '' ? 'a series' : name;
}
