import { ChildProcess } from 'node:child_process';
import { cpus, uptime } from 'node:os';
import si from 'systeminformation';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { linuxReader } from '../../../src/collect/collectors/linux.ts';
import { localCollector } from '../../../src/collect/collectors/local.ts';
import { timerSleep } from '../../../src/collect/sleep.ts';
import type { Labels, Reading } from '../../../src/model/sample.ts';
import type { Target } from '../../../src/model/target.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const IS_LINUX = process.platform === 'linux';
const HERE: Target = {
  ...{ id: 1, name: 'here', kind: 'local', interval: 5_000, labels: {} },
  ...{ preset: 'base', ssh: null, parent: null },
};
const signal = () => AbortSignal.timeout(15_000);

function reading(readings: readonly Reading[], metric: string, labels: Labels = {}): number {
  const wanted = JSON.stringify(labels);
  const found = readings.find(
    (one) => one.metric === metric && JSON.stringify(one.labels) === wanted,
  );
  if (found === undefined) throw new Error(`no ${metric} ${wanted}`);
  return found.value;
}

afterEach(() => vi.restoreAllMocks());

/** The private method that every way of starting a program goes through. */
function spyOnSpawn() {
  return vi.spyOn(ChildProcess.prototype as unknown as { spawn(): void }, 'spawn');
}

describe.each(['linux', 'darwin'] as const)('this machine, read as on %s', (platform) => {
  test.skipIf(!IS_LINUX)('agrees with systeminformation and Node', async () => {
    await using collector = localCollector({ platform });
    const [readings, memory, disks] = await Promise.all([
      collector.collect(HERE, signal()),
      si.mem(),
      si.fsSize(),
    ]);
    const close = (metric: string, expected: number, within: number, labels?: Labels) =>
      expect(Math.abs(reading(readings, metric, labels) - expected), metric).toBeLessThan(within);
    const root = disks.find(({ mount }) => mount === '/');
    if (root === undefined) throw new Error('systeminformation shows no root');
    expect(reading(readings, 'system.cores')).toBe(cpus().length);
    expect(reading(readings, 'system.memory.total_bytes')).toBe(memory.total);
    close('system.memory', (100 * (memory.total - memory.available)) / memory.total, 5);
    close('system.uptime', uptime(), 5);
    expect(reading(readings, 'system.disk.total_bytes', { mount: '/' })).toBe(root.size);
    close('system.disk', root.use, 2, { mount: '/' });
    close('system.cpu', 50, 50.001);
  });
});

describe.skipIf(!IS_LINUX)('reading /proc', () => {
  test('the first round has rates already, and every round has one value per series', async () => {
    await using collector = localCollector();
    for (const round of [1, 2]) {
      const readings = await collector.collect(HERE, signal());
      const names = readings.map(({ metric, labels }) => metric + JSON.stringify(labels));
      expect(new Set(names).size, `round ${round}`).toBe(names.length);
      expect(reading(readings, 'system.processes')).toBeGreaterThan(1);
      if (round === 1) expect(reading(readings, 'system.cpu')).toBeGreaterThanOrEqual(0);
    }
  });

  test('no program is started', async () => {
    const spawn = spyOnSpawn();
    await using collector = localCollector();
    for (let round = 0; round < 3; round += 1) await collector.collect(HERE, signal());
    expect(spawn).not.toHaveBeenCalled();
    await si.fsSize();
    expect(spawn, 'what starts one is seen').toHaveBeenCalled();
  });

  test('it ends at once when it is told to', async () => {
    await using collector = localCollector();
    const stop = new AbortController();
    const first = collector.collect(HERE, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(first).rejects.toThrow('stopped');
    await expect(collector.collect(HERE, stop.signal)).rejects.toThrow('stopped');
  });

  test('a machine without /proc is an error that says so', async () => {
    const sources = { proc: '/nowhere', statfs: async () => Promise.reject(new Error('no')) };
    const read = linuxReader({ target: 'here', sleep: timerSleep }, sources);
    await expect(read(signal())).rejects.toMatchObject({
      ...{ name: 'CollectError', target: 'here', retryable: true },
      message: '/nowhere cannot be read; is proc mounted?',
    });
  });
});

describe.skipIf(!IS_LINUX)('a disk that hangs', () => {
  const full = { bsize: 1, blocks: 100, bfree: 0, bavail: 0, files: 0, ffree: 0 };

  test('is left out after 2 s, is not asked again meanwhile, and comes back', async () => {
    const clock = fakeClock();
    const answers: ((numbers: typeof full) => void)[] = [];
    let isHanging = true;
    const statfs = () =>
      isHanging
        ? new Promise<typeof full>((resolve) => answers.push(resolve))
        : Promise.resolve(full);
    const read = linuxReader({ target: 'here', sleep: clock.sleep }, { proc: '/proc', statfs });
    const disksOf = async () => {
      const round = read(signal());
      await clock.advance(10_000);
      const readings = await round;
      expect(reading(readings, 'system.cores')).toBe(cpus().length);
      return readings.filter(({ metric }) => metric === 'system.disk').length;
    };
    expect(await disksOf()).toBe(0);
    const asked = answers.length;
    expect(asked).toBeGreaterThan(0);
    expect(await disksOf()).toBe(0);
    expect(answers.length).toBe(asked);

    isHanging = false;
    for (const answer of answers) answer(full);
    await clock.settle();
    expect(await disksOf()).toBeGreaterThan(0);
  });

  test('one that fails is left out alone', async () => {
    const statfs = () => Promise.reject(new Error('stale file handle'));
    const read = linuxReader({ target: 'here', sleep: timerSleep }, { proc: '/proc', statfs });
    const readings = await read(signal());
    expect(readings.filter(({ metric }) => metric.startsWith('system.disk'))).toEqual([]);
    expect(reading(readings, 'system.cores')).toBe(cpus().length);
  });
});
