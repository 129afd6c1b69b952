import { describe, expect, test } from 'vitest';
import { shownConfig } from '../../src/config/shown.ts';
import { accepted, refused } from './folder.ts';

const nothing = { metrics: [], targets: [], labels: {} };

test('the variables alone make one destination of each kind', async () => {
  const { config, notices } = await accepted({
    env: [
      'EXPORT_PUSH_URL=https://lake.example.com/in',
      'EXPORT_PUSH_TOKEN=push-token-1',
      'INFLUX_URL=http://192.0.2.9:8086/',
      'INFLUX_DB=tocsin',
      'INFLUX_USER=ana',
      'INFLUX_PASSWORD=influx-password-1',
      'REMOTE_WRITE_URL=https://prom.example.com/api/v1/write',
    ].join('\n'),
  });
  expect(notices).toEqual([]);
  expect(config.exports).toEqual([
    {
      name: 'push',
      place: {
        ...{ kind: 'url', url: 'https://lake.example.com/in' },
        login: { kind: 'token', token: 'push-token-1' },
      },
      ...nothing,
    },
    {
      name: 'influx',
      place: {
        ...{ kind: 'influx', url: 'http://192.0.2.9:8086', into: { db: 'tocsin' } },
        login: { kind: 'password', user: 'ana', password: 'influx-password-1' },
      },
      ...nothing,
    },
    {
      name: 'remote_write',
      place: {
        ...{ kind: 'remote_write', url: 'https://prom.example.com/api/v1/write' },
        login: { kind: 'none' },
      },
      ...nothing,
    },
  ]);
});

test('InfluxDB 2 has an organisation and a bucket', async () => {
  const env = 'INFLUX_URL=http://a:8086\nINFLUX_ORG=home\nINFLUX_BUCKET=b\nINFLUX_TOKEN=token-1\n';
  const { config } = await accepted({ env });
  expect(config.exports[0]?.place).toMatchObject({
    ...{ into: { org: 'home', bucket: 'b' }, login: { kind: 'token', token: 'token-1' } },
  });
});

test('an entry of the file says which samples, and what they get', async () => {
  const { config } = await accepted({
    env: 'LAKE=lake-token-1\n',
    yaml: `targets: [{name: web-1, kind: local}]
exports:
  - name: lake
    kind: url
    url: https://lake.example.com/in
    token: "\${LAKE}"
    match: {metrics: system., targets: web-1}
    labels: {site: home, rack: 7}
`,
  });
  expect(config.exports).toEqual([
    {
      name: 'lake',
      place: {
        ...{ kind: 'url', url: 'https://lake.example.com/in' },
        login: { kind: 'token', token: 'lake-token-1' },
      },
      ...{ metrics: ['system.'], targets: ['web-1'], labels: { site: 'home', rack: '7' } },
    },
  ]);
});

test('secrets are neither shown nor unknown to the log', async () => {
  const { config } = await accepted({
    yaml: `exports:
  - {name: a, kind: url, url: "https://hooks.example.com/services/T0123456789/abcdef", token: token-of-a}
  - {name: b, kind: influx, url: "http://a", db: d, user: ana, password: password-of-b}
  - {name: c, kind: remote_write, url: "https://p.example.com/write?key=0123456789abcdef"}
`,
  });
  const shown = JSON.stringify(shownConfig(config));
  for (const secret of ['token-of-a', 'password-of-b', 'T0123456789', '0123456789abcdef']) {
    expect(shown).not.toContain(secret);
    expect(config.secrets.some((one) => one.includes(secret))).toBe(true);
  }
});

const ADVICE =
  'write the http(s) address without a user and a password in it (they have keys of their own), e.g. https://metrics.example.com/api/v1/write';

describe('exports are refused with what to write', () => {
  test.each([
    {
      name: 'a user and a password in the address',
      yaml: 'exports:\n  - {name: a, kind: url, url: "https://me:secret-1@a.example.com/"}\n',
      says: [`line 2: exports.a.url — ${ADVICE}`],
    },
    {
      name: 'another scheme',
      yaml: 'exports:\n  - {name: a, kind: remote_write, url: "udp://a:1"}\n',
      says: [`line 2: exports.a.url — ${ADVICE}`],
    },
    {
      name: 'a user without a password',
      yaml: 'exports:\n  - {name: a, kind: url, url: "http://a/", user: me}\n',
      says: [
        'line 2: exports.a.token is missing — write `token:`, or `user:` and `password:`, or none of them',
      ],
    },
    {
      name: 'a database and a bucket',
      yaml: 'exports:\n  - {name: a, kind: influx, url: "http://a", db: d, bucket: b}\n',
      says: [
        'line 2: exports.a.db: "d" — write `db:` for InfluxDB 1, or `org:` and `bucket:` for InfluxDB 2',
      ],
    },
    {
      name: 'a path and a query in the address of InfluxDB',
      yaml: 'exports:\n  - {name: a, kind: influx, url: "http://a/write?u=x&p=y", db: d}\n',
      says: [
        'line 2: exports.a.url — write the http(s) address of the server alone (user and password have keys of their own), e.g. http://127.0.0.1:8086',
      ],
    },
    {
      name: 'a kind nobody knows',
      yaml: 'exports:\n  - {name: a, kind: kafka}\n',
      says: ['line 2: exports.a.kind: "kafka" — write url, influx or remote_write'],
    },
    {
      name: 'a slip in a match',
      yaml: 'exports:\n  - {name: a, kind: url, url: "http://a/", match: {metric: system.}}\n',
      says: ['line 2: exports.a.match.metric is unknown — did you mean `metrics`?'],
    },
    {
      name: 'a target that is not there',
      yaml: 'targets: [{name: web-1, kind: local}]\nexports:\n  - {name: a, kind: url, url: "http://a/", match: {targets: [web-2]}}\n',
      says: ['line 3: exports.a.match.targets: there is no target `web-2` — did you mean `web-1`?'],
    },
    {
      name: 'one name twice',
      yaml: 'exports:\n  - {name: a, kind: url, url: "http://a/"}\n  - {name: a, kind: url, url: "http://b/"}\n',
      says: ['line 3: exports.a: the name `a` stands on line 2 already — write another name'],
    },
  ])('$name', async ({ yaml, says }) => {
    expect(await refused({ yaml })).toEqual(says.map((one) => `tocsin.yaml ${one}`));
  });

  test('a name that the variables make too', async () => {
    const yaml = 'exports:\n  - {name: push, kind: url, url: "http://a/"}\n';
    expect(await refused({ yaml, env: 'EXPORT_PUSH_URL=http://b/\n' })).toEqual([
      'tocsin.yaml line 2: exports.push: the variables in .env make an export `push` already — write another name',
    ]);
  });

  test.each([
    {
      name: 'a password in an address, without repeating it',
      env: 'REMOTE_WRITE_URL=https://me:secret-1@a.example.com/\n',
      says: [
        '.env line 1: REMOTE_WRITE_URL — write the http(s) address without a user and a password in it, e.g. https://metrics.example.com/api/v1/write',
      ],
    },
    {
      name: 'InfluxDB without a place in it',
      env: 'INFLUX_URL=http://a\nINFLUX_ORG=home\n',
      says: [
        '.env line 1: INFLUX_URL: set INFLUX_DB for InfluxDB 1, or INFLUX_ORG and INFLUX_BUCKET for InfluxDB 2',
      ],
    },
    {
      name: 'two ways to log in',
      env: 'REMOTE_WRITE_URL=http://a/\nREMOTE_WRITE_TOKEN=t\nREMOTE_WRITE_USER=u\nREMOTE_WRITE_PASSWORD=p\n',
      says: [
        '.env line 1: REMOTE_WRITE_URL: set REMOTE_WRITE_TOKEN, or REMOTE_WRITE_USER and REMOTE_WRITE_PASSWORD, or none of them',
      ],
    },
    {
      name: 'a token that is none',
      env: 'EXPORT_PUSH_URL=http://a/\nEXPORT_PUSH_TOKEN="Bearer secret-1"\n',
      says: ['.env line 2: EXPORT_PUSH_TOKEN — write the token alone, without a space'],
    },
  ])('$name', async ({ env, says }) => {
    expect(await refused({ env })).toEqual(says);
  });
});

test('what has no address has no effect, and says so', async () => {
  const { notices } = await accepted({ env: 'INFLUX_TOKEN=token-1\n' });
  expect(notices.map(({ message }) => message)).toEqual([
    'INFLUX_TOKEN has no effect without INFLUX_URL — set INFLUX_URL too',
  ]);
});
