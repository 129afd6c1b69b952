import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CollectError } from '../../../src/collect/collector.ts';
import { localHost } from '../../../src/collect/collectors/local-host.ts';
import { sshCollector } from '../../../src/collect/collectors/ssh.ts';
import { type ContainerBook, containerBook } from '../../../src/collect/containers/book.ts';
import { containersPart } from '../../../src/collect/containers/containers-part.ts';
import { partsRound } from '../../../src/collect/part.ts';
import type { Host } from '../../../src/collect/remote.ts';
import { timerSleep } from '../../../src/collect/sleep.ts';
import type { ContainerSight, ContainerWatch } from '../../../src/model/container.ts';
import type { Reading } from '../../../src/model/sample.ts';
import type { Target } from '../../../src/model/target.ts';
import { MINUTE, systemClock } from '../../../src/model/time.ts';
import { aTarget } from '../../store/fixtures.ts';
import { type Dockerd, HAS_DOCKERD, startDockerd } from '../../support/dockerd.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { within } from '../../support/ssh-rounds.ts';
import { HAS_SSHD, sshTarget, startSshd } from '../../support/sshd.ts';
import { watching } from './seen.ts';

const COMPOSE = '/usr/bin/docker-compose';
const HAS_COMPOSE = existsSync(COMPOSE);

function compose({ folder, address }: Dockerd, ...words: readonly string[]): void {
  execFileSync(COMPOSE, ['-p', 'shop', '-H', address, ...words], { cwd: folder, stdio: 'ignore' });
}

function memory(stored: ContainerSight | null = null) {
  const saved: ContainerSight[] = stored === null ? [] : [stored];
  const book = containerBook({
    load: async () => saved.at(-1) ?? null,
    save: async (_, sight) => void saved.push(sight),
    onError: (error) => {
      throw error;
    },
  });
  return { book, saved };
}

function here(engine: string, more: Partial<ContainerWatch> = {}): Target {
  return { id: 1, ...aTarget({ name: 'here' }), containers: watching({ engine, ...more }) };
}

/** Asks for nothing but the containers. */
function rounds(host: Host, target: Target, book: ContainerBook) {
  const part = containersPart(target, book);
  const round = partsRound(host, { clock: systemClock, random: () => 0 });
  return () => round([part], { signal: within(60_000), patience: 10_000 });
}

/** Looks again and again until it holds; each look costs the engine's time, so that none is waited for in between. */
async function until(
  look: () => Promise<readonly Reading[]>,
  holds: (readings: readonly Reading[]) => boolean,
): Promise<readonly Reading[]> {
  const end = performance.now() + 40_000;
  for (;;) {
    const readings = await look();
    if (holds(readings)) return readings;
    if (performance.now() > end) throw new Error(JSON.stringify(readings));
  }
}

function measured(readings: readonly Reading[], metric: string, name?: string) {
  return readings.find((one) => one.metric === metric && one.labels['name'] === name)?.value;
}

describe.skipIf(!HAS_DOCKERD)('a real engine (needs docker.io, busybox-static and root)', () => {
  let engine: Dockerd;
  const host = localHost('here');
  beforeAll(async () => {
    engine = await startDockerd();
  }, 60_000);
  afterEach(() => engine.clear());
  afterAll(async () => {
    host.close();
    await engine[Symbol.asyncDispose]();
  }, 60_000);

  test('a container that runs, is killed, is started again, and is removed', async () => {
    const { book } = memory();
    const look = rounds(host, here(engine.address), book);
    engine.run('worker', ['--memory', '64m'], 'sleep', '1000');
    // Known, read once, and compared with what was read at least a tick of the system's clock before.
    const up = await until(
      look,
      (readings) => measured(readings, 'container.cpu', 'worker') !== undefined,
    );
    expect(measured(up, 'container.up', 'worker')).toBe(1);
    expect(measured(up, 'container.cpu', 'worker')).toBeGreaterThanOrEqual(0);
    expect(measured(up, 'container.memory_bytes', 'worker')).toBeGreaterThan(0);
    expect(measured(up, 'container.memory', 'worker')).toBeLessThan(50);
    expect(measured(up, 'containers.down')).toBe(0);

    engine.docker('kill', 'worker');
    const down = await look();
    expect(measured(down, 'container.up', 'worker')).toBe(0);
    expect(measured(down, 'container.exit_code', 'worker')).toBe(137);
    expect(measured(down, 'containers.down')).toBe(1);
    expect(book.note(1, 'container.up', { name: 'worker' })).toBe(
      'ended by SIGKILL, exit code 137',
    );

    engine.docker('start', 'worker');
    expect(measured(await look(), 'container.up', 'worker')).toBe(1);
    engine.docker('restart', '--time', '0', 'worker');
    const again = await look();
    expect(measured(again, 'containers.restarted')).toBe(1);
    expect(measured(again, 'container.restarts', 'worker')).toBe(1);

    engine.docker('rm', '-f', 'worker');
    const gone = await look();
    expect(measured(gone, 'container.up', 'worker')).toBeUndefined();
    expect(measured(gone, 'containers.down')).toBe(0);
    expect(book.isGone(1, 'container.up', { name: 'worker' })).toBe(true);
  }, 60_000);

  test('a restart while the monitor was away is found', async () => {
    engine.run('away', [], 'sleep', '1000');
    const before = memory();
    await rounds(host, here(engine.address), before.book)();
    engine.docker('restart', '--time', '0', 'away');
    const after = memory(before.saved.at(-1));
    await after.book.keep([{ id: 1 }]);
    const found = await rounds(host, here(engine.address), after.book)();
    expect(measured(found, 'containers.restarted')).toBe(1);
    expect(measured(found, 'container.restarts', 'away')).toBe(1);
    expect(measured(found, 'container.new_restarts', 'away')).toBe(1);
    const note = after.book.note(1, 'container.new_restarts', { name: 'away' });
    expect(note).toMatch(/^it runs since \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
  }, 60_000);

  test('one that takes too much memory, one that is unhealthy, one that restarts and restarts', async () => {
    const { book } = memory();
    const look = rounds(host, here(engine.address), book);
    engine.run('eater', ['--memory', '16m', '--restart', 'on-failure:1'], 'tail', '/dev/zero');
    const checked = ['--health-cmd', 'false', '--health-interval', '1s', '--health-retries', '1'];
    engine.run('sick', checked, 'sleep', '1000');
    engine.run('looper', ['--restart', 'always'], 'sh', '-c', 'exit 7');
    const seen = await until(look, (readings) => {
      const isSick = measured(readings, 'container.healthy', 'sick') === 0;
      const isOut = (measured(readings, 'container.oom_kills', 'eater') ?? 0) > 0;
      return isSick && isOut && (measured(readings, 'container.restarts', 'looper') ?? 0) >= 3;
    });
    expect(measured(seen, 'container.exit_code', 'eater')).toBe(137);
    expect(book.note(1, 'container.up', { name: 'eater' })).toContain('want of memory (OOM)');
  }, 60_000);

  test('words of people are never part of a command', async () => {
    const evil = "$(touch /tmp/tocsin-evil) '; touch /tmp/tocsin-evil #\n-rf";
    engine.run('labelled', ['--label', `com.docker.compose.project=${evil}`], 'sleep', '1000');
    const more = [
      ...['--label', `com.docker.compose.project=${evil}`],
      ...['--label', `com.docker.compose.service=${evil}`],
      ...['--label', `com.docker.compose.project.working_dir=/${evil}`],
      ...['--label', `com.docker.compose.project.config_files=${evil}`],
    ];
    engine.run('service', more, 'sleep', '1000');
    const { book } = memory();
    const look = rounds(host, here(engine.address), book);
    await look();
    expect(measured(await look(), 'containers.engine')).toBe(1);
    const names = book.sight(1)?.containers.map(({ name }) => name);
    expect(names).toEqual(['labelled', 'service']);
    const answers = await host.ask(
      [{ name: 'evil', script: 'ls /tmp/tocsin-evil', patience: 1_000 }],
      within(),
    );
    expect(answers.get('evil')?.code).not.toBe(0);
  }, 60_000);

  test('a user who may not use the socket is told which group to join', async () => {
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '/bin/sh'];
    const poor = localHost('here', ['/usr/bin/setpriv', ...nobody]);
    const { book } = memory();
    const refused = new CollectError('connect EACCES', { target: 'here', retryable: true });
    const poorest: Host = { ...poor, connect: () => Promise.reject(refused) };
    const readings = await rounds(poorest, here(engine.address), book)();
    expect(readings).toEqual([{ metric: 'containers.engine', labels: {}, value: 0 }]);
    expect(book.note(1, 'containers.engine', {})).toContain('usermod -aG docker');
    poor.close();
  });

  test.skipIf(!HAS_COMPOSE)(
    'a service of compose whose container was removed is down (needs docker-compose)',
    async () => {
      const file = join(engine.folder, 'docker-compose.yml');
      const plain = '{image: "busybox:test", command: sleep 1000, network_mode: none}';
      writeFileSync(file, `version: "2.4"\nservices:\n  web: ${plain}\n  db: ${plain}\n`);
      compose(engine, 'up', '-d');
      const { book } = memory();
      const look = rounds(host, here(engine.address), book);
      await look();
      await look();
      engine.docker('rm', '-f', 'shop_db_1');
      const gone = await look();
      const db = { name: 'shop_db_1', service: 'db', project: 'shop' };
      expect(gone).toContainEqual({ metric: 'container.up', labels: db, value: 0 });
      expect(measured(gone, 'container.up', 'shop_web_1')).toBe(1);
      compose(engine, 'up', '-d');
      expect(measured(await look(), 'container.up', 'shop_db_1')).toBe(1);
    },
    60_000,
  );

  test.skipIf(!HAS_SSHD)(
    'over SSH, in the same round as all else (needs openssh-server)',
    async () => {
      await using server = await startSshd();
      const target = { ...sshTarget(server), containers: watching({ engine: engine.address }) };
      const { book } = memory();
      await using collector = sshCollector({
        ...{ clock: systemClock, sleep: timerSleep, random: () => 0 },
        parts: (one) => [containersPart(one, book)],
      });
      engine.run('remote', [], 'sleep', '1000');
      const readings = await collector.collect(target, within());
      expect(measured(readings, 'container.up', 'remote')).toBe(1);
      expect(readings.some(({ metric }) => metric === 'system.load1')).toBe(true);
      expect(server.log()).toContain(`direct-streamlocal`);
      // Of a second channel at once nothing is left.
      await collector.collect(target, within());
      const again = await collector.collect(target, within());
      expect(measured(again, 'container.cpu', 'remote')).toBeGreaterThanOrEqual(0);
    },
    60_000,
  );

  test.skipIf(!HAS_SSHD)(
    'over SSH where the server forwards no sockets, by the command of the engine (needs openssh-server)',
    async () => {
      await using server = await startSshd(['AllowStreamLocalForwarding no']);
      const target = { ...sshTarget(server), containers: watching({ engine: engine.address }) };
      const { book } = memory();
      await using collector = sshCollector({
        ...{ clock: systemClock, sleep: timerSleep, random: () => 0 },
        parts: (one) => [containersPart(one, book)],
      });
      engine.run('remote', [], 'sleep', '1000');
      for (let round = 0; round < 2; round += 1) {
        const readings = await collector.collect(target, within());
        expect(measured(readings, 'container.up', 'remote')).toBe(1);
      }
    },
    60_000,
  );

  test('an engine that goes down is told with what to do, and its containers are unknown', async () => {
    const { book } = memory();
    const look = rounds(host, here(engine.address), book);
    engine.run('kept', ['--restart', 'always'], 'sleep', '1000');
    expect(measured(await look(), 'container.up', 'kept')).toBe(1);
    await engine.stop();
    const down = await look();
    expect(down).toEqual([{ metric: 'containers.engine', labels: {}, value: 0 }]);
    expect(book.note(1, 'containers.engine', {})).toContain('systemctl start docker');
    expect(book.isGone(1, 'container.up', { name: 'kept' })).toBe(false);
    await engine.start();
    expect(measured(await look(), 'containers.engine')).toBe(1);
  }, 90_000);
});

describe('hosts without an engine that can be asked', () => {
  /** Neither a socket nor a command. */
  function without() {
    const asked: string[] = [];
    const host: Host = {
      async ask(probes) {
        asked.push(...probes.map(({ name }) => name));
        const none = { end: 'ended', text: '@none\n', code: 0 } as const;
        return new Map(probes.map(({ name }) => [name, none]));
      },
      connect() {
        asked.push('socket');
        throw new CollectError('nothing is there', { target: 'here', retryable: true });
      },
      run: () => Promise.reject(new Error('nobody asks for it')),
    };
    return { host, asked };
  }

  function looks(target: Target, host: Host) {
    const { book } = memory();
    const clock = fakeClock();
    const round = partsRound(host, { clock, random: () => 0 });
    const part = containersPart(target, book);
    return { book, clock, look: () => round([part], { signal: within(), patience: 10_000 }) };
  }

  test('where nobody asked for containers nothing is told, and it is asked again only later', async () => {
    const { host, asked } = without();
    const { clock, look } = looks({ id: 1, ...aTarget({ name: 'here' }) }, host);
    expect(await look()).toEqual([]);
    expect(asked).toEqual(['socket', 'containers']);
    await clock.advance(9 * MINUTE);
    expect(await look()).toEqual([]);
    expect(asked).toHaveLength(2);
    await clock.advance(2 * MINUTE);
    await look();
    expect(asked).toHaveLength(4);
  });

  test('where they are configured it says what is missing', async () => {
    const { book, look } = looks(here('tcp://192.0.2.1:2375'), without().host);
    expect(measured(await look(), 'containers.engine')).toBe(0);
    expect(book.note(1, 'containers.engine', {})).toContain('install docker.io');
  });

  test('where they are switched off nothing is asked', async () => {
    const { host, asked } = without();
    const off: Target = { id: 1, ...aTarget({ name: 'here' }), containers: null };
    expect(await looks(off, host).look()).toEqual([]);
    expect(asked).toEqual([]);
  });
});
