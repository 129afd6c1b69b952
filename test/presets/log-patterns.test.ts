import { expect, test } from 'vitest';
import { readyPatterns } from '../../src/collect/logs/patterns.ts';
import { findPreset, presets } from '../../src/presets/all.ts';
import { openDesk } from '../support/desk.ts';

test.each([
  ['2026-03-10 12:00:00 - trading - ERROR - no price', ['errors']],
  ['{"level": "CRITICAL", "message": "stopped"}', ['errors']],
  ['WARNING: Slow answer, Latency 300 ms', ['warnings', 'performance']],
  ['INFO Order filled: 3 at 100', ['trades']],
  ['INFO Trade executed', ['trades']],
  ['INFO Connected to the stream', ['connections']],
  ['INFO Disconnected: Timeout', ['connections', 'performance']],
  ['INFO an error, slow and connected', []],
])('%j is counted as %j on a trading platform', (text, wanted) => {
  const patterns = readyPatterns(findPreset('trading-platform')?.logPatterns ?? []);
  expect(patterns.filter((one) => one.finds(text)).map(({ name }) => name)).toEqual(wanted);
});

test('no other preset looks for anything', () => {
  const looking = presets.filter(({ logPatterns }) => logPatterns !== undefined);
  expect(looking.map(({ name }) => name)).toEqual(['trading-platform']);
});

test('a target says a pattern of its preset anew by its name', async () => {
  const own = { name: 'trades', match: 'Sold', severity: null };
  const target = { kind: 'local', interval: 30_000, labels: {}, ssh: null, parent: null } as const;
  const desk = await openDesk({
    targets: [
      { ...target, name: 'shop', preset: 'trading-platform', patterns: [own] },
      { ...target, name: 'plain', preset: 'base' },
    ],
  });
  const patternsOf = (name: string) => desk.live.logsOf(desk.targetNamed(name).id).patterns;
  expect(patternsOf('shop').map(({ name }) => name)).toEqual([
    ...['errors', 'warnings', 'connections', 'performance', 'trades'],
  ]);
  expect(patternsOf('shop')).toContain(own);
  expect(patternsOf('plain')).toEqual([]);
});
