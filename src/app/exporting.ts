import { exportArguments, exportCommand } from '../../commands/export.ts';
import { parseArguments } from '../chat/arguments.ts';
import type { HttpPlace } from '../chat/samples.ts';
import type { Config } from '../config/config.ts';
import type { MetricDefinition } from '../model/metric.ts';
import type { Clock } from '../model/time.ts';
import { presets } from '../presets/all.ts';
import { base } from '../presets/base.ts';
import { self } from '../presets/self.ts';
import { type History, type HistoryQuestion, historyOf } from '../report/export/history.ts';
import { type Planned, planExport } from '../report/export/plan.ts';
import type { Samples, Store } from '../store/ports.ts';
import type { Live } from './live.ts';

export interface ExportParts {
  readonly live: Live;
  readonly store: Pick<Store, 'targets'>;
  readonly samples: Samples;
  readonly clock: Pick<Clock, 'now'>;
}

/** Plans what the command line asks for, in the words of `/export`. */
export function exporter({ live, store, samples, clock }: ExportParts) {
  return (input: string): Promise<Planned> => {
    const parsed = parseArguments(exportCommand, input);
    if (parsed.kind === 'refused') return Promise.resolve(parsed);
    const world = {
      ...{ samples, presetMetrics, targets: store.targets, now: clock.now() },
      metrics: live.catalogue().metrics,
      rules: live.judges().rulesOf,
      http: httpPlace(live.config()),
    };
    return planExport(world, exportArguments.parse(parsed.args));
  };
}

/** Answers programs that ask for the history of a metric. */
export function historian({
  live,
  store,
  samples,
  clock,
}: ExportParts & { readonly store: Pick<Store, 'rounds'> }) {
  return (question: HistoryQuestion): Promise<History> => {
    const { metrics } = live.catalogue();
    const { gaps } = store.rounds;
    const world = { now: clock.now(), metrics, targets: store.targets, samples, gaps };
    return historyOf(world, question);
  };
}

/** Metrics of a preset, those that it has of the base included; null: there is none of that name. */
export function presetMetrics(name: string): readonly MetricDefinition[] | null {
  const preset = [...presets, self].find((one) => one.name === name);
  if (!preset) return null;
  const inherited = preset === self ? [] : base.metrics;
  return [...new Map([...inherited, ...preset.metrics].map((one) => [one.name, one])).values()];
}

export function httpPlace({ http }: Pick<Config, 'http'>): HttpPlace {
  const { enabled, host, port, key } = http;
  return { enabled, host, port, hasKey: key !== undefined };
}
