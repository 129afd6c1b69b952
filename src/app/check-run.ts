import { rulesAbout } from '../alert/rules-about.ts';
import { runCheck } from '../check/run.ts';
import type { Doer } from '../model/alert.ts';
import type { Check, CheckResult } from '../model/check.ts';
import type { MetricSaid } from '../model/metric-said.ts';
import type { Target } from '../model/target.ts';
import type { CheckTaken, OwnCheck } from './check-book.ts';
import { blamer } from './check-network.ts';
import type { CheckSamples } from './check-samples.ts';
import type { CheckingDeps } from './checking.ts';
import { judgePushed } from './ingest.ts';
import { redactorOf } from './masking.ts';
import { redactedResult } from './redacted-result.ts';
import { sourcesOf } from './sources.ts';

/** Runs a check once, takes in what it saw, and judges that; null where nothing came of it. */
export function checkRunner(
  deps: CheckingDeps,
  samples: Pick<CheckSamples, 'add'>,
): (
  own: OwnCheck,
  /** `isNew`: it is run because a job has just told how it ended. */
  how: { readonly signal: AbortSignal; readonly isNew: boolean },
) => Promise<CheckTaken | null> {
  const { book, live, clock, log } = deps;
  const blame = blamer(deps);
  const targetOf = ({ target }: Check): Target | null =>
    live.targets().find(({ name }) => name === target) ?? null;

  async function tell(target: Target, { readings, after }: CheckTaken, at: number): Promise<void> {
    const note = after.last === null ? '' : after.last.reasons.join('; ');
    deps.telling.took(target, { at, readings, note: note === '' ? null : note });
    samples.add(target.id, at, readings);
    const series = readings.map(({ metric, labels, value }) => ({
      ...{ metric, labels },
      points: [{ at, value }],
    }));
    const metrics = new Set(readings.map(({ metric }) => metric));
    await deps.judge(target, (watched) => {
      const rules = rulesAbout(watched.rules, metrics);
      return judgePushed(deps.alerting, { ...watched, rules }, { at, series });
    });
  }

  return async (own, { signal, isNew }) => {
    const target = targetOf(own.check);
    if (target === null || book.find(own.check.name) !== own) return null;
    const pause = deps.alerting.pauses.of(target.id);
    if (pause !== null) {
      await book.leave([own.check.name], 'the target is paused', pause.at);
      return null;
    }
    const pings = deps.pings.seen(own);
    const began = clock.monotonic();
    const seen = await runCheck(
      own.check,
      {
        kind: own.kind,
        expectations: own.expectations,
        clock,
        host: deps.host(target),
        pings: pings && { ...pings, isNew },
        other(name) {
          const found = book.find(name);
          return found === null || found.check.off ? null : book.state(found).status;
        },
        sources: (question) => sourcesOf(deps.samples, target.id, question, clock.now()),
        onError: (error, { name }) => log.error({ err: error }, `check ${name} failed by itself`),
      },
      signal,
    );
    const result = await blame(own, seen, began);
    // Configured otherwise meanwhile: nobody waits for this.
    if (book.find(own.check.name) !== own) return null;
    const at = clock.now();
    const shown = redactedResult(result, redactorOf(live.config()));
    const taken = await book.take(own, { ...shown, at });
    await deps.registered.learn(countersIn(result), CHECK);
    await tell(target, taken, at);
    return taken;
  };
}

const CHECK: Doer = { id: 'checks', name: 'a check' };

/** What only grows is told of before its first value, so that nobody takes it for something that goes up and down. */
function countersIn({ metrics }: Pick<CheckResult, 'metrics'>): readonly MetricSaid[] {
  const names = new Set(metrics.flatMap(({ metric, isCounter }) => (isCounter ? [metric] : [])));
  return [...names].map((name) => ({ name, type: 'counter' }));
}
