import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Described, Newest } from '../../src/web/exposition.ts';
import { CONTENT_TYPE, exposition, familiesOf, formatFor } from '../../src/web/exposition.ts';
import { KEY, NOW, pushing } from './serving.ts';
import { parseOpenMetrics } from './strict-parser.ts';

const series = (metric: string, value: number, more: Partial<Newest> = {}): Newest => ({
  ...{ target: 'web-1', metric, labels: {}, value, at: NOW },
  ...more,
});
const KNOWN: Record<string, Described> = {
  'system.cpu': { title: 'CPU in use', type: 'gauge' },
  'orders.seen': { title: 'Orders "seen"\nso far \\ ever', type: 'counter' },
};
const ALL: readonly Newest[] = [
  series('system.cpu', 12.5),
  series('system.cpu', 50, { target: 'db-1' }),
  series('system.disk', 81, { labels: { mount: '/var "x"\\\n' } }),
  series('orders.seen', 5),
  series('requests_total', 1e21),
  series('api.response_ms', 250),
  series('heartbeat.age_s', 7),
  series('queue-length:mail', -3, {
    labels: { target: 'mine', 'a.b': '1', a_b: '2', __name__: 'x' },
  }),
  series('queue.length:mail', 4, { labels: {} }),
  series('tiny', 1e-9),
];
const families = familiesOf(ALL, (metric) => KNOWN[metric] ?? null);

test('a gauge that is called as a counter without _total gives way in OpenMetrics alone', () => {
  const twins = familiesOf([series('jobs', 5), series('jobs_total', 100)], () => null);
  const read = parseOpenMetrics(exposition(twins, 'openmetrics'));
  expect([...read].map(([name, { type }]) => [name, type])).toEqual([['jobs', 'counter']]);
  expect(exposition(twins, 'prometheus').match(/^# TYPE .*/gm)).toEqual([
    '# TYPE jobs gauge',
    '# TYPE jobs_total counter',
  ]);
});

test('a strict reader of OpenMetrics finds every series, under legal names and in base units', () => {
  const read = parseOpenMetrics(exposition(families, 'openmetrics'));
  const at = NOW / 1_000;
  const plain = { labels: { target: 'web-1' }, at };
  expect(Object.fromEntries(read)).toEqual({
    system_cpu: {
      type: 'gauge',
      help: 'CPU in use',
      samples: [
        { ...plain, name: 'system_cpu', value: 12.5 },
        { name: 'system_cpu', labels: { target: 'db-1' }, value: 50, at },
      ],
    },
    system_disk: {
      type: 'gauge',
      help: 'system.disk, as it was sent',
      samples: [
        { name: 'system_disk', labels: { target: 'web-1', mount: '/var "x"\\\n' }, value: 81, at },
      ],
    },
    orders_seen: {
      type: 'counter',
      help: 'Orders "seen"\nso far \\ ever',
      samples: [{ ...plain, name: 'orders_seen_total', value: 5 }],
    },
    requests: {
      type: 'counter',
      help: 'requests_total, as it was sent',
      samples: [{ ...plain, name: 'requests_total', value: 1e21 }],
    },
    api_response_seconds: expect.objectContaining({
      samples: [{ ...plain, name: 'api_response_seconds', value: 0.25 }],
    }),
    heartbeat_age_seconds: expect.objectContaining({
      samples: [{ ...plain, name: 'heartbeat_age_seconds', value: 7 }],
    }),
    queue_length_mail: expect.objectContaining({
      samples: [
        {
          name: 'queue_length_mail',
          labels: {
            target: 'web-1',
            exported_target: 'mine',
            a_b: '1',
            exported_a_b: '2',
            _name__: 'x',
          },
          ...{ value: -3, at },
        },
        { ...plain, name: 'queue_length_mail', value: 4 },
      ],
    }),
    tiny: expect.objectContaining({ samples: [{ ...plain, name: 'tiny', value: 1e-9 }] }),
  });
});

test('of series that become the same the first stays', () => {
  const same = familiesOf([series('a.b', 1), series('a_b', 2), series('a-b', 3)], () => null);
  expect(parseOpenMetrics(exposition(same, 'openmetrics')).get('a_b')?.samples).toMatchObject([
    { value: 1 },
  ]);
});

test('nothing at all is a text too', () => {
  expect(exposition([], 'openmetrics')).toBe('# EOF\n');
  expect(exposition([], 'prometheus')).toBe('');
});

test('the older format has whole names, quotes as they are, milliseconds and no end', () => {
  const text = exposition(families, 'prometheus');
  expect(text).toContain(
    '# HELP orders_seen_total Orders "seen"\\nso far \\\\ ever\n# TYPE orders_seen_total counter\n',
  );
  expect(text).toContain(`orders_seen_total{target="web-1"} 5 ${NOW}\n`);
  expect(text).not.toContain('EOF');
});

const PROMTOOL = 'promtool';
const promtool = spawnSync(PROMTOOL, ['--version']).status === 0;
test.skipIf(!promtool)(
  'promtool check metrics finds nothing to say (Debian package prometheus)',
  () => {
    const input = exposition(
      families.filter(({ name }) => name !== 'tiny'),
      'prometheus',
    );
    const { status, stdout, stderr } = spawnSync(PROMTOOL, ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  },
);

describe('GET /metrics', () => {
  const bearer = { authorization: `Bearer ${KEY}` };
  const everything = { families: async () => families };

  test.each([
    { accept: undefined, format: 'prometheus' },
    { accept: '*/*', format: 'prometheus' },
    { accept: 'text/plain', format: 'prometheus' },
    {
      accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2',
      format: 'openmetrics',
    },
    { accept: 'application/openmetrics-text;q=0', format: 'prometheus' },
  ] as const)('for $accept is $format', async ({ accept, format }) => {
    expect(formatFor(accept)).toBe(format);
    const { get } = await pushing(everything);
    const answer = await get('/metrics', { headers: { ...bearer, ...(accept && { accept }) } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(CONTENT_TYPE[format]);
    expect(await answer.text()).toBe(exposition(families, format));
  });

  test.each([
    { name: 'without the key', options: {}, headers: {}, code: 401 },
    { name: 'with another key', options: {}, headers: { 'x-api-key': 'x' }, code: 401 },
    { name: 'with the key', options: {}, headers: bearer, code: 200 },
    {
      name: 'from this machine where no key is set',
      options: { noKey: true },
      headers: {},
      code: 200,
    },
    {
      name: 'from anywhere where no key is set',
      options: { noKey: true, host: '0.0.0.0' },
      headers: {},
      code: 403,
    },
  ])('$name is $code', async ({ options, headers, code }) => {
    const { get } = await pushing({ ...everything, ...options });
    expect((await get('/metrics', { headers })).status).toBe(code);
  });

  test('is made once a second, and anew after a failure', async () => {
    let [now, made, broken] = [0, 0, false];
    const { get, world } = await pushing({
      clock: { monotonic: () => now },
      async families() {
        made++;
        if (broken) throw new Error('the disk is gone');
        return families;
      },
    });
    const codes = async () =>
      (await Promise.all([1, 2, 3].map(() => get('/metrics', { headers: bearer })))).map(
        ({ status }) => status,
      );
    expect(await codes()).toEqual([200, 200, 200]);
    now += 999;
    await codes();
    expect(made).toBe(1);
    now += 1;
    broken = true;
    expect(await codes()).toEqual([500, 500, 500]);
    broken = false;
    expect(await codes()).toEqual([200, 200, 200]);
    expect(world.failed.length).toBeGreaterThan(0);
  });
});
