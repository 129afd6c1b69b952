import { localCollector } from '../../src/collect/collectors/local.ts';
import type { AlertState } from '../../src/model/alert.ts';
import { NEW_LIFE } from '../../src/model/alert.ts';
import type { AlertChange } from '../../src/model/alert-change.ts';
import type { Reading } from '../../src/model/sample.ts';
import type { Target } from '../../src/model/target.ts';
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../src/model/time.ts';
import type { Samples, Store } from '../../src/store/ports.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';

export const DAYS = 30;
/** Rounds of the last day are as dense as in life, those before are an hour apart, so that making them takes seconds. */
const DENSE = 30 * SECOND;
const SPARSE = HOUR;
const ALERTS = 2_000;

/** Fills a data folder with the past of `names`, as if it had been watched for 30 days. Gives the number of samples. */
export async function makeHistory(
  folder: string,
  names: readonly string[],
  now: Instant,
): Promise<number> {
  await using store = await openStore(`${folder}/tocsin.db`, { now: () => now });
  await using samples = await openSamples(`${folder}/samples.db`, { now: () => now });
  const plain = {
    ...({ kind: 'local', interval: DENSE } as const),
    ...{ labels: {}, preset: 'base', ssh: null, parent: null },
  };
  const targets = await store.targets.sync(
    names.map((name) => ({ name, ...plain })),
    now - DAYS * DAY,
  );
  const readings = await readingsLike(targets[0]);
  const count = await fillSamples(samples, { targets, readings, now });
  await fillRounds(store, { targets, readings, now });
  await fillAlerts(store, { targets, now });
  return count;
}

/** What one round of this machine gives, with its score. */
async function readingsLike(target: Target | undefined): Promise<readonly Reading[]> {
  if (!target) throw new Error('no target');
  await using collector = localCollector();
  await collector.collect(target, AbortSignal.timeout(5 * SECOND));
  const readings = await collector.collect(target, AbortSignal.timeout(5 * SECOND));
  return [...readings, { metric: 'health.score', labels: {}, value: 90 }];
}

interface Past {
  readonly targets: readonly Target[];
  readonly readings: readonly Reading[];
  readonly now: Instant;
}

async function fillSamples(samples: Samples, { targets, readings, now }: Past): Promise<number> {
  let count = 0;
  for (const { id } of targets) {
    for (let at = now - DAYS * DAY; at < now; at += at < now - DAY ? SPARSE : DENSE) {
      const wave = 1 + Math.sin(at / (3 * HOUR) + id) / 10;
      const measured = readings.map((one) => ({ ...one, value: one.value * wave }));
      await samples.append(id, at, measured);
      count += measured.length;
    }
  }
  return count;
}

/** Scores that changed twice a day. */
async function fillRounds(store: Store, { targets, readings, now }: Past): Promise<void> {
  for (const { id: target } of targets) {
    for (let at = now - DAYS * DAY; at < now; at += DAY / 2) {
      const score = 60 + (Math.floor(at / HOUR) % 40);
      await store.rounds.record(
        { kind: 'measured', target, at, took: 3, readings },
        { target, at, score, status: 'GOOD', factors: [], unknown: [] },
      );
    }
  }
}

/** Alerts that came and went. */
async function fillAlerts(
  store: Store,
  { targets, now }: Pick<Past, 'targets' | 'now'>,
): Promise<void> {
  const rule = { id: 'rule', name: 'the rule' };
  const firing: AlertChange[] = Array.from({ length: ALERTS }, (_, index) => {
    const target = targets[index % targets.length]?.id ?? 0;
    const since = now - DAY - Math.floor((index * (DAYS - 2) * DAY) / ALERTS);
    return {
      expect: null,
      alert: {
        ...{ fingerprint: `former_${index}`, rule: 'former', target, labels: { mount: '/var' } },
        ...{ severity: 'warning', message: 'Disk /var is 91 % full', previous: null },
        state: { kind: 'firing', since, firedAt: since },
        evidence: { metric: 'system.disk', value: 91, operator: '>', limit: 90 },
        ...{ scoreBefore: 95, scoreNow: 80, type: 'resource', lead: null, life: NEW_LIFE },
      },
      events: [{ at: since, kind: 'fired', by: rule, detail: '91 %' }],
      messages: [],
    };
  });
  const applied = await store.alerts.apply(firing, now);
  const resolved = applied.flatMap((result, index): AlertChange[] => {
    const first = firing[index];
    if (result.kind === 'lost' || !first) return [];
    const { id, version } = result.alert;
    const { since } = first.alert.state;
    const at = since + 20 * MINUTE;
    const state: AlertState = {
      ...{ kind: 'resolved', since, firedAt: since, by: rule, at, note: null },
    };
    const events = [{ at, kind: 'resolved', by: rule, detail: '' }] as const;
    return [{ expect: { id, version }, alert: { ...first.alert, state }, events, messages: [] }];
  });
  await store.alerts.apply(resolved, now);
}
