import { describe, expect, test } from 'vitest';
import { client, standIn } from './standing-in.ts';

async function shop() {
  const server = await standIn();
  const made = client({ url: server.url });
  const calls = async () => {
    await made.flush();
    return server
      .rows('/api/metrics')
      .map((row) => ({ metric: row['metric'], value: row['value'], labels: row['labels'] }));
  };
  return { made, calls };
}

const labels = { name: 'pay' };
const recorded = (failed: number) => [
  { metric: 'call.duration_ms', labels, value: expect.any(Number) },
  { metric: 'call.failed', labels, value: failed },
];

describe('a call that is wrapped', () => {
  test('gives its value, or the very promise that it gave', async () => {
    const { made, calls } = await shop();
    expect(made.wrap('pay', () => 5)).toBe(5);
    expect(await calls()).toEqual(recorded(0));
    const promise = Promise.resolve(6);
    expect(made.wrap('pay', () => promise)).toBe(promise);
    await promise;
    expect(await calls()).toEqual([...recorded(0), ...recorded(0)]);
  });

  test('throws what it throws, at once or later', async () => {
    const { made, calls } = await shop();
    const own = new RangeError('mine');
    const fail = () => {
      throw own;
    };
    expect(() => made.wrap('pay', fail)).toThrow(own);
    await expect(made.wrap('pay', async () => fail())).rejects.toBe(own);
    expect(await calls()).toEqual([...recorded(1), ...recorded(1)]);
  });
});
