import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { freshFolder } from '../store/fresh-folder.ts';
import { freePort } from '../support/whole-app.ts';
import { pushingApp } from './pushing-app.ts';
import { KEY } from './serving.ts';

const isThere = ['prometheus', 'promtool'].every(
  (program) => spawnSync(program, ['--version']).status === 0,
);

const PATIENCE = 15_000;

interface Result {
  readonly value: readonly [number, string];
}

/** A Prometheus with this configuration; asks it for what an expression comes to now. */
async function prometheus(config: string) {
  const folder = freshFolder();
  const port = await freePort();
  writeFileSync(join(folder, 'tocsin.key'), KEY);
  writeFileSync(join(folder, 'prometheus.yml'), config.replace('interval: 30s', 'interval: 1s'));
  const child = spawn(
    'prometheus',
    [
      ...['--config.file=prometheus.yml', '--storage.tsdb.path=data'],
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const gone = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  const api = async (path: string, parameters: Record<string, string>) => {
    const query = new URLSearchParams(parameters);
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}?${query}`).catch(
      () => null,
    );
    return answer?.ok ? ((await answer.json()) as { data: unknown }).data : null;
  };
  /** The value of the only series of an answer, once there is one. */
  const shown = async (query: string): Promise<number> => {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const data = (await api('query', { query })) as { result: Result[] } | null;
      const [first] = data?.result ?? [];
      if (first) return Number(first.value[1]);
      if (performance.now() > deadline) throw new Error(`${query}: ${JSON.stringify(data)}`);
      await wait(50);
    }
  };
  return { shown, api };
}

test.skipIf(!isThere)(
  'a real Prometheus scrapes with the exported configuration and finds values and histograms (Debian package prometheus)',
  async () => {
    const app = await pushingApp();
    const row = (metric: string, value: number, more = {}) => ({
      target: 'here',
      metric,
      value,
      ...more,
    });
    const now = Date.now();
    const { status } = await app.post('/api/metrics', [
      ...Array.from({ length: 100 }, (_, at) =>
        row('api.response_ms', 10 * (at + 1), { at: now - at, labels: { endpoint: '/a' } }),
      ),
      row('queue.length', 12, { labels: { queue: 'mail' } }),
      row('orders_total', 1_042),
      ...Object.entries({ '0.1': 50, '0.2': 90, '+Inf': 100 }).map(([le, value]) =>
        row('upstream_seconds_bucket', value, { labels: { le } }),
      ),
      row('upstream_seconds_count', 100),
      row('upstream_seconds_sum', 12.5),
    ]);
    expect(status).toBe(202);
    const config = await app.asked('export prometheus-config');
    const file = config.blocks.find(({ kind }) => kind === 'attachment');
    if (file?.kind !== 'attachment') throw new Error('no file');
    const { shown, api } = await prometheus(file.content);
    expect(await shown('queue_length{queue="mail"}')).toBe(12);
    expect(await shown('orders_total{target="here"}')).toBe(1_042);
    expect(await shown('api_response_seconds_count{endpoint="/a"}')).toBe(100);
    expect(await shown('api_response_seconds_sum')).toBeCloseTo(50.5, 6);
    // Values are spread evenly from 0 to 1 s, as the estimate between bounds supposes.
    expect(await shown('histogram_quantile(0.5, api_response_seconds_bucket)')).toBeCloseTo(0.5, 6);
    expect(await shown('histogram_quantile(0.75, api_response_seconds_bucket)')).toBeCloseTo(
      0.75,
      6,
    );
    expect(await shown('histogram_quantile(0.9, upstream_seconds_bucket)')).toBeCloseTo(0.2, 6);
    expect(await shown('upstream_seconds_sum / upstream_seconds_count')).toBe(0.125);
    expect(await api('metadata', { metric: 'api_response_seconds' })).toMatchObject({
      api_response_seconds: [{ type: 'histogram' }],
    });

    // Every question of the dashboard is one that Prometheus understands.
    const dashboard = await app.asked('export grafana here');
    const panels = dashboard.blocks.find(({ kind }) => kind === 'attachment');
    if (panels?.kind !== 'attachment') throw new Error('no dashboard');
    const expressions = [...panels.content.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(
      ([, text = '']) => String(JSON.parse(text)),
    );
    expect(expressions.length).toBeGreaterThan(10);
    for (const one of expressions) {
      const query = one.replace('$target', 'here').replace('$__rate_interval', '1m');
      expect(await api('query', { query }), query).not.toBeNull();
    }
    expect(await shown('count(health_score{target=~"here"})')).toBe(1);
  },
  60_000,
);
