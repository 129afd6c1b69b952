import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_ALERTING } from '../../src/config/alerting.ts';
import { ownName } from '../../src/config/build.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { accepted, folderWith, load } from './folder.ts';

const TOKENS = 'DISCORD_TOKEN=discord-token-1\nTELEGRAM_BOT_TOKEN=123:telegram-token\n';
/** A channel of which nothing more is said. */
const PLAIN = { thread: null, quiet: null, pushesPerHour: null };

describe('without any file', () => {
  test('this machine is watched, and nothing else is set up', async () => {
    const { config, notices } = await accepted({});
    expect(config).toMatchObject({
      logLevel: 'info',
      zone: 'UTC',
      retention: 30 * DAY,
      backup: { folder: null, at: '30 3 * * *', keep: 7 },
      mirror: null,
      http: { enabled: true, host: '127.0.0.1', port: 8000 },
      discord: null,
      telegram: null,
      targets: [
        {
          kind: 'local',
          interval: 30 * SECOND,
          preset: 'base',
          labels: {},
          ssh: null,
          parent: null,
        },
      ],
      rules: [],
      channels: [],
      routes: [],
      reports: [{ period: 'daily', at: '0 23 * * *', zone: 'UTC', to: [], linked: true }],
      people: [],
      rotas: [],
      alerting: DEFAULT_ALERTING,
      events: [],
      inhibit: [],
      maintenance: [],
      plugins: null,
      awaited: [],
      heartbeatUrl: null,
      secrets: [],
    });
    expect(config.limits).toEqual({
      cpu: { warning: 75, critical: 90 },
      memory: { warning: 80, critical: 95 },
      disk: { warning: 85, critical: 95 },
    });
    expect(notices).toEqual([]);
  });

  test('the databases lie in the data folder of the working directory', async () => {
    const cwd = folderWith({});
    const loaded = await load(cwd);
    expect(loaded).toMatchObject({
      config: {
        dataDir: join(cwd, 'data'),
        databaseFile: join(cwd, 'data', 'tocsin.db'),
        samplesFile: join(cwd, 'data', 'samples.db'),
      },
    });
  });

  test('nobody can change what was loaded', async () => {
    const { config } = await accepted({});
    expect(Object.isFrozen(config.targets[0])).toBe(true);
    expect(Object.isFrozen(config.http)).toBe(true);
  });
});

test.each([
  { host: 'web-1.example.com', name: 'web-1' },
  { host: 'WEB', name: 'web' },
  { host: 'localhost', name: 'here' },
  { host: 'tocsin', name: 'here' },
  { host: '3f2a9c1b7d4e', name: 'here' },
  { host: 'bad name', name: 'here' },
  { host: '', name: 'here' },
])('the machine $host is called $name', ({ host, name }) => {
  expect(ownName(host)).toBe(name);
});

describe('variables alone', () => {
  test('make channels, a route from warning up, and a daily report to the alert channels', async () => {
    const env = `${TOKENS}DISCORD_ALERT_CHANNEL_ID=11\nTELEGRAM_CHAT_ID=-1002\n`;
    const { config } = await accepted({ env });
    expect(config.channels).toEqual([
      { name: 'discord', kind: 'discord', address: '11', ...PLAIN },
      { name: 'telegram', kind: 'telegram', address: '-1002', ...PLAIN },
    ]);
    expect(config.routes).toEqual([
      {
        match: { severity: 'warning', target: null, rule: null, labels: {} },
        to: ['discord', 'telegram'],
      },
    ]);
    expect(config.reports).toEqual([
      {
        period: 'daily',
        at: '0 23 * * *',
        zone: 'UTC',
        to: ['discord', 'telegram'],
        linked: true,
      },
    ]);
  });

  test('report channels take the summaries and no alerts', async () => {
    const env = `${TOKENS}ALERT_DISCORD_CHANNEL_ID=11\nDISCORD_REPORT_CHANNEL_ID=12\nTELEGRAM_REPORT_CHAT_ID=13\nREPORT_TZ=Europe/Berlin\nREPORT_DAILY_CRON=30 7 * * *\n`;
    const { config } = await accepted({ env });
    expect(config.channels.map((channel) => channel.name)).toEqual([
      'discord',
      'discord-reports',
      'telegram-reports',
    ]);
    expect(config.routes[0]?.to).toEqual(['discord']);
    expect(config.reports).toEqual([
      {
        period: 'daily',
        at: '30 7 * * *',
        zone: 'Europe/Berlin',
        to: ['discord-reports', 'telegram-reports'],
        linked: true,
      },
    ]);
  });

  test('summaries go where the alerts go on a platform that has no report channel', async () => {
    const env = `${TOKENS}DISCORD_ALERT_CHANNEL_ID=11\nDISCORD_REPORT_CHANNEL_ID=12\nTELEGRAM_CHAT_ID=13\n`;
    const { config } = await accepted({ env });
    expect(config.reports.map(({ to }) => to)).toEqual([['discord-reports', 'telegram']]);
  });

  test('give each person the strongest role of any list', async () => {
    const env =
      'ROLE_VIEWER_IDS=1, tg:5\nROLE_OPERATOR_IDS=1\nROLE_ADMIN_IDS=tg:6,9\nTELEGRAM_ALLOWED_USER_IDS=5,6\n';
    const { config } = await accepted({ env });
    expect(config.people).toEqual([
      { name: '1', role: 'operator', discord: '1', telegram: null, zone: null },
      { name: '5', role: 'operator', discord: null, telegram: '5', zone: null },
      { name: '6', role: 'admin', discord: null, telegram: '6', zone: null },
      { name: '9', role: 'admin', discord: '9', telegram: null, zone: null },
    ]);
  });

  test('set every number in the units of the program', async () => {
    const env =
      'HEALTH_CHECK_INTERVAL=5\nMETRICS_RETENTION_DAYS=7\nANALYTICS_ENABLED=no\nANALYTICS_PORT=9000\nCPU_WARNING=60\nDISCORD_API_URL=http://127.0.0.1:2000/api/\nDISCORD_TOKEN=discord-token-1\n';
    const { config } = await accepted({ env });
    expect(config.targets[0]?.interval).toBe(5 * SECOND);
    expect(config.retention).toBe(7 * DAY);
    expect(config.http).toEqual({ enabled: false, host: '127.0.0.1', port: 9000 });
    expect(config.limits.cpu).toEqual({ warning: 60, critical: 90 });
    expect(config.discord?.apiUrl).toBe('http://127.0.0.1:2000/api');
  });

  test('the environment wins over .env', async () => {
    const { config } = await accepted({
      env: 'LOG_LEVEL=debug\nREPORT_TZ=Europe/Berlin\n',
      environment: { LOG_LEVEL: 'WARN' },
    });
    expect(config.logLevel).toBe('warn');
    expect(config.zone).toBe('Europe/Berlin');
  });

  test('backups go where and when they are told', async () => {
    const { config } = await accepted({
      env: 'BACKUP_DIR=/mnt/backups\nBACKUP_CRON=0 */6 * * *\nBACKUP_KEEP=28\n',
    });
    expect(config.backup).toEqual({ folder: '/mnt/backups', at: '0 */6 * * *', keep: 28 });
  });

  test('samples lie beside the database', async () => {
    const { config } = await accepted({ env: 'DATABASE_URL=file:///srv/tocsin/bot.db\n' });
    expect(config.databaseFile).toBe('/srv/tocsin/bot.db');
    expect(config.samplesFile).toBe('/srv/tocsin/samples.db');
  });
});

describe('tocsin.yaml', () => {
  const yaml = `
targets:
  - {name: web-1, kind: ssh, host: 192.0.2.10, user: monitor, port: "\${WEB_PORT}", key: ~/.ssh/id, password: "\${WEB_PASSWORD}", interval: 5m, labels: {team: core}}
  - {name: here, kind: local}
rules:
  - {name: disk_full, when: system.disk > 90, for: 5m, clear: system.disk < 85, severity: critical, cooldown: 10m, channels: ops, targets: [here]}
  - {name: hot, when: system.cpu > 99}
channels:
  ops: {kind: discord, channel: 123456789012345678}
  phone: {kind: telegram, chat: -1001234567890, thread: 7}
  board: {kind: discord, channel: "123456789012345679", style: forum}
  screen: {kind: console}
routes:
  - {match: {severity: ">=error", target: web-1}, to: [ops, phone]}
  - {to: screen}
reports:
  - {period: daily, at: "0 7 * * *", to: [ops]}
people:
  - {name: Ana, role: admin, discord: "111", telegram: 222}
`;
  const env = `${TOKENS}WEB_PORT=2222\nWEB_PASSWORD=correct horse\nHEALTH_CHECK_INTERVAL=10\n`;

  test('targets take defaults, variables and paths of the home folder', async () => {
    const { config } = await accepted({ yaml, env, environment: { SSH_AUTH_SOCK: '/run/agent' } });
    expect(config.targets).toEqual([
      {
        name: 'web-1',
        kind: 'ssh',
        interval: 5 * MINUTE,
        labels: { team: 'core' },
        preset: 'base',
        ssh: {
          host: '192.0.2.10',
          port: 2222,
          user: 'monitor',
          keyFile: join(homedir(), '.ssh', 'id'),
          password: 'correct horse',
          agent: '/run/agent',
          hostKey: null,
          knownHosts: join(homedir(), '.ssh', 'known_hosts'),
        },
        parent: null,
      },
      {
        name: 'here',
        kind: 'local',
        interval: 10 * SECOND,
        labels: {},
        preset: 'base',
        ssh: null,
        parent: null,
      },
    ]);
  });

  test('rules take their defaults', async () => {
    const { config } = await accepted({ yaml, env });
    expect(config.rules).toEqual([
      {
        name: 'disk_full',
        levels: [{ severity: 'critical', when: 'system.disk > 90' }],
        for: 5 * MINUTE,
        clear: 'system.disk < 85',
        clearFor: 0,
        cooldown: 10 * MINUTE,
        escalate: null,
        remind: 4 * HOUR,
        type: 'custom',
        message: 'disk full',
        labels: {},
        runbook: null,
        targets: ['here'],
        channels: ['ops'],
      },
      {
        name: 'hot',
        levels: [{ severity: 'warning', when: 'system.cpu > 99' }],
        for: 0,
        clear: null,
        clearFor: 0,
        cooldown: 5 * MINUTE,
        escalate: null,
        remind: null,
        type: 'custom',
        message: 'hot',
        labels: {},
        runbook: null,
        targets: null,
        channels: null,
      },
    ]);
  });

  test('ids keep every digit, quoted or not', async () => {
    const { config } = await accepted({ yaml, env });
    expect(config.channels).toEqual([
      { name: 'ops', kind: 'discord', address: '123456789012345678', ...PLAIN },
      { name: 'phone', kind: 'telegram', address: '-1001234567890', ...PLAIN, thread: '7' },
      {
        name: 'board',
        kind: 'discord',
        address: '123456789012345679',
        ...PLAIN,
        style: 'forum',
      },
      { name: 'screen', kind: 'console', address: 'screen', ...PLAIN },
    ]);
    expect(config.people).toEqual([
      { name: 'Ana', role: 'admin', discord: '111', telegram: '222', zone: null },
    ]);
  });

  test('routes and reports replace those that would be made', async () => {
    const { config } = await accepted({ yaml, env });
    expect(config.routes).toEqual([
      {
        match: { severity: 'error', target: 'web-1', rule: null, labels: {} },
        to: ['ops', 'phone'],
      },
      { match: { severity: 'info', target: null, rule: null, labels: {} }, to: ['screen'] },
    ]);
    expect(config.reports).toEqual([
      { period: 'daily', at: '0 7 * * *', zone: 'UTC', to: ['ops'], linked: false },
    ]);
  });

  test('tokens, passwords and values of variables are secrets, short ones are not', async () => {
    const { config } = await accepted({ yaml, env });
    expect([...config.secrets].sort()).toEqual([
      '123:telegram-token',
      'correct horse',
      'discord-token-1',
    ]);
  });

  test('a variable that the file uses is no slip of one of ours', async () => {
    const { config } = await accepted({
      yaml: `people:\n  - {name: Ana, role: admin, discord: "\${TELEGRAM_CHAT_I}"}\n`,
      env: 'TELEGRAM_CHAT_I=77\n',
    });
    expect(config.people[0]?.discord).toBe('77');
  });

  test('an empty file is no fault', async () => {
    const { config } = await accepted({ yaml: '# nothing yet\n' });
    expect(config.targets).toHaveLength(1);
  });
});
