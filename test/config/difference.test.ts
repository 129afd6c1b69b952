import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { difference } from '../../src/config/difference.ts';
import { shownConfig } from '../../src/config/shown.ts';
import { accepted } from './folder.ts';
import { FULL_ENV, FULL_YAML } from './full.ts';

async function config(yaml = FULL_YAML, env = FULL_ENV): Promise<Config> {
  return (await accepted({ yaml, env: `TOCSIN_DATA_DIR=/srv/tocsin\n${env}` })).config;
}

/** One line for each change when `from` becomes `to` in the full file. */
async function lines(from: string, to: string): Promise<string[]> {
  expect(FULL_YAML).toContain(from);
  const { changes } = difference(await config(), await config(FULL_YAML.replace(from, to)));
  return changes.map(({ kind, what, detail }) => `${kind} ${what}${detail && `: ${detail}`}`);
}

describe('what a person reads of a change', () => {
  test.each([
    { name: 'nothing of none', from: 'settings', to: 'settings', says: [] },
    {
      name: 'a duration',
      from: 'for: 5m',
      to: 'for: 90s',
      says: ['changed rule disk_full: for: 5 min → 1 min 30 s'],
    },
    {
      name: 'a condition and its severity',
      from: 'when: system.disk > 90\n    for: 5m\n    clear: system.disk < 85 and target.reachable\n    severity: critical',
      to: 'when: system.disk > 95\n    for: 5m\n    clear: 1h\n    severity: error',
      says: [
        'changed rule disk_full: when: system.disk > 90 → system.disk > 95, severity: critical → error, clear: system.disk < 85 and target.reachable → none, clear for: none → 1 h',
      ],
    },
    {
      name: 'a reminder',
      from: 'remind: 2h',
      to: 'remind: never',
      says: ['changed rule disk_full: remind: 2 h → never'],
    },
    {
      name: 'a target that is added',
      from: '  - {name: here, kind: local}\n',
      to: '  - {name: here, kind: local}\n  - {name: db, kind: ssh, host: 192.0.2.30, parent: web-1}\n',
      says: ['added target db: kind: ssh, host: 192.0.2.30'],
    },
    {
      name: 'labels of a target',
      from: 'rack: 7',
      to: 'rack: 8',
      says: ['changed target web-1: labels: rack=7, team=core → rack=8, team=core'],
    },
    {
      name: 'quiet hours',
      from: 'quiet: "22:00-07:00", pushes_per_hour: 20',
      to: 'quiet: "23:00-07:05"',
      says: [
        'changed channel phone: quiet: 22:00-07:00 UTC → 23:00-07:05 UTC, pushes_per_hour: 20 → none',
      ],
    },
    {
      name: 'a route that goes elsewhere',
      from: 'to: screen',
      to: 'to: [screen, ops]',
      says: ['changed route 2: to: screen → screen, ops'],
    },
    {
      name: 'a route that is gone',
      from: '  - {match: {severity: ">=warning"}, to: [ops, phone]}\n',
      to: '',
      says: ['removed route 1'],
    },
    {
      name: 'a route that is added in front',
      from: 'routes:\n',
      to: 'routes:\n  - {match: {severity: emergency}, to: phone}\n',
      says: ['added route 1: to: phone, severity: >=emergency'],
    },
    {
      name: 'a report',
      from: 'at: "0 23 * * *", zone',
      to: 'at: "0 8 * * *", zone',
      says: ['changed report 1: at: 0 23 * * * → 0 8 * * *'],
    },
    {
      name: 'an inhibition',
      from: 'mute: {severity: warning}',
      to: 'mute: {severity: error}',
      says: ['changed inhibit 1: mute: severity <=warning → severity <=error'],
    },
    {
      name: 'maintenance',
      from: 'duration: 2h, zone: Europe/Berlin, match: {target: web-1, severity: error, labels: {team: core}}',
      to: 'duration: 3h',
      says: [
        'changed maintenance backup: duration: 2 h → 3 h, zone: Europe/Berlin → UTC, match: target web-1, labels team=core, severity <=error → everything',
      ],
    },
    {
      name: 'a person',
      from: 'name: Ben, role: viewer',
      to: 'name: Ben, role: admin',
      says: ['changed person Ben: role: viewer → admin'],
    },
    {
      name: 'a person who is gone',
      from: '  - {name: Ben, role: viewer, telegram: "333"}\n',
      to: '',
      says: ['removed person Ben'],
    },
    {
      name: 'settings',
      from: 'storm: 8\n  remind: 4h',
      to: 'storm: 9\n  remind: never',
      says: ['changed settings: storm: 8 → 9, remind: 4 h → never'],
    },
  ])('$name', async ({ from, to, says }) => {
    expect(await lines(from, to)).toEqual(says);
  });

  test('the objective of a check', async () => {
    const check = (slo: string) =>
      config(`${FULL_YAML}checks:\n  - {name: door, kind: tcp, host: h, port: 1${slo}}\n`);
    const none = await check('');
    const some = await check(', slo: {target: 99.9, window: 7d}');
    expect(difference(none, some).changes).toEqual([
      { kind: 'changed', what: 'check door', detail: 'slo: none → 99.9 % in 7 d' },
    ]);
  });

  test('keys of a kind of check, as they are written', async () => {
    const { changes } = difference(
      await config(),
      await config(
        `${FULL_YAML}checks:\n  - {name: job, kind: push, period: 1d}\n  - {name: all, kind: group, of: [job]}\n`,
      ),
    );
    expect(changes.map(({ detail }) => detail).slice(-2)).toEqual([
      'kind: push, period: 1 d',
      'kind: group, of: job',
    ]);
  });

  test('of variables', async () => {
    // Where the file says how long, the variable says nothing.
    const file = FULL_YAML.replace('  retention: 30d\n', '');
    const after = await config(file, `${FULL_ENV}CPU_WARNING=70\nMETRICS_RETENTION_DAYS=7\n`);
    expect(difference(await config(file), after).changes).toEqual([
      { kind: 'changed', what: 'settings', detail: 'retention: 30 d → 7 d' },
      { kind: 'changed', what: 'limits', detail: 'cpu warning: 75 % → 70 %' },
    ]);
  });

  test('targets that are watched no more are named', async () => {
    const yaml = 'targets:\n  - {name: here, kind: local}\n';
    const { removedTargets, changes } = difference(await config(), await config(yaml));
    expect(removedTargets).toEqual(['router', 'web-1']);
    expect(changes.slice(0, 2).map(({ kind, what }) => `${kind} ${what}`)).toEqual([
      'removed target router',
      'removed target web-1',
    ]);
  });

  test('what only a restart can change is named apart', async () => {
    const env = FULL_ENV.replace('discord-token-1', 'discord-token-2').replace('123:', '124:');
    const after = await config(
      FULL_YAML,
      `${env}TOCSIN_DATA_DIR=/srv/other\nDISCORD_GUILD_ID=1\nDISCORD_API_URL=http://127.0.0.1\nTELEGRAM_API_ROOT=http://127.0.0.1\nLOG_LEVEL=debug\nANALYTICS_PORT=1\n`,
    );
    expect(difference(await config(), after)).toEqual({
      changes: [],
      removedTargets: [],
      restart: [
        'data directory',
        'database',
        'log level',
        'HTTP address',
        'Discord token',
        'Discord server',
        'Discord API address',
        'Telegram token',
        'Telegram API address',
      ],
    });
  });

  test('another time zone is taken over, but for what the chats show until a restart', async () => {
    const after = await config(FULL_YAML, `${FULL_ENV}REPORT_TZ=Asia/Tokyo\n`);
    expect(difference(await config(), after).restart).toEqual([
      'REPORT_TZ in Telegram and at the prompt',
    ]);
  });
});

/** Every way to the values at the ends of a tree. */
function ends(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, one]) => ends(one, [...path, key]));
}

test('no value of a configuration can change unnoticed', async () => {
  const before = await config();
  // Nothing of a file has a fingerprint or an author, and secrets follow from the rest.
  const derived = /^secrets|fingerprint$|\.by$/;
  const unnoticed = ends(before)
    .filter((path) => !derived.test(path.join('.')))
    .filter((path) => {
      const after = structuredClone(before) as unknown as Record<string, never>;
      const last = path.at(-1) ?? '';
      const parent = path.slice(0, -1).reduce((value, key) => value[key] as never, after);
      const old: unknown = parent[last];
      (parent as Record<string, unknown>)[last] = /^(targets|channels)$/.test(last)
        ? ['x']
        : other(old);
      const { changes, restart } = difference(before, after as unknown as Config);
      return changes.length + restart.length === 0;
    });
  expect(unnoticed.map((path) => path.join('.'))).toEqual([]);
});

function other(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return value === null ? 1 : `${String(value)}x`;
}

describe('secrets', () => {
  const AFTER = FULL_ENV.replace('correct horse', 'battery staple').replace('5f6c2a3e', '6f6c2a3e');

  test('that change are said to have changed', async () => {
    expect(difference(await config(), await config(FULL_YAML, AFTER)).changes).toEqual([
      { kind: 'changed', what: 'target web-1', detail: 'password: changed' },
      { kind: 'changed', what: 'settings', detail: 'heartbeat address: changed' },
    ]);
  });

  test('never stand in a difference or in what is shown, wherever they were written', async () => {
    const leaky = FULL_YAML.replace('message: "Disk', `message: "\${WEB_PASSWORD} Disk`).replace(
      'name: Ben',
      `name: "Ben \${WEB_PASSWORD}"`,
    );
    const [before, after] = [await config(leaky), await config(leaky, AFTER)];
    const told = JSON.stringify([
      difference(before, after),
      difference(after, before),
      difference(await config('{}'), after),
      shownConfig(before),
      shownConfig(after),
    ]);
    for (const secret of [...before.secrets, ...after.secrets]) expect(told).not.toContain(secret);
    expect(told).toContain('message: changed');
  });
});

test('the shown configuration says what is set', async () => {
  const api = 'http://me:pass@127.0.0.1:81';
  const shown = shownConfig(await config(FULL_YAML, `${FULL_ENV}TELEGRAM_API_ROOT=${api}\n`));
  expect(shown).toMatchObject({
    dataDir: '/srv/tocsin',
    discord: { token: 'set', apiUrl: 'https://discord.com/api' },
    telegram: { token: 'set', apiRoot: 'http://***@127.0.0.1:81' },
    heartbeatUrl: 'set',
    targets: [
      { name: 'router', ssh: { password: null } },
      { ssh: { password: 'set' } },
      { ssh: null },
    ],
    alerting: { storm: 8 },
  });
  expect(shown).not.toHaveProperty('secrets');
  expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
  expect(shownConfig(await config('{}', ''))).toMatchObject({ discord: null, heartbeatUrl: null });
});
