import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { NEW_LIFE } from '../../src/model/alert.ts';
import { readStatsd } from '../../src/web/protocols/statsd-line.ts';
import { KEY, pushing } from './serving.ts';

const TEXT = read('ingest.md');
const PROTOCOLS = read('protocols.md');
const run = promisify(execFile);

function read(name: string): string {
  return readFileSync(resolve(import.meta.dirname, '../../docs', name), 'utf8');
}

function examples(language: string, text = TEXT): string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  );
}

async function isThere(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

const hasCurl = await isThere('curl');
const hasPython = await isThere('python3');

/** Runs an example against a server of the test's own. */
async function tried(program: string, code: string) {
  const { address, world } = await pushing({
    act: async (_action, id) =>
      ({
        kind: 'done',
        alert: {
          id,
          targetName: 'web-1',
          life: NEW_LIFE,
          state: { kind: 'resolved', since: 0, at: 0, by: { name: 'deploy' }, note: null },
        },
      }) as never,
  });
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'example');
  // The clock of the test's server stands in another year.
  const placed = code
    .replaceAll('http://127.0.0.1:8000', address)
    .replace('time.time()', '1894708800');
  writeFileSync(file, placed);
  const env = {
    ...process.env,
    ANALYTICS_API_KEY: KEY,
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  };
  const { stdout } = await run(program, [file], { env });
  return { answer: stdout, world };
}

const [metrics = '', check = '', alert = '', resolving = ''] = examples('bash').filter((code) =>
  code.includes('curl'),
);

test.skipIf(!hasCurl)('the curl examples do what they say', async () => {
  const sent = await tried('sh', metrics);
  expect(JSON.parse(sent.answer)).toEqual({ accepted: 1, duplicate: 0, rejected: [] });
  expect(sent.world.stored).toMatchObject([
    { metric: 'queue.length', value: 12, labels: { queue: 'mail' } },
  ]);
  const checked = await tried('sh', check);
  expect(JSON.parse(checked.answer)).toMatchObject({ accepted: 1 });
  expect(checked.world.notes).toMatchObject([{ note: 'no connection within 5 s' }]);
  const raised = await tried('sh', alert);
  expect(JSON.parse(raised.answer)).toMatchObject({ accepted: 1, ids: [1] });
  expect(JSON.parse((await tried('sh', resolving)).answer)).toMatchObject({
    id: 12,
    state: 'resolved',
  });
});

test.skipIf(!hasPython)('the Python example does what it says', async () => {
  const [code = ''] = examples('python');
  const { answer, world } = await tried('python3', code);
  expect(answer).toContain("'accepted': 2");
  expect(world.stored.map(({ metric }) => metric).sort()).toEqual(['orders.open', 'orders_total']);
});

test('the StatsD examples are lines that are taken, with their key', async () => {
  const [code = ''] = examples('bash', PROTOCOLS).filter((one) => one.includes('STATSD_PORT'));
  const lines = [...code.matchAll(/printf '([^']+)'/g)].map(([, line = '']) => line);
  const key = { length: KEY.length, is: (given: string) => given === KEY };
  expect(lines.map((line) => readStatsd(line.replace('%s', KEY), key))).toMatchObject([
    { metric: 'jobs.done', kind: 'counter', tags: [['target', 'web-1']] },
    { metric: 'jobs.open', kind: 'gauge', values: ['25'], tags: [] },
  ]);
});

test('the document names every path, and each answer that it shows is one', async () => {
  const paths = [
    ...['POST /api/metrics', 'POST /api/heartbeat', 'POST /api/checks/{name}', 'POST /api/alerts'],
    ...['GET /api/alerts', 'GET /api/status', 'GET /metrics'],
    ...['POST /write', 'POST /api/v2/write', 'POST /api/v1/write', 'POST /v1/metrics'],
  ];
  for (const path of paths) expect(TEXT).toContain(path);
  const [shown = ''] = examples('json');
  const { post } = await pushing();
  const row = { target: 'web-1', metric: 'a', value: 7 };
  const { json } = await post('/api/metrics', [row, { ...row, value: '7' }]);
  expect(json).toEqual(JSON.parse(shown));
});
