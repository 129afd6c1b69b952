import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import { evaluateRound } from '../../src/alert/evaluate.ts';
import type { OwnNetwork } from '../../src/alert/own-network.ts';
import { sweep } from '../../src/alert/sweep.ts';
import { openAlerting } from '../../src/app/alerting.ts';
import { openCheckBook } from '../../src/app/check-book.ts';
import type { Checking } from '../../src/app/checking.ts';
import { openChecking } from '../../src/app/checking.ts';
import { lastLived } from '../../src/app/last-lived.ts';
import { openLive } from '../../src/app/live.ts';
import { openPingBook } from '../../src/app/ping-book.ts';
import { openTelling } from '../../src/app/telling.ts';
import type { Config } from '../../src/config/config.ts';
import { indexFacts } from '../../src/expression/evaluate.ts';
import type { Check } from '../../src/model/check.ts';
import { NO_SAMPLES } from '../notify/engine.ts';
import { aConfig, aTarget } from '../support/desk.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { freshStore } from './fresh-store.ts';

/** Checks on their targets with rules and alerts, and time that a test moves. */
export async function checkingWorld(
  checks: readonly Check[],
  {
    more = {} as Partial<Config>,
    clock = fakeClock(),
    kept = undefined as Awaited<ReturnType<typeof freshStore>> | undefined,
    isListening = true,
    network = { isLost: () => false, hasLost: async () => false } as Pick<
      OwnNetwork,
      'isLost' | 'hasLost'
    >,
  } = {},
) {
  const { store, file } = kept ?? (await freshStore());
  const configWith = (all: readonly Check[]) => {
    const names = new Set(all.map(({ target }) => target));
    const targets = [...names].map((name) => aTarget({ name, kind: 'checks' }));
    return aConfig(dirname(file), { targets, ...more, checks: all });
  };
  const live = await openLive(configWith(checks), { store, clock });
  const telling = openTelling({ samples: NO_SAMPLES, clock });
  const listeners = () => [{ name: 'console', kind: 'console' }];
  const book = await openCheckBook({
    ...{ store: store.checks, clock },
    configured: () => live.config().checks,
    lived: () => lastLived(store, live),
  });
  const alerting = await openAlerting(live, {
    store,
    clock,
    listeners,
    note: telling.note,
    needs: book.needsOf,
  });
  let checking: Checking | null = null;
  const pings = await openPingBook({
    ...{ store: store.checks, book, clock },
    arrived: async (...of) => checking?.arrived(...of),
  });
  const errors: unknown[] = [];
  const scored: unknown[] = [];
  checking = await openChecking({
    ...{ book, pings, live, alerting, telling, network, clock, sleep: clock.sleep },
    samples: NO_SAMPLES,
    registered: { learn: async () => [] },
    queued: () => {},
    log: { error: (what: unknown) => errors.push(what) } as never,
    host: () => null,
    async judge(target, work) {
      await work(live.judgesFor(target, clock.now()));
      return true;
    },
    async take({ name }) {
      const down = book.facts(name);
      scored.push(down.find(({ metric }) => metric === 'checks.down_percent')?.value ?? null);
    },
  });
  const { refresh, run } = checking;
  const stop = checking[Symbol.asyncDispose];
  onTestFinished(stop);
  /** What else is found of a target, or of the monitor itself. */
  async function see(name: string, metric: string, value: number | boolean): Promise<void> {
    const target = [...live.targets(), live.self].find((one) => one.name === name);
    if (target === undefined) throw new Error(`no target ${name}`);
    const at = clock.now();
    await evaluateRound(alerting, {
      ...{ target, at, facts: indexFacts([{ metric, labels: {}, value }]) },
      ...{ scoreBefore: null, scoreNow: null },
      rules: live.judgesFor(target, at).rules,
    });
  }
  if (isListening) pings.listening();
  return {
    ...{ clock, store, live, alerting, book, pings, errors, scored, stop, kept: { store, file } },
    async put(...all: readonly Check[]) {
      await live.put(configWith(all));
      await refresh();
    },
    async ping(name: string, signal: 'start' | 'success' | 'fail' | 'log', body = '') {
      const id = pings.find(pings.of(name)?.key ?? '');
      if (id === null) throw new Error(`no address of ${name}`);
      await pings.take(id, { signal, exit: null, body });
    },
    run: (name: string) => run(name, new AbortController().signal),
    /** A round that reached a target, or did not. */
    reach: (name: string, isReached: boolean) => see(name, 'target.reachable', isReached),
    see,
    sweep: () =>
      sweep({ ...alerting, silenceEnded: async () => {}, summary: async () => {} }, clock.now()),
    status: (name: string) => {
      const own = book.find(name);
      return own === null ? null : book.state(own).status;
    },
    /** What is wrong with a check by its newest run. */
    reasons: (name: string) => {
      const own = book.find(name);
      return own === null ? [] : (book.state(own).last?.reasons ?? []);
    },
    /** What was said of alerts when they ended. */
    async ends() {
      const filter = { state: 'resolved', severity: null, target: null, limit: 9 } as const;
      const { alerts } = await store.alerts.list(filter);
      return alerts.map(({ state }) => (state.kind === 'resolved' ? state.note : null));
    },
    /** Open alerts with why they are held, and what is said of them. */
    open: () =>
      [...alerting.book.open(null)].map((alert) => ({
        rule: alert.rule,
        name: alert.labels['name'],
        held: alerting.book.holdsOf(alert.id).map(({ detail }) => detail),
      })),
  };
}
