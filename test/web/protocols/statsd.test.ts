import { createSocket } from 'node:dgram';
import { StatsD } from 'hot-shots';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Learned } from '../../../src/web/learned.ts';
import { startStatsd } from '../../../src/web/statsd.ts';
import { KEY, NOW, onFreePort, pushing } from '../serving.ts';

const NEVER = 3_600_000;

/** Listens, and takes in what came when it is closed, as at the end of every ten seconds. */
async function listening(key = KEY) {
  const { world, take } = await pushing();
  const learned: Learned[] = [];
  const refused: { count: number; reason: string }[] = [];
  let port = 0;
  const statsd = await onFreePort((free) => {
    port = free;
    return startStatsd({
      ...{ host: '127.0.0.1', port, key, take, flush: NEVER },
      clock: { now: () => NOW, monotonic: () => performance.now() },
      learn: (all) => void learned.push(...all),
      refused: (count, reason) => void refused.push({ count, reason }),
      failed: (error) => void world.failed.push(error),
    });
  });
  const flush = async () => {
    // What was sent over the loopback lies in the socket already.
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    await statsd[Symbol.asyncDispose]();
  };
  const sent = async (...packets: string[]) => {
    const socket = createSocket('udp4');
    for (const packet of packets) {
      await new Promise((done) => socket.send(packet, port, '127.0.0.1', done));
    }
    socket.close();
    await flush();
    const values = world.stored.map(({ metric, value }) => [metric, value]);
    return { values, refused, stored: world.stored };
  };
  return { sent, flush, port, world, learned, refused };
}

const TAGS = `#target:web-1,api_key:${KEY}`;

describe('StatsD', () => {
  test.each([
    { lines: ['a:1|c', 'a:2|c'], values: [['a', 3]] },
    { lines: ['a:1|c|@0.1'], values: [['a', 10]] },
    { lines: ['a:1:2:3|c'], values: [['a', 6]] },
    { lines: ['a:5|g', 'a:7|g'], values: [['a', 7]] },
    { lines: ['a:5|g', 'a:-2|g', 'a:+1|g'], values: [['a', 4]] },
    { lines: ['a:x|s', 'a:y|s', 'a:x|s'], values: [['a', 2]] },
    {
      lines: ['a:10|ms', 'a:20|h|@0.5'],
      values: [
        ['a', 10],
        ['a', 20],
        ['a_count', 3],
        ['a_sum', 50],
      ],
    },
    {
      lines: ['my metric/a:1|d'],
      values: [
        ['my_metric_a', 1],
        ['my_metric_a_count', 1],
        ['my_metric_a_sum', 1],
      ],
    },
  ])('takes $lines', async ({ lines, values }) => {
    const { sent } = await listening();
    const packet = lines.map((line) => `${line}|${TAGS}`).join('\n');
    const all = await sent(packet);
    expect(all).toMatchObject({ values, refused: [] });
    expect(all.stored[0]).toMatchObject({ target: 1, labels: {} });
  });

  test('counters and gauges go on from flush to flush', async () => {
    const { world, take } = await pushing();
    const { statsdRows } = await import('../../../src/web/protocols/statsd-flush.ts');
    const { sentRowReader } = await import('../../../src/web/protocols/sent-row.ts');
    const rowsOf = statsdRows();
    const own = { metric: 'a', tags: [['target', 'web-1']] as const, unit: '' };
    for (const [round, at] of [NOW - 10_000, NOW].entries()) {
      const series = [
        { ...own, type: 'counter', kept: { kind: 'counter', added: 2 } },
        {
          ...own,
          metric: 'g',
          type: 'gauge',
          kept: { kind: 'gauge', value: round ? null : 5, moved: 1 },
        },
      ] as const;
      const rows = rowsOf(series, { from: at - 10_000, to: at });
      await take({ rows, place: 'statsd', key: null, read: sentRowReader(null, 'the tag') });
    }
    expect(world.stored.map(({ value }) => value)).toEqual([2, 6, 4, 7]);
  });

  test('the key may stand before the name, also when dots are in it', async () => {
    const key = 'k.0123456789.abcdef';
    const { sent } = await listening(key);
    const { values, refused } = await sent(`${key}.a.b:1|c|#target:db-1`);
    expect([values, refused]).toEqual([[['a.b', 1]], []]);
  });

  test.each([
    { line: 'a:1|c', says: 'the key is missing' },
    { line: 'a:1|c|#api_key:wrong', says: 'the key is missing or wrong' },
    { line: `x${KEY}.a:1|c`, says: 'the key is missing' },
    { line: `a:1|c|#api_key:${KEY}`, says: 'say whose it is with the tag target' },
    { line: `a|c|${TAGS}`, says: 'the value is missing' },
    { line: `a:x|c|${TAGS}`, says: '"x" is no value' },
    { line: `a:NaN|g|${TAGS}`, says: '"NaN" is no value' },
    { line: `a:1e999|g|${TAGS}`, says: '"1e999" is no value' },
    { line: `a:1|c|@0|${TAGS}`, says: 'the sample rate' },
    { line: `a:-1|c|${TAGS}`, says: 'a counter cannot fall' },
    { line: `a:1e308|c|${TAGS}`, says: 'adds more than' },
    { line: `a:1|c|@1e-320|${TAGS}`, says: 'adds more than' },
    { line: `a:0|ms|@1e-320|${TAGS}`, says: 'adds more than' },
    { line: `a:+1e308|g|${TAGS}`, says: 'adds more than' },
    { line: `a:1|q|${TAGS}`, says: '"q" is no type' },
    { line: `_e{1,1}:a|b|${TAGS}`, says: 'is no type' },
    { line: `:1|c|${TAGS}`, says: 'metric: ""' },
    { line: `a:1|c|${TAGS}${',t:1'.repeat(100)}`, says: 'a name stands twice' },
    { line: 'x'.repeat(9_000), says: 'a packet is larger than 8192' },
  ])('refuses where $says, and keeps what is good', async ({ line, says }) => {
    const { sent } = await listening();
    const { values, refused } = await sent(line, `good:1|c|${TAGS}`);
    expect(values).toEqual([['good', 1]]);
    expect(refused).toMatchObject([{ count: 1, reason: expect.stringContaining(says) }]);
    expect(refused[0]?.reason).not.toContain(KEY);
  });

  test('5,000 times of one timer: 1,000 of them apart in time, count and sum exact', async () => {
    const { statsdWindow } = await import('../../../src/web/protocols/statsd-window.ts');
    const { statsdRows } = await import('../../../src/web/protocols/statsd-flush.ts');
    const window = statsdWindow(Math.random);
    const line = { metric: 'a', kind: 'timer', rate: 1, tags: [], unit: 'ms' } as const;
    for (let value = 1; value <= 5_000; value++) window.add({ ...line, values: [String(value)] });
    const rows = statsdRows()(window.series, { from: NOW - 10_000, to: NOW }).map(
      (row) => (row as { value: { metric: string; value: number; at: number } }).value,
    );
    const times = rows.filter(({ metric }) => metric === 'a');
    expect(new Set(times.map(({ at }) => at)).size).toBe(1_000);
    expect(Math.min(...times.map(({ at }) => at))).toBeGreaterThan(NOW - 10_000);
    expect(Math.max(...times.map(({ at }) => at))).toBe(NOW);
    // 1,000 of 5,000 tell the 95th of 100 within 4 standard errors, sqrt(0.95 * 0.05 / 1000).
    const sorted = times.map(({ value }) => value).sort((one, other) => one - other);
    expect(Math.abs((sorted[950] ?? 0) - 4_750)).toBeLessThan(4 * 0.0069 * 5_000);
    expect(rows.slice(-2)).toMatchObject([{ value: 5_000 }, { value: 12_502_500 }]);
  });

  test('series, members and values of ten seconds are bounded', async () => {
    const { statsdWindow } = await import('../../../src/web/protocols/statsd-window.ts');
    const window = statsdWindow(Math.random);
    const line = { metric: 'a', rate: 1, tags: [], unit: '' } as const;
    const values = (from: number) => Array.from({ length: 1_000 }, (_, at) => `${from + at}`);
    for (let part = 0; part < 200; part++) {
      expect(window.add({ ...line, kind: 'set', values: values(part * 1_000) })).toBeNull();
    }
    expect(window.add({ ...line, kind: 'set', values: ['one more'] })).toContain('200000 members');
    expect(window.add({ ...line, kind: 'timer', values: values(0) })).toBeNull();
    const timer = window.series.find(({ kept }) => kept.kind === 'timer')?.kept;
    expect(timer).toMatchObject({ values: [], count: 1_000, sum: 499_500 });
    for (let at = 0; at < 9_998; at++)
      window.add({ ...line, metric: `m${at}`, kind: 'gauge', values: ['1'] });
    const more = window.add({ ...line, metric: 'more', kind: 'gauge', values: ['1'] });
    expect(more).toContain('there are 10000 series');
  });

  test('hot-shots is understood', async () => {
    const { flush, port, world, learned, refused } = await listening();
    const client = new StatsD({
      ...{ host: '127.0.0.1', port, protocol: 'udp', maxBufferSize: 1_000 },
      globalTags: { api_key: KEY, target: 'db-1' },
    });
    client.increment('requests', 3, { path: '/a' });
    client.decrement('requests', 1, { path: '/a' });
    client.gauge('open', 7);
    client.timing('time', 12);
    client.histogram('size', 100);
    client.distribution('load', 0.5);
    client.unique('users', 'ana');
    await new Promise((done) => client.close(done));
    await flush();
    expect(refused).toMatchObject([{ count: 1, reason: expect.stringContaining('cannot fall') }]);
    const stored = world.stored.map(({ metric, value, target }) => [metric, value, target]);
    expect(stored).toEqual(
      [
        ...[
          ['requests', 3],
          ['open', 7],
          ['time', 12],
          ['time_count', 1],
          ['time_sum', 12],
        ],
        ...[
          ['size', 100],
          ['size_count', 1],
          ['size_sum', 100],
        ],
        ...[
          ['load', 0.5],
          ['load_count', 1],
          ['load_sum', 0.5],
          ['users', 1],
        ],
      ].map((row) => [...row, 2]),
    );
    expect(world.stored[0]?.labels).toEqual({ path: '/a' });
    expect(learned).toContainEqual({ name: 'time', type: 'histogram', unit: 'ms', help: '' });
    expect(learned).toContainEqual({ name: 'requests', type: 'counter', unit: '', help: '' });
  });

  test('a port that is taken is said', async () => {
    const taken = createSocket('udp4');
    onTestFinished(() => void taken.close());
    const port = await onFreePort(
      (free) =>
        new Promise<number>((done, fail) => {
          taken.once('error', fail);
          taken.bind(free, '127.0.0.1', () => done(free));
        }),
    );
    const { world, take } = await pushing();
    const starting = startStatsd({
      ...{ host: '127.0.0.1', port, key: KEY, take },
      clock: { now: () => NOW, monotonic: () => 0 },
      learn: () => {},
      refused: () => {},
      failed: (error) => void world.failed.push(error),
    });
    await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
