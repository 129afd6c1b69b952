import { durationText } from '../config/duration.ts';
import { SECOND } from '../model/time.ts';
import { fromConnection } from './connection.ts';
import type { Found, FoundCheck, LeftOut, Value } from './found.ts';
import { Secret } from './found.ts';
import { addressPart } from './hidden.ts';
import type { DockerHost } from './kuma-hosts.ts';
import { dockerEntry, grpcEntry, smtpEntry, snmpEntry } from './kuma-hosts.ts';
import { httpEntry } from './kuma-http.ts';
import type { KumaEntry, Monitor } from './kuma-row.ts';
import { maybe, textOf } from './kuma-row.ts';

/** What else its database holds, by the name of the table. */
export interface KumaMore {
  readonly notifications: number;
  readonly maintenances: number;
  readonly pages: number;
  readonly dockerHosts: readonly DockerHost[];
}

/** Seconds between beats of a monitor that says none. */
const INTERVAL = 60;
const MOST_FAILS = 20;

/** Keys of a monitor of one type; text says why it is not taken over. */
type Reader = (row: Monitor, more: KumaMore) => KumaEntry | string;

const READERS: Readonly<Record<string, Reader>> = {
  http: httpEntry,
  keyword: httpEntry,
  'json-query': httpEntry,
  port: (row) => ({
    entry: { kind: 'tcp', host: textOf(row, 'hostname'), port: row['port'] ?? '' },
  }),
  dns: dnsEntry,
  push: (row) => ({
    entry: { kind: 'push', period: everyOf(row), grace: everyOf(row) },
    lost: ['its address is another one: /check show tells it when Tocsin runs'],
  }),
  postgres: (row) => databaseEntry('postgres', row),
  mysql: (row) => databaseEntry('mysql', row),
  redis: redisEntry,
  mongodb: (row) => ({
    entry: { kind: 'mongodb', url: new Secret(textOf(row, 'database_connection_string')) },
    lost: ['database_query', 'json_path'].flatMap((key) =>
      textOf(row, key) === '' ? [] : [`${key}: such a check only asks for a ping`],
    ),
  }),
  mqtt: mqttEntry,
  ping: (row) => ({ entry: { kind: 'icmp', host: textOf(row, 'hostname') } }),
  docker: (row, { dockerHosts }) => dockerEntry(row, dockerHosts),
  'grpc-keyword': grpcEntry,
  snmp: snmpEntry,
  smtp: smtpEntry,
  'websocket-upgrade': (row) => ({
    entry: { kind: 'websocket', url: addressPart(textOf(row, 'url')) },
  }),
};

/** Types for which there is a kind of check that needs to know more than the monitor says. */
const BY_HAND: Readonly<Record<string, string>> = {
  rabbitmq: 'rabbitmq',
  'system-service': 'systemd',
};

function unread(type: string): string {
  const kind = BY_HAND[type];
  if (kind === undefined) return `there is no check of the type ${type}`;
  return `it is not read: write a check of kind \`${kind}\``;
}

/** Monitors as checks, with what is not taken over. */
export function fromKuma(rows: readonly Monitor[], more: KumaMore): Found {
  const checks: FoundCheck[] = [];
  const left: LeftOut[] = [];
  for (const row of rows) {
    const read = monitorOf(row, rows, more);
    if (typeof read === 'string') left.push({ what: named(row), why: read });
    else checks.push(read);
  }
  return { checks, left: [...left, ...leftOf(more)] };
}

function leftOf({ notifications, maintenances, pages }: KumaMore): LeftOut[] {
  const counted = (count: number, what: string, why: string) =>
    count === 0 ? [] : [{ what: `${count} ${what}`, why }];
  return [
    ...counted(
      notifications,
      'notifications',
      'write `channels:` and `routes:` for whom alerts go to',
    ),
    ...counted(maintenances, 'maintenances', 'write `maintenance:`, or say /maintenance add'),
    ...counted(pages, 'status pages', 'there are none here'),
  ];
}

function named(row: Monitor): string {
  return `${textOf(row, 'type')} “${textOf(row, 'name')}”`;
}

function monitorOf(row: Monitor, rows: readonly Monitor[], more: KumaMore): FoundCheck | string {
  const about = { name: textOf(row, 'name'), id: String(row['id']) };
  const type = textOf(row, 'type');
  const off = row['active'] === 0 ? true : undefined;
  if (type === 'group') {
    const of = rows.filter((one) => one['parent'] === row['id']).map((one) => String(one['id']));
    return { ...about, entry: { kind: 'group', off }, of, lost: [] };
  }
  if (row['upside_down'] === 1) return 'it is well when it fails: there is no check like that';
  const read = Object.hasOwn(READERS, type) ? READERS[type]?.(row, more) : undefined;
  if (read === undefined) return unread(type);
  if (typeof read === 'string') return read;
  const isPush = type === 'push';
  return {
    ...about,
    entry: { ...read.entry, ...(!isPush && timesOf(row)), off },
    lost: [...(read.lost ?? []), ...(row['proxy_id'] == null ? [] : ['its proxy: write `proxy:`'])],
  };
}

/** Interval, time-out and how often it may fail. */
function timesOf(row: Monitor): Readonly<Record<string, Value>> {
  const seconds = secondsOf(row);
  const timeout = Math.min(Number(row['timeout'] ?? 0), seconds, 60);
  return {
    interval: everyOf(row),
    timeout: timeout >= 0.1 ? durationText(Math.round(timeout * SECOND)) : undefined,
    fail_after: Math.min(MOST_FAILS, Math.max(0, Number(row['maxretries'] ?? 0)) + 1),
  };
}

function everyOf(row: Monitor): string {
  return durationText(secondsOf(row) * SECOND);
}

function secondsOf(row: Monitor): number {
  return Math.max(1, Math.round(Number(row['interval'] ?? INTERVAL)));
}

function dnsEntry(row: Monitor): KumaEntry {
  const [server = ''] = textOf(row, 'dns_resolve_server')
    .split(',')
    .map((one) => one.trim());
  const port = Number(row['port'] ?? 53);
  const host = server.includes(':') ? `[${server}]` : server;
  return {
    entry: {
      ...{ kind: 'dns', query: textOf(row, 'hostname'), type: maybe(row, 'dns_resolve_type') },
      server: server === '' || port === 53 ? server || undefined : `${host}:${port}`,
    },
    lost: conditionsOf(row),
  };
}

/** Conditions of version 2 are a language of their own. */
function conditionsOf(row: Monitor): string[] {
  const text = textOf(row, 'conditions');
  return text === '' || text === '[]' ? [] : ['its conditions: write `expect:`'];
}

function databaseEntry(kind: 'postgres' | 'mysql', row: Monitor): KumaEntry | string {
  const keys = fromConnection(textOf(row, 'database_connection_string'));
  if (keys === null) return 'its connection string is no address that can be read';
  // That of MySQL stands in a column of its own: https://github.com/louislam/uptime-kuma/blob/1.23.0/server/model/monitor.js
  const apart = kind === 'mysql' ? maybe(row, 'radius_password') : undefined;
  return {
    entry: {
      ...{ kind, ...keys, query: maybe(row, 'database_query') },
      ...(apart !== undefined && { password: new Secret(apart) }),
    },
    lost: conditionsOf(row),
  };
}

function redisEntry(row: Monitor): KumaEntry | string {
  const text = textOf(row, 'database_connection_string');
  const keys = fromConnection(text);
  if (keys === null) return 'its connection string is no address that can be read';
  const { database, ...others } = keys;
  const number = /^\d+$/.test(String(database)) ? Number(database) : undefined;
  return {
    entry: { kind: 'redis', ...others, database: number, tls: /^rediss:/.test(text) || undefined },
  };
}

function mqttEntry(row: Monitor): KumaEntry {
  const [, scheme = '', host = ''] = /^(?:(\w+):\/\/)?(.*)$/.exec(textOf(row, 'hostname')) ?? [];
  const password = maybe(row, 'mqtt_password');
  const wanted = maybe(row, 'mqtt_success_message');
  const isJson = textOf(row, 'mqtt_check_type') === 'json-query';
  return {
    entry: {
      ...{ kind: 'mqtt', host, port: row['port'] ?? undefined, topic: maybe(row, 'mqtt_topic') },
      ...{ user: maybe(row, 'mqtt_username'), tls: scheme === 'mqtts' || undefined },
      password: password === undefined ? undefined : new Secret(password),
      expect:
        wanted === undefined || isJson ? undefined : `message.contains(${JSON.stringify(wanted)})`,
    },
    lost: isJson ? ['its query of JSON: write `expect:`'] : [],
  };
}
