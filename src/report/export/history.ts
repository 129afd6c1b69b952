import type { Gap } from '../../model/sample.ts';
import { HOUR } from '../../model/time.ts';
import { csvWriter } from './csv.ts';
import { pointsText, stepSeconds } from './json.ts';
import { chooseSeries } from './select.ts';
import { textOf } from './text.ts';
import type { Chosen, ExportWorld, Selection, Writer } from './world.ts';

/** A question of a program about one metric. */
export interface HistoryQuestion {
  readonly name: string;
  /** null: every target. */
  readonly target: string | null;
  readonly hours: number;
  /** Milliseconds; null: every stored value. */
  readonly step: number | null;
  readonly format: 'json' | 'csv';
}

export type History =
  | {
      readonly kind: 'found';
      readonly mediaType: string;
      /** Made while it is read; throws the signal's reason as soon as that aborts. */
      text(signal: AbortSignal): AsyncIterable<string>;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

type HistoryWorld = Pick<ExportWorld, 'now' | 'metrics' | 'targets' | 'samples'> & {
  /** Spans without data that touch [from, to). */
  gaps(target: number, from: number, to: number): Promise<readonly Gap[]>;
};

/** The values of one metric, and of one target also the spans in which nothing was measured. */
export async function historyOf(
  world: HistoryWorld,
  { name, target, hours, step, format }: HistoryQuestion,
): Promise<History> {
  const chosen = await chooseSeries(world, { metric: name, target });
  if (chosen.kind === 'refused') return { kind: 'unknown', reason: chosen.reason };
  const { series } = chosen;
  const to = world.now + 1;
  const selection = { series, from: to - Math.round(hours * HOUR), to, step };
  const only = target === null ? undefined : series[0]?.target.id;
  const gaps = only === undefined ? [] : await world.gaps(only, selection.from, to);
  const writer = format === 'csv' ? csvWriter(selection) : historyWriter(selection, gaps);
  return {
    kind: 'found',
    mediaType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
    text: (signal) => textOf(world.samples, selection, { writer, signal, lost() {} }),
  };
}

/** `{name, unit, step_s, from, to, series: [{tags, points: [[at, value]]}], gaps: [[from, to]]}`; times in milliseconds. */
function historyWriter({ series, from, to, step }: Selection, gaps: readonly Gap[]): Writer {
  const [first] = series;
  const { name, unit } = first?.metric ?? { name: '', unit: 'none' };
  const spans = gaps.map((gap) => [gap.from, gap.to]);
  let isFirst = true;
  return {
    head() {
      const said = { name, unit, step_s: stepSeconds(step), from, to };
      return `${JSON.stringify(said).slice(0, -1)},"series":[`;
    },
    open({ target, labels }: Chosen) {
      const tags = { ...labels, target: target.name };
      const before = isFirst ? '' : ',';
      isFirst = false;
      return `${before}${JSON.stringify({ tags }).slice(0, -1)},"points":[`;
    },
    points: (_one, points, begins) => `${begins ? '' : ','}${pointsText(points)}`,
    close: () => ']}',
    tail: () => `],"gaps":${JSON.stringify(spans)}}\n`,
  };
}
