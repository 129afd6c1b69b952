import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { freshFolder } from '../store/fresh-folder.ts';
import { freePort } from './whole-app.ts';

/** Debian packages `prometheus` and `prometheus-alertmanager`. */
export const hasPrometheus = ['prometheus', 'prometheus-alertmanager'].every(
  (program) => spawnSync(program, ['--version']).status === 0,
);

interface Daemon {
  readonly program: string;
  readonly config: string;
  readonly more: readonly string[];
  /** Further files of its folder. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A daemon of its own for one test; gives its address once it is ready. */
async function started({ program, config, more, files = {} }: Daemon): Promise<string> {
  const folder = freshFolder();
  const port = await freePort();
  for (const [name, text] of Object.entries({ ...files, 'config.yml': config })) {
    writeFileSync(join(folder, name), text);
  }
  const child = spawn(
    program,
    ['--config.file=config.yml', `--web.listen-address=127.0.0.1:${port}`, ...more],
    { cwd: folder, stdio: 'ignore' },
  );
  const gone = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries++) {
    const ready = await fetch(`${url}/-/ready`).catch(() => null);
    if (ready?.ok) return url;
    await wait(50);
  }
  throw new Error(`${program} did not start`);
}

/** An Alertmanager that tells a webhook at once. */
export function startAlertmanager(url: string, key: string): Promise<string> {
  return started({
    program: 'prometheus-alertmanager',
    config: `
route: {receiver: tocsin, group_by: [alertname], group_wait: 0s, group_interval: 1s}
receivers:
  - name: tocsin
    webhook_configs:
      - {url: "${url}", send_resolved: true, http_config: {authorization: {credentials: "${key}"}}}
`,
    more: ['--storage.path=data', '--cluster.listen-address='],
  });
}

/** A Prometheus that looks every half second at one value, and at one rule: more than 2 is too slow. */
export async function startPrometheus(alertmanagers: readonly { url: string; key?: string }[]) {
  let value = 1;
  const shop = createServer((_request, answer) => answer.end(`latency_seconds ${value}\n`));
  for (let port = await freePort(); !shop.listening; port = await freePort()) {
    shop.listen(port, '127.0.0.1');
    await Promise.race([once(shop, 'listening'), once(shop, 'error')]);
  }
  onTestFinished(() => void shop.close());
  const { port } = shop.address() as AddressInfo;
  const servers = alertmanagers.map(({ url, key }) => {
    const authorization = key === undefined ? '' : `authorization: {credentials: "${key}"}, `;
    return `    - {${authorization}static_configs: [{targets: ["${new URL(url).host}"]}]}`;
  });
  await started({
    program: 'prometheus',
    config: `
global: {scrape_interval: 500ms, evaluation_interval: 500ms}
rule_files: [rules.yml]
scrape_configs:
  - {job_name: shop, static_configs: [{targets: ["127.0.0.1:${port}"]}]}
alerting:
  alertmanagers:
${servers.join('\n')}
`,
    files: {
      'rules.yml': `
groups:
  - name: shop
    rules:
      - alert: HighLatency
        expr: last_over_time(latency_seconds[1m]) > 2
        labels: {severity: page}
        annotations: {summary: "Latency has risen to {{ $value }}", runbook_url: "https://wiki.example.com/latency"}
`,
    },
    more: ['--storage.tsdb.path=data'],
  });
  return {
    is(seconds: number): void {
      value = seconds;
    },
  };
}
