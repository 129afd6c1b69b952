import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freshFolder } from '../../store/fresh-folder.ts';
import { freePort } from '../../support/whole-app.ts';
import { pushingApp } from '../pushing-app.ts';
import { KEY } from '../serving.ts';

const PROGRAM = 'prometheus';
const PATIENCE = { timeout: 15_000, interval: 100 };

function isThere(): boolean {
  try {
    execFileSync(PROGRAM, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Something to scrape: a counter that grows, and a summary that has nothing to sum up. */
async function scraped() {
  let count = 0;
  const server = createServer((_request, answer) => {
    count += 1;
    answer.setHeader('content-type', 'text/plain; version=0.0.4');
    answer.end(
      [
        '# HELP visits_total Visits of the shop',
        '# TYPE visits_total counter',
        `visits_total{page="/a"} ${count}`,
        '# TYPE idle summary',
        'idle{quantile="0.5"} NaN',
        'idle_sum 0',
        'idle_count 0',
        '',
      ].join('\n'),
    );
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port, stop: () => server.close() };
}

/** A Prometheus that scrapes `port` every second and writes to `address`. */
async function prometheus(port: number, address: string) {
  const folder = freshFolder();
  const own = await freePort();
  const config = `
global: {scrape_interval: 1s, external_labels: {target: here}}
scrape_configs:
  - job_name: shop
    static_configs: [{targets: ["127.0.0.1:${port}"]}]
remote_write:
  - url: ${address}/api/v1/write
    authorization: {credentials: ${KEY}}
    queue_config: {batch_send_deadline: 200ms}
    metadata_config: {send_interval: 1s}
`;
  writeFileSync(join(folder, 'prometheus.yml'), config);
  const child = spawn(
    PROGRAM,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${own}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (text: Buffer) => {
    log += text.toString();
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  const failed = async () => {
    const answer = await fetch(`http://127.0.0.1:${own}/metrics`);
    const text = await answer.text();
    return /^prometheus_remote_storage_samples_failed_total\{.*\} (\d+)$/m.exec(text)?.[1];
  };
  return { log: () => log, failed };
}

test.skipIf(!isThere())(
  'a Prometheus (package prometheus) writes what it scrapes, also when it ends',
  async () => {
    const app = await pushingApp();
    const source = await scraped();
    const sender = await prometheus(source.port, app.address);
    const visits = async () => (await app.metrics()).get('visits')?.samples[0];
    await expect.poll(visits, PATIENCE).toMatchObject({
      labels: { target: 'here', job: 'shop', page: '/a', instance: `127.0.0.1:${source.port}` },
    });
    const before = (await visits())?.value ?? 0;
    await expect.poll(async () => (await visits())?.value, PATIENCE).toBeGreaterThan(before);
    await expect
      .poll(async () => (await app.metrics()).get('visits'), PATIENCE)
      .toMatchObject({ type: 'counter', help: 'Visits of the shop' });
    // Its series end with marks that are no numbers.
    source.stop();
    await expect
      .poll(async () => (await app.metrics()).get('up')?.samples[0]?.value, PATIENCE)
      .toBe(0);
    expect(await sender.failed()).toBe('0');
    expect(sender.log()).not.toContain('non-recoverable');
    expect(app.log()).not.toContain(KEY);
  },
);
