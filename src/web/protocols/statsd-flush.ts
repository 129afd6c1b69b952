import type { Instant } from '../../model/time.ts';
import type { RawRow } from '../body.ts';
import type { SentRow } from './sent-row.ts';
import { sent } from './sent-row.ts';
import type { Gathered } from './statsd-window.ts';

/** Series whose totals and levels are remembered between flushes; of more the oldest begin anew. */
const MOST = 20_000;

/** Time that a flush stands for: after `from`, up to and with `to`. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Makes rows of what came between two flushes; remembers how far counters and gauges were. */
export function statsdRows(): (series: readonly Gathered[], span: Span) => readonly RawRow[] {
  const levels = new Map<string, number>();

  function level(name: string, change: (before: number) => number): number {
    const now = change(levels.get(name) ?? 0);
    levels.delete(name);
    levels.set(name, now);
    const [oldest] = levels.keys();
    if (levels.size > MOST && oldest !== undefined) levels.delete(oldest);
    return now;
  }

  return (series, span) => series.flatMap((one) => rowsOf(one, span, level));
}

function rowsOf(
  { metric, tags, kept }: Gathered,
  span: Span,
  level: (name: string, change: (before: number) => number) => number,
): readonly RawRow[] {
  const hints = tags.filter(([name]) => name === 'host').map(([, host]) => host);
  const row = (name: string, value: number, at = span.to) =>
    sent({ metric: name, labels: tags, value, at, hints } satisfies SentRow);
  const nameOf = (name: string) => JSON.stringify([kept.kind, name, tags]);
  const counter = (name: string, added: number) =>
    row(
      name,
      level(nameOf(name), (before) => before + added),
    );
  switch (kept.kind) {
    case 'counter':
      return [counter(metric, kept.added)];
    case 'gauge':
      return [
        row(
          metric,
          level(nameOf(metric), (before) => (kept.value ?? before) + kept.moved),
        ),
      ];
    case 'timer':
      return [
        ...spread(kept.values, span).map(({ value, at }) => row(metric, value, at)),
        counter(`${metric}_count`, kept.count),
        counter(`${metric}_sum`, kept.sum),
      ];
    case 'set':
      return [row(metric, kept.members.size)];
    default:
      return kept satisfies never;
  }
}

/** Values at different milliseconds, evenly over the span: a second value at one time would be left out. */
function spread(
  values: readonly number[],
  { from, to }: Span,
): readonly { readonly value: number; readonly at: Instant }[] {
  const room = Math.min(values.length, Math.max(1, Math.floor(to - from)));
  const step = (to - from) / room;
  return Array.from({ length: room }, (_, place) => ({
    value: values[Math.floor((place * values.length) / room)] ?? 0,
    at: to - Math.floor((room - 1 - place) * step),
  }));
}
