import { describe, expect, test } from 'vitest';
import { shownConfig } from '../../src/config/shown.ts';
import { accepted, refused } from './folder.ts';

const env = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');

async function channelsOf(values: Record<string, string>) {
  const { config } = await accepted({ env: env(values) });
  return config.channels;
}

const MAIL = {
  ALERT_EMAIL_SMTP: 'mail.example.com',
  ALERT_EMAIL_PORT: '465',
  ALERT_EMAIL_USERNAME: 'monitor@example.com',
  ALERT_EMAIL_PASSWORD: 'app-password',
  ALERT_EMAIL_RECIPIENTS: 'admin@example.com, Ops <ops@example.com>',
};

describe('channels of variables alone', () => {
  test('mail', async () => {
    const [mail] = await channelsOf({ ...MAIL, EMAIL_FROM: 'Tocsin <bot@example.com>' });
    expect(mail).toMatchObject({
      name: 'email',
      kind: 'email',
      address: 'a***@example.com, o***@example.com',
      options: {
        host: 'mail.example.com',
        port: 465,
        security: 'tls',
        user: 'monitor@example.com',
        from: { name: 'Tocsin', address: 'bot@example.com' },
        to: [{ address: 'admin@example.com' }, { name: 'Ops', address: 'ops@example.com' }],
        subject: '[Tocsin] {title}',
      },
    });
  });

  test('mail by its other names, on the usual server', async () => {
    const names = {
      EMAIL_TO: 'a@example.com',
      SMTP_USERNAME: 'b@gmail.com',
      SMTP_PASSWORD: 'secret',
    };
    const [mail] = await channelsOf({ ...names, SMTP_USE_TLS: 'true' });
    expect(mail?.options).toMatchObject({ host: 'smtp.gmail.com', security: 'starttls' });
  });

  test.each([
    {
      name: 'slack',
      values: {
        SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/x',
        SLACK_FORMAT: 'simple',
      },
      options: { format: 'simple' },
    },
    {
      name: 'slack',
      values: { ALERT_WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/x' },
      options: { url: 'https://hooks.slack.com/services/T/B/x', format: 'attachments' },
    },
    {
      name: 'webhook',
      values: {
        WEBHOOK_URLS: '["https://a.example.com/x","http://10.0.0.2/"]',
        WEBHOOK_TIMEOUT: '5.0',
      },
      options: { urls: ['https://a.example.com/x', 'http://10.0.0.2/'], timeout: 5_000 },
    },
    {
      name: 'discord-webhook',
      values: { ALERT_DISCORD_WEBHOOK: 'https://discord.com/api/webhooks/1/abc' },
      options: { url: 'https://discord.com/api/webhooks/1/abc' },
    },
    { name: 'file', values: { LOG_FILE: 'alerts.log' }, options: { path: 'alerts.log', keep: 5 } },
    {
      name: 'sms',
      values: { SMS_PROVIDER_URL: 'https://sms.example.com/', SMS_TO: '+491701234567' },
      options: { to: ['+491701234567'] },
    },
    {
      name: 'call',
      values: { PHONE_PROVIDER_URL: 'https://call.example.com/', PHONE_TO: '+491701234567' },
      options: { to: ['+491701234567'] },
    },
  ])('$name by $values', async ({ name, values, options }) => {
    const channels = await channelsOf(values);
    expect(channels).toMatchObject([{ name, options }]);
  });

  test.each([
    {
      values: { ...MAIL, ALERT_EMAIL_RECIPIENTS: 'nobody' },
      says: '.env:5: ALERT_EMAIL_RECIPIENTS — write an address such as ops@example.com or "Ana <ana@example.com>"',
    },
    {
      values: { ...MAIL, EMAIL_TO: 'other@example.com' },
      says: '.env:6: EMAIL_TO is another name of ALERT_EMAIL_RECIPIENTS, and says something else — give one of the two',
    },
    {
      values: { WEBHOOK_URLS: 'http://169.254.169.254/latest' },
      says: '.env:1: WEBHOOK_URLS — this is a link-local address or a metadata service: nothing is sent there',
    },
    {
      values: { EMAIL_TO: 'a@example.com', SMTP_USERNAME: 'b@example.com' },
      says: '.env:2: ALERT_EMAIL_PASSWORD — write `user:` and `password:`, or none of them',
    },
  ])('$values is refused', async ({ values, says }) => {
    const problems = await refused({ env: env(values) });
    expect(problems.map((text) => text.replace('line ', '')).join('\n')).toContain(
      says.replace(/^\.env:\d+: /, ''),
    );
  });

  test('what says more of a channel that is not there has no effect, and says so', async () => {
    const { notices } = await accepted({ env: 'SMS_TO=+491701234567\nSLACK_CHANNEL="#x"\n' });
    expect(notices.map(({ message }) => message)).toEqual([
      'SLACK_CHANNEL has no effect without SLACK_WEBHOOK_URL — set SLACK_WEBHOOK_URL too',
      'SMS_TO has no effect without SMS_PROVIDER_URL — set SMS_PROVIDER_URL too',
    ]);
  });
});

const EVERY = {
  DISCORD_TOKEN: '0123456789',
  DISCORD_ALERT_CHANNEL_ID: '1',
  ...MAIL,
  LOG_FILE: 'alerts.log',
  WEBHOOK_URLS: 'https://a.example.com/hook-secret-part',
  WEBHOOK_SECRET: 'signing-secret-0123',
  ALERT_DISCORD_WEBHOOK: 'https://discord.com/api/webhooks/1/discord-secret',
  SMS_PROVIDER_URL: 'https://sms.example.com/',
  SMS_TO: '+491701234567',
  SMS_USER: 'account-1',
  SMS_PASSWORD: 'provider-secret',
  PHONE_PROVIDER_URL: 'https://call.example.com/',
  PHONE_TO: '+491701234567',
};

test('without routes each kind hears from its own severity on, and a spare channel nothing', async () => {
  const { config } = await accepted({ env: env(EVERY) });
  const routed = config.routes.map(({ match, to }) => [match.severity, to]);
  expect(Object.fromEntries(routed)).toEqual({
    info: ['file'],
    warning: ['discord', 'email', 'webhook'],
    error: ['sms'],
    critical: ['call'],
  });
});

test('summaries go to what people read', async () => {
  const { config } = await accepted({ env: env(EVERY) });
  expect(config.reports[0]?.to).not.toContain('webhook');
  expect(config.reports[0]?.to).not.toContain('file');
  expect(config.reports[0]?.to).toContain('email');
});

test('no secret of a channel is shown, and all are known to the log', async () => {
  const { config } = await accepted({ env: env(EVERY) });
  const text = JSON.stringify(shownConfig(config));
  const secrets = [
    'app-password',
    'hook-secret-part',
    'signing-secret',
    'discord-secret',
    'provider-secret',
  ];
  expect(secrets.filter((one) => text.includes(one))).toEqual([]);
  expect(secrets.filter((one) => !config.secrets.some((known) => known.includes(one)))).toEqual([]);
});

test.each([
  {
    yaml: 'channels:\n  mail: {kind: email, host: mail.example.com}\n',
    says: 'line 2: channels.mail.to is missing — write a list of addresses such as [ops@example.com, "Ana <ana@example.com>"]',
  },
  {
    yaml: 'channels:\n  hook: {kind: webhook, format: pagerduty}\n',
    says: 'line 2: channels.hook.key is missing — write the key that the service gave you',
  },
  {
    yaml: 'channels:\n  hook: {kind: webhook, url: "https://a.example.com"}\n',
    says: [
      'line 2: channels.hook.url is unknown — did you mean `urls`?',
      'line 2: channels.hook.urls is missing — write the addresses to post to',
    ],
  },
  {
    yaml: 'channels:\n  hook: {kind: webhook, urls: ["ftp://a.example.com/secret"], secret: short}\n',
    says: [
      'line 2: channels.hook.urls — write an address such as https://alerts.example.com/hook, without a user and a password in it',
      'line 2: channels.hook.secret — write at least 16 characters',
    ],
  },
  {
    yaml: 'channels:\n  ops: {kind: fax}\n',
    says: 'line 2: channels.ops.kind: "fax" — write one of discord, telegram, console, call, discord-webhook, email, file, slack, sms, webhook',
  },
])('$yaml is refused', async ({ yaml, says }) => {
  expect(await refused({ yaml })).toEqual([says].flat().map((one) => `tocsin.yaml ${one}`));
});

describe('whom a channel calls', () => {
  const TOKENS = 'DISCORD_TOKEN=discord-token\nTELEGRAM_BOT_TOKEN=123:telegram-token\n';
  const yamlOf = (kind: string, mention: string) =>
    `channels:\n  ops: {kind: ${kind}, ${kind === 'discord' ? 'channel' : 'chat'}: "1", mention: ${mention}}\n`;

  test.each([
    { kind: 'discord', mention: '"77"', called: { critical: ['<@&77>'] } },
    { kind: 'discord', mention: '77', called: { critical: ['<@&77>'] } },
    {
      kind: 'discord',
      mention: '{error: "77", emergency: ["77", "<@11>"]}',
      called: { error: ['<@&77>'], emergency: ['<@&77>', '<@11>'] },
    },
    { kind: 'telegram', mention: '["@ana_ops", 222]', called: { critical: ['@ana_ops', '222'] } },
    { kind: 'telegram', mention: '{warning: "@ana_ops"}', called: { warning: ['@ana_ops'] } },
  ])('$kind $mention', async ({ kind, mention, called }) => {
    const { config } = await accepted({ yaml: yamlOf(kind, mention), env: TOKENS });
    expect(config.channels[0]?.mention).toEqual(called);
  });

  test.each([
    { kind: 'discord', mention: '"@everyone"' },
    { kind: 'discord', mention: '"<@&77> @here"' },
    { kind: 'discord', mention: '[]' },
    { kind: 'discord', mention: '{fatal: "77"}' },
    { kind: 'telegram', mention: '"ana"' },
    { kind: 'telegram', mention: `[${Array.from({ length: 21 }, (_, at) => at).join(', ')}]` },
  ])('$kind $mention is refused with what to write', async ({ kind, mention }) => {
    const said = await refused({ yaml: yamlOf(kind, mention), env: TOKENS });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      /^tocsin.yaml line 2: channels.ops.mention.* — write (the id of a|names such|one of info, warning|at most 20)/,
    );
  });
});
