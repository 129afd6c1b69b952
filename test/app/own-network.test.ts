import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ownNetwork } from '../../src/alert/own-network.ts';
import { openAlerting } from '../../src/app/alerting.ts';
import { auditOnce } from '../../src/app/audit.ts';
import { openLive } from '../../src/app/live.ts';
import { probe } from '../../src/app/probe.ts';
import { openWatching } from '../../src/app/watching.ts';
import { solo } from '../../src/cluster/solo.ts';
import { DEFAULT_ALERTING } from '../../src/config/alerting.ts';
import { openLog } from '../../src/log/log.ts';
import type { SshAddress } from '../../src/model/target.ts';
import { systemClock as clock, SECOND } from '../../src/model/time.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { aRule } from '../alert/world.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { aConfig, aTarget } from '../support/desk.ts';
import { HAS_SSHD, sshTarget, startSshd } from '../support/sshd.ts';
import { freePort, waitFor } from '../support/whole-app.ts';
import { freshStore } from './fresh-store.ts';
import { UNSEEN } from './unseen.ts';
import { UNTOLD } from './untold.ts';

/** Hosts, two that refuse connections unless given, watched for as long as the test, with one place to ask whether we are online. */
async function watching(quorum: string, hosts?: readonly SshAddress[]) {
  const folder = freshFolder();
  const { store, file } = await freshStore();
  const samples = await openSamples(`${file}-samples`, { now: clock.now });
  const log = openLog({ level: 'debug', secrets: [], file: `${folder}/log`, show: null });
  const port = await freePort();
  const address = { host: '127.0.0.1', port, user: 'monitor', keyFile: null, password: 'hunter2' };
  const ssh = { ...address, agent: null, hostKey: null, knownHosts: `${folder}/known` };
  const targets = (hosts ?? [ssh, ssh]).map((one, index) =>
    aTarget({ name: `web-${index + 1}`, kind: 'ssh', interval: SECOND, ssh: one }),
  );
  const config = aConfig(folder, {
    targets,
    rules: [
      aRule({ critical: 'target.reachable == false' }, { name: 'target_unreachable', for: SECOND }),
    ],
    alerting: { ...DEFAULT_ALERTING, startupGrace: 0, quorum: [quorum] },
  });
  const live = await openLive(config, { store, clock });
  const listeners = () => [{ name: 'console', kind: 'console' }];
  const alerting = await openAlerting(live, { store, clock, listeners });
  const { signal } = new AbortController();
  let passed = 0;
  const network = ownNetwork({
    clock: { monotonic: () => clock.monotonic() + passed },
    remote: () => live.targets().map(({ id }) => id),
    probe: () => probe(config, signal),
  });
  const watched = await openWatching({
    ...{ live, alerting, store, samples, network, telling: UNTOLD, containers: UNSEEN, clock, log },
    logs: samples.logs,
    cluster: solo(),
    queued: () => {},
    judged: () => {},
  });
  onTestFinished(async () => {
    await watched[Symbol.asyncDispose]();
    await samples[Symbol.asyncDispose]();
  });
  const counts = (kind: 'missed' | 'measured' = 'missed') =>
    Promise.all(
      live.targets().map(async ({ id }) => (await store.rounds.count(id, 0, Date.now() + 1))[kind]),
    );
  return {
    counts,
    /** What was found out about the network is older from now on. */
    ages: (milliseconds: number) => {
      passed += milliseconds;
    },
    /** How many targets are without data now. */
    gaps: async () => {
      const now = Date.now();
      const all = live.targets().map(({ id }) => store.rounds.gaps(id, now, now + 1));
      return (await Promise.all(all)).filter((found) => found.some(({ to }) => to === null)).length;
    },
    audit: () =>
      auditOnce(
        {
          ...{ live, alerting, store, network, clock, folder, fetch },
          ...{
            ruleErrors: () => 0,
            clockJump: () => 0,
            undelivered: () => 0,
            forwardOldest: () => 0,
          },
          storage: async () => ({}),
          lastRound: watched.lastRound,
          take: (round) => watched.take(live.self, round),
          ...{ failed: () => {}, worked: () => {} },
        },
        clock.monotonic(),
      ),
    /** What people would be told of, and what merely waits. */
    fired: () =>
      [...alerting.book.open(null)]
        .filter(({ state }) => state.kind !== 'pending')
        .map(({ rule, targetName }) => `${rule} ${targetName}`)
        .toSorted(),
  };
}

/** A place that takes connections. */
async function answering(): Promise<string> {
  const server: Server = createServer((socket) => socket.destroy());
  const port = await freePort();
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${port}`;
}

async function rounds(
  { counts }: Awaited<ReturnType<typeof watching>>,
  least: number,
  kind?: 'missed' | 'measured',
) {
  for (;;) {
    if ((await counts(kind)).every((count) => count >= least)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}

test('when nothing answers, it is us: one alert about the monitor, none about its targets', async () => {
  const one = await watching(`127.0.0.1:${await freePort()}`);
  await rounds(one, 4);
  await one.audit();
  expect(one.fired()).toEqual(['monitor_offline tocsin']);
});

test('when other places answer, it is them: an alert for each target, none about the monitor', async () => {
  const one = await watching(await answering());
  await waitFor(() => one.fired().length === 2);
  await one.audit();
  expect(one.fired()).toEqual(['target_unreachable web-1', 'target_unreachable web-2']);
});

test('when the place to ask answers again, the targets are blamed and the monitor is well', async () => {
  const place = await freePort();
  const one = await watching(`127.0.0.1:${place}`);
  await rounds(one, 3);
  await one.audit();
  expect(one.fired()).toEqual(['monitor_offline tocsin']);
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((done) => server.listen(place, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  one.ages(10 * SECOND);
  await waitFor(() => one.fired().filter((text) => text.startsWith('target')).length === 2);
  await one.audit();
  expect(one.fired()).toEqual(['target_unreachable web-1', 'target_unreachable web-2']);
});

test.skipIf(!HAS_SSHD)(
  'when real servers vanish all at once, it is us; when they come back, all is well (needs openssh-server)',
  async () => {
    const servers = await Promise.all([startSshd(), startSshd(), startSshd()]);
    onTestFinished(async () => {
      for (const server of servers) await server[Symbol.asyncDispose]();
    });
    const addresses = servers.flatMap((server) => sshTarget(server).ssh ?? []);
    const one = await watching(`127.0.0.1:${await freePort()}`, addresses);
    await rounds(one, 1, 'measured');
    await Promise.all(servers.map((server) => server.stop()));
    const [missed = 0] = await one.counts();
    await rounds(one, missed + 3);
    await one.audit();
    expect(one.fired()).toEqual(['monitor_offline tocsin']);
    expect(await one.gaps()).toBe(3);
    const measured = Math.max(...(await one.counts('measured')));
    await Promise.all(servers.map((server) => server.start()));
    await rounds(one, measured + 1, 'measured');
    await one.audit();
    expect(one.fired()).toEqual([]);
    expect(await one.gaps()).toBe(0);
  },
  40_000,
);
