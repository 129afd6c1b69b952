import { expect, onTestFinished, test } from 'vitest';
import { ownNetwork } from '../../src/alert/own-network.ts';
import { channelList } from '../../src/app/sending.ts';
import { openUpkeep } from '../../src/app/upkeep.ts';
import { solo } from '../../src/cluster/solo.ts';
import { openLog } from '../../src/log/log.ts';
import type { Round } from '../../src/model/sample.ts';
import { MINUTE } from '../../src/model/time.ts';
import { fakeTime, pass } from '../notify/world.ts';
import { openDesk } from '../support/desk.ts';

/** A desk with its upkeep, of which only the monitor's own rounds are seen. */
async function keptUp() {
  const desk = await openDesk();
  fakeTime();
  const stop = new AbortController();
  const upkeep = openUpkeep({
    ...desk,
    channels: channelList({ channels: [] }, []),
    cluster: solo(),
    network: ownNetwork({ clock: desk.clock, remote: () => [], probe: async () => null }),
    log: openLog({ level: 'silent', secrets: [], file: null, show: null }),
    forwarding: { oldest: () => 0 },
    queued: () => {},
    signal: stop.signal,
  });
  onTestFinished(async () => {
    stop.abort();
    await upkeep[Symbol.asyncDispose]();
  });
  const rounds: Round[] = [];
  upkeep.start({
    async take(_target, round) {
      rounds.push(round);
      return true;
    },
    judge: async () => true,
    lastRound: () => null,
    host: () => null,
    lookAtLogs: async () => {},
    processes: () => null,
    probes: () => [],
    refresh: async () => {},
    async [Symbol.asyncDispose]() {},
  });
  return {
    ...desk,
    /** What the next look of the audit measures. */
    async nextLook(metric: string): Promise<number | undefined> {
      const before = rounds.length;
      await pass(MINUTE);
      // The disk is looked at in real time.
      while (rounds.length === before) await new Promise(setImmediate);
      const round = rounds.at(-1);
      await pass(0);
      const readings = round?.kind === 'measured' ? round.readings : [];
      return readings.find((one) => one.metric === metric)?.value;
    },
  };
}

test('steps of time that fail are found by the audit, and that they work again', async () => {
  const one = await keptUp();
  expect(await one.nextLook('self.rule_errors')).toBe(0);
  const { overdue } = one.store.outbox;
  Object.assign(one.store.outbox, { overdue: () => Promise.reject(new Error('malformed')) });
  expect(await one.nextLook('self.rule_errors')).toBeGreaterThan(50);
  Object.assign(one.store.outbox, { overdue });
  await one.nextLook('self.rule_errors');
  expect(await one.nextLook('self.rule_errors')).toBe(0);
});
