import type { MetricDesk } from '../chat/metric-desk.ts';
import type { ExpressionFault } from '../config/references.ts';
import type { Actor } from '../model/person.ts';
import { noLabels } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import type { Samples } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';
import type { PushedSeries } from '../web/intake.ts';
import { wrongMetric } from '../web/rows.ts';
import { checkCondition } from './conditions.ts';
import type { Live } from './live.ts';
import type { Registering } from './registering.ts';

export interface MetricDeskDeps {
  readonly live: Live;
  readonly samples: Pick<Samples, 'ingest'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly registered: Registering;
  /** Lets the rules of a target see what came for it. */
  pushed(target: Target, series: readonly PushedSeries[]): Promise<void>;
}

/** What people say of metrics, and values that they give by hand. */
export function metricDesk(deps: MetricDeskDeps): MetricDesk {
  const { live, samples, clock, registered } = deps;
  return {
    registered: (name) => live.registered().get(name) ?? null,

    async register(said, by) {
      const problem = await registered.register(said, doer(by));
      return { problem, broken: problem === null ? brokenRules(live, said.name) : [] };
    },

    forget: (name) => registered.forget(name),

    async record({ target, metric: typed, labels = noLabels(), value }) {
      const known = live.catalogue();
      const metric = known.canonical(typed);
      const wrong = wrongMetric(metric, typed) ?? notInUnit(known.unitOf(metric), value);
      if (wrong !== null) return { problem: wrong };
      const at = clock.now();
      try {
        const row = { target: target.id, metric, labels, at, value };
        const [refused] = (await samples.ingest([row])).refused;
        if (refused) return { problem: refused.reason };
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        return { problem: error.message };
      }
      await deps.pushed(target, [{ metric, labels, points: [{ at, value }] }]);
      return { problem: null };
    },
  };
}

function doer({ id, name }: Actor) {
  return { id, name };
}

/** A share that was written as a percentage. */
function notInUnit(unit: string | undefined, value: number): string | null {
  if (unit !== 'ratio' || (value >= 0 && value <= 1)) return null;
  return `a ratio is 0 to 1: write ${value > 1 && value <= 100 ? value / 100 : 'one'}, not ${value}`;
}

/** Rules that read a metric in a way that its unit or kind does not allow. */
function brokenRules(live: Live, metric: string): readonly string[] {
  const known = live.catalogue();
  const rules = new Map(
    [...live.targets(), live.self].flatMap((target) =>
      live
        .judges()
        .rulesOf(target)
        .map((rule) => [rule.name, rule] as const),
    ),
  );
  return [...rules.values()].flatMap(({ name, levels, clear }) => {
    const texts = [...levels.map(({ when }) => when), ...(clear === null ? [] : [clear])];
    const faults = texts
      .filter((text) => text.includes(metric))
      .map((text) => checkCondition(text, known))
      .filter((fault): fault is ExpressionFault => fault !== null);
    return faults.slice(0, 1).map(({ message }) => `${name}: ${message}`);
  });
}
