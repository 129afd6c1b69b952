import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Product } from '../../src/app/import-checks.ts';
import { importChecks, importedChecksText } from '../../src/app/import-checks.ts';
import { loadSettings } from '../../src/app/settings.ts';
import { freshFolder } from '../store/fresh-folder.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** A database as Uptime Kuma keeps it, with the columns that these rows have. */
function kumaOf(folder: string, rows: readonly Row[]): string {
  const file = join(folder, 'kuma.db');
  const raw = new Sqlite(file);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  raw.exec(`CREATE TABLE monitor (${columns.map((one) => `"${one}"`).join(', ')})`);
  raw.exec('CREATE TABLE notification (id INTEGER); INSERT INTO notification VALUES (1), (2)');
  const put = raw.prepare(`INSERT INTO monitor VALUES (${columns.map(() => '?').join(', ')})`);
  raw.exec(`CREATE TABLE docker_host (id INTEGER, docker_daemon TEXT, docker_type TEXT);
    INSERT INTO docker_host VALUES (1, '/var/run/docker.sock', 'socket'),
      (2, 'http://192.0.2.8:2375', 'tcp'), (3, 'https://192.0.2.8:2376', 'tcp')`);
  for (const row of rows) put.run(columns.map((one) => row[one] ?? null));
  raw.close();
  return file;
}

const web = { type: 'http', active: 1, interval: 60, maxretries: 2, timeout: 48, method: 'GET' };
const OK = '["200-299"]';
const KUMA: readonly Row[] = [
  { ...web, id: 1, name: 'Shop', url: 'https://shop.example.com', accepted_statuscodes_json: OK },
  {
    ...web,
    ...{ id: 2, name: 'Shop', type: 'keyword', url: 'https://shop.example.com/a', keyword: 'hi' },
    ...{ invert_keyword: 1, ignore_tls: 1, active: 0, maxredirects: 20, parent: 9 },
    accepted_statuscodes_json: '["200-299", "404"]',
  },
  {
    ...web,
    ...{ id: 3, name: 'API', type: 'json-query', url: 'https://api.example.com', method: 'POST' },
    ...{ body: '{\n  "a": "long enough to be broken into lines, and more of it"\n}' },
    ...{ headers: '{"X-Api-Key": "s3cret-key", "Accept": "text/plain"}' },
    ...{ basic_auth_user: 'ana', basic_auth_pass: "it's hunter2", json_path: '$.data.ok' },
    ...{ expected_value: 'true', json_path_operator: '==' },
  },
  { id: 4, name: 'SSH', type: 'port', hostname: '192.0.2.1', port: 22, interval: 30 },
  {
    ...{ id: 5, name: 'DNS', type: 'dns', hostname: 'example.com', port: 5353, interval: 60 },
    ...{ dns_resolve_type: 'MX', dns_resolve_server: '1.1.1.1, 9.9.9.9' },
  },
  { id: 6, name: 'Backup', type: 'push', interval: 3600, push_token: 'abcdefgh' },
  {
    ...{ id: 7, name: 'Orders', type: 'postgres', interval: 60, database_query: 'SELECT 1' },
    database_connection_string: 'postgres://ana:p%40ss-word@db.example.com:5433/shop',
  },
  {
    ...{ id: 8, name: 'Cache', type: 'redis', interval: 20, parent: 9 },
    database_connection_string: 'redis://192.0.2.9:6380',
  },
  { id: 9, name: 'All', type: 'group', interval: 60, active: 1 },
  { id: 10, name: 'Empty', type: 'group' },
  { id: 11, name: 'Game', type: 'steam', interval: 60 },
  { id: 16, name: 'Router', type: 'ping', hostname: '192.0.2.254', interval: 20 },
  { ...web, id: 12, name: 'Down', url: 'https://x.example.com', upside_down: 1 },
  { ...web, id: 13, name: 'Bad', url: 'nonsense' },
  { ...web, id: 14, name: 'NT', url: 'https://x.example.com', auth_method: 'ntlm' },
];

const GATUS = `
alerting: {slack: {webhook-url: "https://hooks.example.com"}}
endpoints:
  - name: front
    group: core
    url: https://shop.example.com/health
    interval: 1m30s
    headers: {Authorization: Bearer abcdefgh}
    client: {insecure: true, timeout: 5s, ignore-redirect: true}
    alerts: [{type: slack, failure-threshold: 4, success-threshold: 1}]
    conditions:
      - "[STATUS] == any(200, 429)"
      - "[BODY].status == UP"
      - "[BODY] == pat(*hello*)"
      - "[RESPONSE_TIME] < 500"
      - "[CERTIFICATE_EXPIRATION] > 48h"
      - "len([BODY].items) > 3"
  - {name: door, url: "tcp://192.0.2.1:22", conditions: ["[CONNECTED] == true"], enabled: false}
  - {name: cert, url: "tls://mail.example.com:993", conditions: ["[CERTIFICATE_EXPIRATION] > 720h"]}
  - name: names
    url: 8.8.8.8
    dns: {query-name: example.com., query-type: A}
    conditions: ["[DNS_RCODE] == NOERROR", "[BODY] == 192.0.2.1"]
  - {name: live, url: "wss://shop.example.com/live", conditions: ["[CONNECTED] == true"]}
  - {name: rpc, url: "udp://192.0.2.1:50051", conditions: ["[CONNECTED] == true"]}
  - {name: unset, url: "https://\${NO_SUCH_VARIABLE}/", conditions: []}
  - {url: https://example.com}
`;

const HEALTHCHECKS = {
  checks: [
    {
      ...{ name: 'Backup', tags: 'prod db', timeout: 3600, grace: 900, status: 'up' },
      ping_url: 'https://hc-ping.com/31365bce-8da9-4729-8ff3-aaa71d56b712',
    },
    {
      name: 'Nightly',
      schedule: '0 3 * * *',
      tz: 'Europe/Berlin',
      grace: 60,
      status: 'paused',
      unique_key: 'a6c7',
    },
    { name: 'Systemd', schedule: 'Mon..Fri 09:00', tz: 'UTC', grace: 60 },
    { name: 7 },
  ],
};

/** Imports a file into a folder with a configuration of its own. */
async function imported(product: Product, make: (folder: string) => string, write = false) {
  const cwd = freshFolder();
  writeFileSync(join(cwd, 'tocsin.yaml'), '# mine\ntargets: [{name: Shop, kind: local}]\n');
  const outcome = await importChecks(product, { file: make(cwd), write, cwd });
  return {
    ...outcome,
    cwd,
    text: importedChecksText(outcome),
    entries: parse(outcome.yaml).checks,
  };
}

function fileWith(name: string, text: string) {
  return (folder: string) => {
    writeFileSync(join(folder, name), text);
    return name;
  };
}

describe('checks of Uptime Kuma', () => {
  test('are printed, with what is not taken over', async () => {
    const { entries, text, cwd, left } = await imported('uptime-kuma', (at) => kumaOf(at, KUMA));
    const times = { interval: '1m', timeout: '48s', fail_after: 3 };
    expect(entries).toEqual([
      {
        ...{ name: 'Shop-2', kind: 'http', url: 'https://shop.example.com', redirects: 10 },
        ...{ expect: ['status >= 200 && status <= 299'], ...times },
      },
      {
        ...{ name: 'Shop-3', kind: 'http', url: 'https://shop.example.com/a', redirects: 10 },
        ...{ not_keyword: 'hi', verify: false, off: true, ...times },
        expect: ['(status >= 200 && status <= 299) || status == 404'],
      },
      {
        ...{ name: 'API', kind: 'http', url: 'https://api.example.com', method: 'POST' },
        headers: {
          ...{ 'content-type': 'application/json', accept: 'text/plain' },
          'x-api-key': '${CHECK_API_HEADERS}',
        },
        body: KUMA[2]?.['body'],
        ...{ user: 'ana', password: '${CHECK_API_PASSWORD}', redirects: 10 },
        ...{ expect: ['body.data.ok == true'], ...times },
      },
      { name: 'SSH', kind: 'tcp', host: '192.0.2.1', port: 22, interval: '30s', fail_after: 1 },
      {
        ...{ name: 'DNS', kind: 'dns', query: 'example.com', type: 'MX', server: '1.1.1.1:5353' },
        ...{ interval: '1m', fail_after: 1 },
      },
      { name: 'Backup', kind: 'push', period: '1h', grace: '1h' },
      {
        ...{ name: 'Orders', kind: 'postgres', host: 'db.example.com', port: 5433, user: 'ana' },
        ...{ password: '${CHECK_ORDERS_PASSWORD}', database: 'shop', query: 'SELECT 1' },
        ...{ interval: '1m', fail_after: 1 },
      },
      {
        name: 'Cache',
        kind: 'redis',
        host: '192.0.2.9',
        port: 6380,
        interval: '20s',
        fail_after: 1,
      },
      { name: 'All', kind: 'group', of: ['Shop-3', 'Cache'] },
      { name: 'Router', kind: 'icmp', host: '192.0.2.254', interval: '20s', fail_after: 1 },
    ]);
    expect(left.map(({ what, why }) => `${what}: ${why}`)).toEqual([
      'steam “Game”: there is no check of the type steam',
      'http “Down”: it is well when it fails: there is no check like that',
      expect.stringContaining('http “NT”: it logs in with NTLM'),
      expect.stringContaining('2 notifications: write `channels:`'),
      'group “Empty”: nothing of it is taken over',
      expect.stringMatching(/^“Bad”: .*write an address/),
    ]);
    expect(text).toContain('nothing was written');
    expect(text).toContain('Backup: its address is another one');
    expect(text).not.toContain('hunter2');
    expect(readFileSync(join(cwd, 'tocsin.yaml'), 'utf8')).not.toContain('checks');
  });

  test('are written with their secrets apart, and load', async () => {
    const { cwd, text } = await imported('uptime-kuma', (at) => kumaOf(at, KUMA), true);
    const yaml = readFileSync(join(cwd, 'tocsin.yaml'), 'utf8');
    expect(yaml).toMatch(
      /^# mine\ntargets: \[\{name: Shop, kind: local\}\]\nchecks:\n {2}- \{name: Shop-2/,
    );
    expect(yaml).not.toMatch(/hunter2|s3cret/);
    expect(statSync(join(cwd, '.env')).mode & 0o077).toBe(0);
    const loaded = await loadSettings(cwd);
    if (loaded.kind === 'refused') expect.fail(JSON.stringify(loaded.problems));
    const api = loaded.config.checks.find(({ name }) => name === 'API');
    expect(api?.options).toMatchObject({
      password: "it's hunter2",
      headers: { 'x-api-key': 's3cret-key' },
    });
    expect(text).toContain('10 checks written into tocsin.yaml');
  });
});

test('monitors of engines, gRPC, SNMP and mail are taken over', async () => {
  const often = { interval: 60, maxretries: 0 };
  const box = { ...often, type: 'docker', docker_container: 'web' };
  const snmp = { ...often, type: 'snmp', hostname: '192.0.2.3', snmp_oid: '.1.3.6.1.2.1.1.3.0' };
  const mail = { ...often, type: 'smtp', hostname: 'mail.example.com' };
  const rows: readonly Row[] = [
    { ...box, id: 1, name: 'Box', docker_host: 1 },
    { ...box, id: 2, name: 'Far', docker_host: 2 },
    { ...box, id: 3, name: 'Safe', docker_host: 3 },
    { ...often, id: 4, name: 'RPC', type: 'grpc-keyword', grpc_url: 'rpc.example.com:50051' },
    {
      ...{ ...often, id: 5, name: 'Say', type: 'grpc-keyword', grpc_url: 'rpc.example.com:443' },
      ...{
        grpc_enable_tls: 1,
        grpc_service_name: 'Greeter',
        grpc_method: 'sayHello',
        keyword: 'hi',
      },
    },
    {
      ...{ ...snmp, id: 6, name: 'Up', port: 161, radius_password: 's3cret-community' },
      ...{ json_path: '$', json_path_operator: '>', expected_value: '100', snmp_version: '2c' },
    },
    { ...snmp, id: 7, name: 'New', snmp_version: '3' },
    { ...mail, id: 8, name: 'Mail', port: 465, smtp_security: 'secure' },
    { ...mail, id: 9, name: 'Old', port: 25, smtp_security: 'nostarttls' },
    { ...mail, id: 10, name: 'Usual', port: 587, smtp_security: 'starttls' },
  ];
  const { entries, left, text } = await imported('uptime-kuma', (at) => kumaOf(at, rows));
  const times = { interval: '1m', fail_after: 1 };
  expect(entries).toEqual([
    { name: 'Box', kind: 'docker', container: 'web', ...times, target: 'Shop' },
    {
      ...{ name: 'Far', kind: 'docker', container: 'web', engine: 'tcp://192.0.2.8:2375' },
      ...{ ...times, target: 'Shop' },
    },
    { name: 'RPC', kind: 'grpc', host: 'rpc.example.com', port: 50051, ...times },
    { name: 'Say', kind: 'grpc', host: 'rpc.example.com', port: 443, tls: true, ...times },
    {
      ...{ name: 'Up', kind: 'snmp', host: '192.0.2.3', port: 161 },
      ...{ community: '${CHECK_UP_COMMUNITY}', oids: { value: '1.3.6.1.2.1.1.3.0' } },
      ...{ expect: 'oid.value > 100', ...times },
    },
    { name: 'Mail', kind: 'smtp', host: 'mail.example.com', port: 465, tls: true, ...times },
    { name: 'Old', kind: 'smtp', host: 'mail.example.com', port: 25, starttls: false, ...times },
    {
      ...{ name: 'Usual', kind: 'smtp', host: 'mail.example.com', port: 587 },
      ...{ expect: 'starttls == true', ...times },
    },
  ]);
  expect(left.map(({ what }) => what)).toEqual(['docker “Safe”', 'snmp “New”', '2 notifications']);
  expect(text).toContain('Say: Greeter.sayHello: such a check asks grpc.health.v1.Health');
  expect(text).not.toContain('s3cret');
});

test('endpoints of Gatus over SSH, gRPC and STARTTLS, and how long domains last, are taken over', async () => {
  const { entries, left, text } = await imported(
    'gatus',
    fileWith(
      'config.yaml',
      `endpoints:
  - {name: shell, url: "ssh://192.0.2.1:22", ssh: {username: a, password: b}, conditions: ["[CONNECTED] == true", "[STATUS] == 0"]}
  - {name: rpc, url: "grpcs://rpc.example.com:443", conditions: ["[CONNECTED] == true", "[BODY].status == SERVING"]}
  - {name: mail, url: "starttls://mail.example.com:587", conditions: ["[CERTIFICATE_EXPIRATION] > 48h"]}
  - {name: shop, url: "https://www.example.com/health", conditions: ["[STATUS] == 200", "[DOMAIN_EXPIRATION] > 720h"]}
  - {name: api, url: "https://api.example.com/", conditions: ["[STATUS] == 200", "[DOMAIN_EXPIRATION] > 720h"]}
`,
    ),
  );
  const often = { interval: '1m', fail_after: 3, ok_after: 2 };
  expect(entries).toEqual([
    { name: 'shell', kind: 'ssh', host: '192.0.2.1', port: 22, ...often },
    {
      ...{ name: 'rpc', kind: 'grpc', host: 'rpc.example.com', port: 443, tls: true, ...often },
      expect: ['state == "SERVING"'],
    },
    {
      ...{ name: 'mail', kind: 'smtp', host: 'mail.example.com', port: 587, ...often },
      expect: ['tls.days_left >= 2'],
    },
    {
      ...{ name: 'shop', kind: 'http', url: 'https://www.example.com/health', ...often },
      expect: ['status == 200'],
    },
    { name: 'shop-domain', kind: 'domain', domain: 'example.com', expect: 'days_left >= 30' },
    {
      name: 'api',
      kind: 'http',
      url: 'https://api.example.com/',
      ...often,
      expect: ['status == 200'],
    },
    { name: 'api-domain', kind: 'domain', domain: 'api.example.com', expect: 'days_left >= 30' },
  ]);
  expect(left).toEqual([]);
  expect(text).toContain('shell: the condition [STATUS] == 0');
  expect(text).toContain('shell: its log-in over SSH');
  expect(text).toContain(
    'api-domain: whether api.example.com is what was registered: mend `domain`',
  );
  expect(text).not.toContain('shop-domain: whether');
});

test('endpoints of Gatus load as checks, with what is not taken over', async () => {
  const make = fileWith('config.yaml', GATUS);
  const { entries, left, text, cwd } = await imported('gatus', make, true);
  const often = { interval: '1m', fail_after: 3, ok_after: 2 };
  expect(entries).toEqual([
    {
      ...{ name: 'core-front', kind: 'http', url: 'https://shop.example.com/health' },
      ...{ verify: false, headers: { Authorization: '${CHECK_CORE_FRONT_HEADERS}' }, redirects: 0 },
      ...{ interval: '90s', timeout: '5s', fail_after: 4, ok_after: 1 },
      expect: [
        'status == 200 || status == 429',
        'body.status == "UP"',
        'text.contains("hello")',
        'latency_ms < 500',
        'tls.days_left >= 2',
      ],
    },
    { name: 'door', kind: 'tcp', host: '192.0.2.1', port: 22, ...often, off: true },
    {
      ...{ name: 'cert', kind: 'tls', host: 'mail.example.com', port: 993, ...often },
      expect: ['tls.days_left >= 30'],
    },
    {
      ...{
        name: 'names',
        kind: 'dns',
        query: 'example.com',
        type: 'A',
        server: '8.8.8.8',
        ...often,
      },
      expect: ['rcode == "NOERROR"', 'answers == "192.0.2.1"'],
    },
    { name: 'live', kind: 'websocket', url: 'wss://shop.example.com/live', ...often },
  ]);
  expect(left.map(({ what }) => what)).toEqual([
    'endpoint “rpc”',
    'endpoint 8',
    'alerting',
    '“unset”',
  ]);
  expect(text).toContain('core-front: the condition len([BODY].items) > 3');
  expect(await loadSettings(cwd)).toMatchObject({ kind: 'config' });
});

test('secrets in addresses and bodies of another product stand in no line', async () => {
  const kuma = await imported('uptime-kuma', (at) =>
    kumaOf(at, [
      { ...web, id: 1, name: 'Key', url: 'https://x.example.com/?api_key=s3cret-in-url' },
      {
        ...web,
        id: 2,
        name: 'Post',
        method: 'POST',
        url: 'https://x.example.com/',
        body: '{"password": "s3cret-in-body"}',
      },
      {
        id: 3,
        name: 'Live',
        type: 'websocket-upgrade',
        interval: 60,
        url: 'wss://ana:s3cret-login@x.example.com/',
      },
    ]),
  );
  expect(kuma.variables).toEqual(['CHECK_KEY_URL', 'CHECK_POST_BODY', 'CHECK_LIVE_URL']);
  expect(kuma.entries).toMatchObject([
    { url: '${CHECK_KEY_URL}' },
    { body: '${CHECK_POST_BODY}' },
    { url: '${CHECK_LIVE_URL}' },
  ]);
  const gatus = await imported(
    'gatus',
    fileWith(
      'config.yaml',
      `endpoints:
  - {name: web, url: "https://ana:s3cret-login@x.example.com/", body: "token=s3cret-in-body", method: POST}
  - {name: live, url: "wss://x.example.com/?token=s3cret-in-url", body: '{"auth": "s3cret-in-body"}'}
  - {name: own, url: "https://x.example.com/", headers: {Authorization: "Bearer \${HOME}"}}
`,
    ),
  );
  expect(gatus.entries).toMatchObject([
    { url: '${CHECK_WEB_URL}', body: '${CHECK_WEB_BODY}' },
    { url: '${CHECK_LIVE_URL}', send: '${CHECK_LIVE_SEND}' },
    { headers: { Authorization: 'Bearer ${HOME}' } },
  ]);
  expect(kuma.text + kuma.yaml + gatus.text + gatus.yaml).not.toContain('s3cret');
});

test('checks of Healthchecks load with their keys', async () => {
  const make = fileWith('checks.json', JSON.stringify(HEALTHCHECKS));
  const { entries, left, text, cwd } = await imported('healthchecks', make, true);
  expect(entries).toEqual([
    { name: 'Backup', kind: 'push', period: '1h', grace: '15m', key: '${CHECK_BACKUP_KEY}' },
    {
      ...{ name: 'Nightly', kind: 'push', cron: '0 3 * * *', zone: 'Europe/Berlin' },
      ...{ grace: '1m', off: true },
    },
  ]);
  expect(left.map(({ what }) => what)).toEqual(['check 4', '“Systemd”']);
  expect(text).toContain('Backup: its tags');
  const loaded = await loadSettings(cwd);
  expect(loaded.kind === 'config' && loaded.config.checks[0]?.options['key']).toBe(
    '31365bce-8da9-4729-8ff3-aaa71d56b712',
  );
});

test.each<[Product, string, string, RegExp]>([
  ['uptime-kuma', 'kuma.db', 'no database', /cannot be read as the database of Uptime Kuma/],
  ['gatus', 'config.yaml', 'endpoints: [', /config.yaml is no valid YAML/],
  ['gatus', 'config.yaml', 'targets: []', /has no endpoints/],
  ['gatus', 'config.yaml', 'endpoints: 3', /has no endpoints/],
  ['healthchecks', 'checks.json', '{}', /has no list of checks/],
  ['healthchecks', 'checks.json', '{', /is no valid JSON/],
])('%s refuses %s with %o', async (product, name, text, why) => {
  await expect(imported(product, fileWith(name, text))).rejects.toThrow(why);
});

test('a file that is not there is named', async () => {
  await expect(imported('gatus', () => 'none.yaml')).rejects.toThrow(/none.yaml cannot be read/);
});
