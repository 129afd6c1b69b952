import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/app/settings.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { accepted, folderWith, refused } from './folder.ts';

const TOKENS = 'DISCORD_TOKEN=discord-token-1\nTELEGRAM_BOT_TOKEN=123:telegram-token\n';
const NONE = { target: null, rule: null, severity: null, labels: {}, fingerprint: null };

describe('settings', () => {
  test('have defaults', async () => {
    const { config } = await accepted({ yaml: 'settings: {}\n' });
    expect(config.alerting).toEqual({
      groupWait: 30 * SECOND,
      groupBy: 'target',
      storm: 8,
      remind: 4 * HOUR,
      escalation: null,
      ackExpires: null,
      failOver: 2 * MINUTE,
      startupGrace: MINUTE,
      quorum: [],
    });
  });

  test('take every key', async () => {
    const yaml =
      'settings:\n  group_wait: 0s\n  group_by: rule\n  storm: 100\n  remind: never\n  ack_expires: 2h\n  fail_over: 30s\n  startup_grace: 5m\n  quorum: ["192.0.2.1:443", "[2001:db8::1]:53", router.lan:80]\n';
    const { config } = await accepted({ yaml });
    expect(config.alerting).toEqual({
      groupWait: 0,
      groupBy: 'rule',
      storm: 100,
      remind: null,
      escalation: null,
      ackExpires: 2 * HOUR,
      failOver: 30 * SECOND,
      startupGrace: 5 * MINUTE,
      quorum: ['192.0.2.1:443', '[2001:db8::1]:53', 'router.lan:80'],
    });
  });

  test('say how often critical rules remind that do not say it themselves', async () => {
    const yaml =
      'settings: {remind: 1h}\nrules:\n  - {name: a, when: x > 1, severity: critical}\n  - {name: b, when: x > 1, severity: error}\n  - {name: c, when: x > 1, severity: emergency, remind: never}\n  - {name: d, when: x > 1, remind: 2h}\n';
    const { config } = await accepted({ yaml });
    expect(config.rules.map(({ remind }) => remind)).toEqual([HOUR, null, null, 2 * HOUR]);
  });
});

describe('a rule', () => {
  test('of another rule file loads unchanged', async () => {
    const yaml =
      'rules:\n  - name: high_error_rate\n    condition: errors.rate > 5\n    level: error\n    message: High error rate detected\n';
    const { config, notices } = await accepted({ yaml });
    expect(notices).toEqual([]);
    expect(config.rules).toMatchObject([
      {
        name: 'high_error_rate',
        levels: [{ severity: 'error', when: 'errors.rate > 5' }],
        message: 'High error rate detected',
      },
    ]);
  });

  test('file with rules alone loads from its folder, with the real metrics', async () => {
    const rules = [
      'errors.rate > 5',
      'orders.success_rate < 0.8',
      'trades.latency > 1000',
      'system.memory > 90',
      'data.last_update > 300',
    ];
    const yaml = `rules:\n${rules.map((when, at) => `  - name: r${at}\n    condition: ${when}\n    level: warning\n    message: Look at it\n`).join('')}`;
    const loaded = await loadSettings(folderWith({ yaml }));
    expect(loaded.kind === 'config' && loaded.config.rules).toHaveLength(rules.length);
  });

  test.each([
    { clear: 'x < 1', is: { clear: 'x < 1', clearFor: 0 } },
    { clear: '5m', is: { clear: null, clearFor: 5 * MINUTE } },
    { clear: '0s', is: { clear: null, clearFor: 0 } },
  ])('that clears at $clear', async ({ clear, is }) => {
    const yaml = `rules:\n  - {name: r, when: x > 1, clear: ${clear}, type: my-own_kind, escalate: 30m}\n`;
    const { config } = await accepted({ yaml });
    expect(config.rules).toMatchObject([{ ...is, type: 'my-own_kind', escalate: 30 * MINUTE }]);
  });
});

test('quiet hours are in the zone of the channel, or in REPORT_TZ', async () => {
  const yaml = `channels:
  phone: {kind: telegram, chat: "-100", quiet: "22:00-07:00", pushes_per_hour: 20}
  ops: {kind: discord, channel: "1", quiet: "12:30 - 13:00", zone: Europe/Lisbon}
  screen: {kind: console, quiet: "00:00-23:59"}
people:
  - {name: Ana, role: admin, discord: "111", zone: Europe/Lisbon}
`;
  const { config } = await accepted({ yaml, env: `${TOKENS}REPORT_TZ=Europe/Berlin\n` });
  expect(config.channels).toMatchObject([
    { quiet: { from: 22 * 60, to: 7 * 60, zone: 'Europe/Berlin' }, pushesPerHour: 20 },
    { quiet: { from: 12 * 60 + 30, to: 13 * 60, zone: 'Europe/Lisbon' }, pushesPerHour: null },
    { quiet: { from: 0, to: 24 * 60 - 1, zone: 'Europe/Berlin' }, pushesPerHour: null },
  ]);
  expect(config.people).toMatchObject([{ zone: 'Europe/Lisbon' }]);
});

test('inhibitions and maintenance are read as matchers', async () => {
  const yaml = `targets:
  - {name: router, kind: local}
  - {name: db, kind: local, parent: router, labels: {dc: north}}
rules:
  - {name: full, when: x > 1}
inhibit:
  - {when: {rule: full}, mute: {severity: warning}}
  - {when: {severity: ">=error", target: tocsin}, mute: {}, same: [dc, dc]}
maintenance:
  - {name: backup, at: "0 3 * * 0", duration: 2h, zone: Europe/Berlin, match: {target: db, rule: full, severity: "<=error", labels: {dc: north}}}
  - {name: all, at: "0 4 1 * *", duration: 90s}
`;
  const { config } = await accepted({ yaml, env: 'REPORT_TZ=Europe/Lisbon\n' });
  expect(config.targets.map(({ parent }) => parent)).toEqual([null, 'router']);
  expect(config.inhibit).toEqual([
    { when: { ...NONE, rule: 'full' }, mute: { ...NONE, severity: 'warning' }, same: ['target'] },
    { when: { ...NONE, severity: 'error', target: 'tocsin' }, mute: NONE, same: ['dc'] },
  ]);
  expect(config.maintenance).toEqual([
    {
      name: 'backup',
      at: '0 3 * * 0',
      zone: 'Europe/Berlin',
      duration: 2 * HOUR,
      matcher: {
        ...NONE,
        target: 'db',
        rule: 'full',
        severity: 'error',
        labels: { dc: 'north' },
      },
      by: null,
    },
    {
      name: 'all',
      at: '0 4 1 * *',
      zone: 'Europe/Lisbon',
      duration: 90 * SECOND,
      matcher: NONE,
      by: null,
    },
  ]);
});

describe('HEARTBEAT_URL', () => {
  const KEY = '5f6c2a3e-0000-4d1b-9a55-111122223333';

  test('with a key is a secret, whole and without its host', async () => {
    const { config } = await accepted({ env: `HEARTBEAT_URL=https://hc.example.com/${KEY}\n` });
    expect(config.heartbeatUrl).toBe(`https://hc.example.com/${KEY}`);
    expect(config.secrets).toEqual([`https://hc.example.com/${KEY}`, KEY]);
  });

  test('with a key in its query is one too', async () => {
    const url = 'https://status.example.com/push?key=0123456789abcdef';
    const { config } = await accepted({ env: `HEARTBEAT_URL=${url}\n` });
    expect(config.secrets).toEqual([url, 'push?key=0123456789abcdef']);
  });

  test('with a short path is none', async () => {
    const { config } = await accepted({ env: 'HEARTBEAT_URL=http://10.0.0.1:8080/ping\n' });
    expect(config.secrets).toEqual([]);
  });

  test.each([
    `ftp://hc.example.com/${KEY}`,
    `hc.example.com/${KEY}`,
    `https://me:${KEY}@hc.example.com/`,
    `https:///${KEY}`,
  ])('that cannot be asked is refused and not shown: %s', async (url) => {
    expect(await refused({ env: `HEARTBEAT_URL=${url}\n` })).toEqual([
      '.env line 1: HEARTBEAT_URL — write the http(s) address to ask for, without a user and a password, e.g. https://status.example.com/ping/my-key',
    ]);
  });
});
