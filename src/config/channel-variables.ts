import { z } from 'zod';
import { findChannelKind } from '../notify/kinds.ts';
import { ofRegistry } from './channels.ts';
import type { ChannelConfig, ConfigProblem } from './config.ts';
import type { Environment } from './environment.ts';
import type { Variables } from './variables.ts';

type Name = keyof Environment;

/** A channel that variables make: which key of its kind each is, under each name that it may have. */
interface ShortChannel {
  readonly name: string;
  readonly kind: string;
  /** Without these there is none. */
  readonly needs: readonly string[];
  readonly keys: Readonly<Record<string, readonly Name[]>>;
  /** Keys that are lists. */
  readonly lists?: readonly string[];
}

const PHONE = { needs: ['url', 'to'], lists: ['to'] } as const;

const SHORT: readonly ShortChannel[] = [
  {
    ...{ name: 'email', kind: 'email', needs: ['to'], lists: ['to'] },
    keys: {
      host: ['ALERT_EMAIL_SMTP', 'SMTP_SERVER', 'EMAIL_HOST'],
      port: ['ALERT_EMAIL_PORT', 'SMTP_PORT', 'EMAIL_PORT'],
      user: ['ALERT_EMAIL_USERNAME', 'SMTP_USERNAME', 'EMAIL_HOST_USER'],
      password: ['ALERT_EMAIL_PASSWORD', 'SMTP_PASSWORD', 'EMAIL_HOST_PASSWORD'],
      to: ['ALERT_EMAIL_RECIPIENTS', 'EMAIL_TO', 'ALERT_EMAIL'],
      from: ['EMAIL_FROM'],
      subject: ['ALERT_EMAIL_SUBJECT'],
      security: ['SMTP_USE_TLS'],
    },
  },
  {
    ...{ name: 'slack', kind: 'slack', needs: ['url'] },
    keys: { url: ['SLACK_WEBHOOK_URL'], channel: ['SLACK_CHANNEL'], format: ['SLACK_FORMAT'] },
  },
  {
    ...{ name: 'webhook', kind: 'webhook', needs: ['urls'], lists: ['urls'] },
    keys: {
      urls: ['ALERT_WEBHOOK_URL', 'WEBHOOK_URLS'],
      secret: ['WEBHOOK_SECRET'],
      timeout: ['WEBHOOK_TIMEOUT'],
    },
  },
  {
    ...{ name: 'discord-webhook', kind: 'discord-webhook', needs: ['url'] },
    keys: { url: ['ALERT_DISCORD_WEBHOOK'] },
  },
  { ...{ name: 'file', kind: 'file', needs: ['path'] }, keys: { path: ['LOG_FILE'] } },
  {
    ...{ name: 'sms', kind: 'sms', ...PHONE },
    keys: {
      url: ['SMS_PROVIDER_URL'],
      to: ['SMS_TO'],
      from: ['SMS_FROM'],
      user: ['SMS_USER'],
      password: ['SMS_PASSWORD'],
    },
  },
  {
    ...{ name: 'call', kind: 'call', ...PHONE },
    keys: {
      url: ['PHONE_PROVIDER_URL'],
      to: ['PHONE_TO'],
      from: ['PHONE_FROM'],
      user: ['PHONE_USER'],
      password: ['PHONE_PASSWORD'],
    },
  },
];

/** The usual server of the variables, which nothing else has to name. */
const GMAIL = 'smtp.gmail.com';

/** Channels that the variables alone make; one that is wrong is none, and `shortChannelProblems` says why. */
export function shortChannels(environment: Environment): ChannelConfig[] {
  return SHORT.flatMap((short) => {
    const read = readShort(short, environment);
    if (read === null || !read.success) return [];
    const made = ofRegistry(short.name, short.kind, read.data);
    return [{ ...made, quiet: null, pushesPerHour: null }];
  });
}

/** Variables of channels that are wrong, or that say the same thing twice. */
export function shortChannelProblems(
  environment: Environment,
  variables: Variables,
): ConfigProblem[] {
  return SHORT.flatMap((short) => [
    ...twice(short, environment, variables),
    ...wrong(short, environment, variables),
  ]);
}

/** Variables that say more of a channel that is not there, with what it would need. */
export function withoutChannel(environment: Environment): { name: string; needs: string }[] {
  return SHORT.flatMap((short) => {
    if (optionsOf(short, environment) !== null) return [];
    const missing = short.needs.filter((key) => given(short, key, environment) === undefined);
    const needs = short.keys[missing[0] ?? '']?.[0] ?? '';
    return Object.values(short.keys)
      .flat()
      .filter((name) => environment[name] !== undefined)
      .map((name) => ({ name, needs }));
  });
}

function readShort(short: ShortChannel, environment: Environment) {
  const options = optionsOf(short, environment);
  const kind = findChannelKind(short.kind);
  if (options === null || kind === undefined) return null;
  return z
    .strictObject(kind.keys)
    .superRefine((parsed, context) => {
      const found = kind.problem?.(parsed) ?? null;
      if (found === null) return;
      context.addIssue({ code: 'custom', path: [found.key], message: found.message });
    })
    .safeParse(options);
}

function optionsOf(
  short: ShortChannel,
  environment: Environment,
): Readonly<Record<string, unknown>> | null {
  const keys = Object.keys(short.keys).flatMap((key) => {
    const text = given(short, key, environment);
    return text === undefined ? [] : [[key, typed(short, key, text)] as const];
  });
  const options = Object.fromEntries(keys);
  if (short.needs.some((key) => options[key] === undefined)) return null;
  return short.kind === 'email' ? { host: GMAIL, ...options, ...securityOf(options) } : options;
}

/** That port is encrypted from the first byte: https://www.rfc-editor.org/rfc/rfc8314#section-3.3 */
function securityOf({ port, security }: Readonly<Record<string, unknown>>) {
  return port === '465' && security !== 'none' ? { security: 'tls' } : {};
}

function given({ keys }: ShortChannel, key: string, all: Environment): string | undefined {
  const environment = withSlackHook(all);
  const found = keys[key]?.map((name) => environment[name]).find((text) => text !== undefined);
  return found as string | undefined;
}

/** A hook of Slack's takes Slack's form, by whatever name it is given. */
function withSlackHook(environment: Environment): Environment {
  const { ALERT_WEBHOOK_URL: hook, ...others } = environment;
  const isSlack = hook?.startsWith('https://hooks.slack.com/') ?? false;
  if (!isSlack || others.SLACK_WEBHOOK_URL !== undefined) return environment;
  return { ...others, SLACK_WEBHOOK_URL: hook };
}

function typed({ lists = [] }: ShortChannel, key: string, text: string): unknown {
  if (lists.includes(key)) return listed(text);
  if (key === 'timeout') return /^[\d.]+$/.test(text) ? `${Number(text) * 1_000}ms` : text;
  if (key !== 'security') return text;
  return /^(false|0|no|off)$/i.test(text) ? 'none' : 'starttls';
}

/** `a, b`, or a list as JSON. */
function listed(text: string): readonly string[] {
  const inner = text.replace(/^\[(.*)\]$/s, '$1');
  return inner
    .split(/[,\n]/)
    .map((one) => one.trim().replace(/^"(.*)"$/, '$1'))
    .filter((one) => one !== '');
}

function twice(short: ShortChannel, environment: Environment, variables: Variables) {
  return Object.values(short.keys).flatMap((names) => {
    const set = names.filter((name) => environment[name] !== undefined);
    const [first, second] = set;
    if (first === undefined || second === undefined) return [];
    if (environment[first] === environment[second]) return [];
    const message = `${second} is another name of ${first}, and says something else — give one of the two`;
    return [{ ...variables.place(second), message }];
  });
}

function wrong(short: ShortChannel, environment: Environment, variables: Variables) {
  const read = readShort(short, environment);
  return (read?.error?.issues ?? []).map(({ path, message }) => {
    const names = short.keys[String(path[0])] ?? [];
    const name = names.find((one) => environment[one] !== undefined) ?? names[0] ?? short.name;
    return { ...variables.place(name), message: `${name} — ${message}` };
  });
}
