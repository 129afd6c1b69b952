import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExportRequest } from '../../../src/report/export/plan.ts';
import { planExport } from '../../../src/report/export/plan.ts';
import { freshFolder } from '../../store/fresh-folder.ts';
import { hasVictoria, startVictoria, VICTORIA } from '../../support/victoria.ts';
import type { Stored } from './world.ts';
import { every10s, exportWorld, HOSTILE, NOW, WEB, wholeText } from './world.ts';

// VictoriaMetrics keeps decimals: of very different values in one block some digits go.
const VALUES = [12.5, -3, 0, 0.333333333, 98_765.25];
const STORED: readonly Stored[] = [
  { target: WEB, metric: 'system.cpu', labels: {}, points: every10s(...VALUES) },
  { target: WEB, metric: 'jobs.done', labels: { 'a b': 'c,d=e "f" \\ü' }, points: every10s(7) },
  { target: HOSTILE, metric: 'api.response_ms', labels: {}, points: every10s(250, 500) },
];
const CPU_TIMES = VALUES.map((_, at) => NOW - (VALUES.length - at) * 10_000);

async function exported(format: ExportRequest['format']): Promise<string> {
  await using world = await exportWorld(STORED);
  const planned = await planExport(world, { format, window: '24h' });
  if (planned.kind === 'refused') throw new Error(planned.reason);
  return await wholeText(planned.text(new AbortController().signal));
}

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly timestamps: readonly number[];
}

/** Sends a file to a path and gives everything that the server has then, by name. */
async function imported(path: string, body: string): Promise<Record<string, Series>> {
  const url = await startVictoria();
  const answer = await fetch(`${url}${path}`, { method: 'POST', body });
  expect(answer.status).toBeLessThan(300);
  await fetch(`${url}/internal/force_flush`);
  const match = encodeURIComponent('{__name__!=""}');
  const lines = await (await fetch(`${url}/api/v1/export?match[]=${match}`)).text();
  const all = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Series);
  return Object.fromEntries(all.map((one) => [one.metric['__name__'] ?? '', one]));
}

describe.skipIf(!hasVictoria)(`in VictoriaMetrics (needs the program ${VICTORIA})`, () => {
  test('the values of a line protocol file are those that were stored', async () => {
    const found = await imported('/write', await exported('influx'));
    expect(found).toMatchObject({
      'system.cpu_value': { metric: { target: 'web-1' }, values: VALUES, timestamps: CPU_TIMES },
      'jobs.done_value': { metric: { target: 'web-1', 'a b': 'c,d=e "f" \\ü' }, values: [7] },
      'api.response_ms_value': { metric: { target: HOSTILE.name }, values: [250, 500] },
    });
  });

  test('those of a Prometheus file too, in base units', async () => {
    const found = await imported('/api/v1/import/prometheus', await exported('prometheus'));
    expect(found).toMatchObject({
      system_cpu: { metric: { target: 'web-1' }, values: VALUES, timestamps: CPU_TIMES },
      jobs_done_total: { metric: { target: 'web-1', a_b: 'c,d=e "f" \\ü' }, values: [7] },
      api_response_seconds: { metric: { target: HOSTILE.name }, values: [0.25, 0.5] },
    });
  });
});

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

test.skipIf(!hasPromtool)(
  'promtool makes blocks for Prometheus of a file (Debian package prometheus)',
  async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'all.prom'), await exported('prometheus'));
    const made = spawnSync(
      'promtool',
      ['tsdb', 'create-blocks-from', 'openmetrics', 'all.prom', 'blocks'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect({ status: made.status, said: made.stderr }).toEqual({ status: 0, said: '' });
    // The dump looks for a log of writes, which blocks have none of.
    mkdirSync(join(folder, 'blocks/wal'));
    const dump = spawnSync('promtool', ['tsdb', 'dump', 'blocks'], {
      cwd: folder,
      encoding: 'utf8',
    });
    for (const [at, value] of VALUES.entries()) {
      const line = dump.stdout
        .split('\n')
        .find((one) => one.includes('"system_cpu"') && one.endsWith(` ${CPU_TIMES[at]}`));
      expect(Number(line?.split(' ').at(-2))).toBe(value);
    }
  },
);
