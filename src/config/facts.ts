import type { AlertmanagerPlace } from '../model/alertmanager.ts';
import type { EngineAddress } from '../model/container.ts';
import type { EventMapping } from '../model/event.ts';
import type { Export } from '../model/export.ts';
import type { Rota } from '../model/rota.ts';
import type { Rule } from '../model/rule.ts';
import type { Labels } from '../model/sample.ts';
import type { Maintenance, Matcher } from '../model/silence.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts';
import type {
  Config,
  Inhibition,
  Limits,
  MetricConfig,
  PersonConfig,
  QuietHours,
  ReportConfig,
  Route,
  TargetConfig,
} from './config.ts';
import { clockText } from './quiet.ts';
import { layerText } from './rotas.ts';

/** Something configured as people read it: keys of the file with their values, the most telling first. */
export type Facts = Readonly<Record<string, string | Hidden | null>>;

/** A value that is compared and never shown. */
export interface Hidden {
  readonly hidden: string;
}

export function targetFacts(target: TargetConfig): Facts {
  const { kind, interval, labels, preset, parent, ssh, silentAfter, containers, docker } = target;
  return {
    kind,
    host: ssh?.host ?? null,
    preset,
    interval: span(interval),
    labels: labelText(labels),
    parent,
    silent_after: silentAfter === undefined ? null : span(silentAfter),
    ...(docker && engineFacts(docker)),
    ...containerFacts(containers),
    ...logFacts(target),
    ...actionFacts(target),
    port: ssh === null ? null : String(ssh.port),
    user: ssh?.user ?? null,
    key: ssh?.keyFile ?? null,
    passphrase: hidden(ssh?.passphrase ?? null),
    password: hidden(ssh?.password ?? null),
    agent: ssh?.agent ?? null,
    host_key: ssh?.hostKey ?? null,
    known_hosts: ssh?.knownHosts ?? null,
    ...declaredFacts(target.declared),
    jump: ssh?.jumps?.map(({ user, host, port: at }) => `${user}@${host}:${at}`).join(', ') ?? null,
  };
}

function engineFacts(docker: EngineAddress): Facts {
  if (docker.kind === 'socket') return { engine: `unix://${docker.path}` };
  const { host, port, tls } = docker;
  return { engine: `tcp://${host}:${port}`, ca: tls?.ca ?? null, cert: tls?.cert ?? null };
}

function containerFacts(watch: TargetConfig['containers']): Facts {
  if (watch === undefined) return {};
  if (watch === null) return { containers: 'none' };
  return {
    include: list(watch.include) ?? 'all',
    exclude: list(watch.exclude),
    expected: list(watch.expected),
    'container engine': watch.engine,
  };
}

/** Commands and pages may hold secrets. */
function declaredFacts(declared: TargetConfig['declared']): Facts {
  const probes = (declared?.probes ?? []).map((probe) => [
    `probe ${probe.name}`,
    { hidden: JSON.stringify(probe) },
  ]);
  return { path: declared?.path ?? null, ...Object.fromEntries(probes) };
}

function logFacts({ logs = [], patterns = [] }: TargetConfig): Facts {
  const places = logs.map(({ name, format, from }) => {
    const place = from.kind === 'file' ? from.path : `container ${from.container}`;
    return `${name} (${place}, ${format})`;
  });
  const wanted = patterns.map(
    ({ name, match, severity }) => `${name} (${match}, ${severity ?? 'counted'})`,
  );
  return { logs: list(places), patterns: list(wanted) };
}

/** Commands may hold secrets. */
function actionFacts({ actions = [] }: TargetConfig): Facts {
  return Object.fromEntries(
    actions.map((one) => [`action ${one.name}`, { hidden: JSON.stringify(one) }]),
  );
}

export function ruleFacts(rule: Rule): Facts {
  const [first, ...more] = rule.levels;
  return {
    when: first.when,
    severity: first.severity,
    ...Object.fromEntries(more.map(({ severity, when }) => [`when ${severity}`, when])),
    for: span(rule.for),
    clear: rule.clear,
    'clear for': rule.clearFor === 0 ? null : span(rule.clearFor),
    type: rule.type,
    cooldown: span(rule.cooldown),
    escalate: orNever(rule.escalate),
    escalation: rule.escalation ?? null,
    remind: orNever(rule.remind),
    message: rule.message,
    labels: labelText(rule.labels),
    runbook: rule.runbook,
    targets: list(rule.targets),
    channels: list(rule.channels),
  };
}

export function eventFacts(mapping: EventMapping): Facts {
  const { type, when = null } = mapping;
  if ('alert' in mapping) {
    const { message, severity, type: kind, by = [] } = mapping.alert;
    return { type, alert: message, when, severity, kind, by: list(by) };
  }
  const by = list(mapping.by ?? []);
  return 'counter' in mapping
    ? { type, counter: mapping.counter, when, value: mapping.value ?? null, by }
    : { type, histogram: mapping.histogram, when, field: mapping.field, by };
}

export function routeFacts(route: Route): Facts {
  const { match, to, between, routes = [] } = route;
  const { severity, target, rule, labels, type = null } = match;
  return {
    to: list(to),
    severity: `>=${severity}`,
    type,
    target,
    rule,
    labels: labelText(labels),
    escalation: route.escalation ?? null,
    between: between === undefined ? null : hoursText(between),
    ...Object.fromEntries(routes.flatMap((one, index) => innerRoute(one, `route ${index + 1}`))),
  };
}

/** A route in another, and those in it, each as one line. */
function innerRoute(route: Route, name: string): [string, string][] {
  const { to, severity, ...facts } = routeFacts({ ...route, routes: [] });
  const said = Object.entries(facts).flatMap(([key, fact]) =>
    typeof fact === 'string' ? [`${key} ${fact}`] : [],
  );
  const own = list([`severity ${severity}`, ...said, ...(route.continue ? ['continue'] : [])]);
  return [
    [name, `${own} to ${to ?? 'nobody'}`],
    ...(route.routes ?? []).flatMap((one, index) => innerRoute(one, `${name}.${index + 1}`)),
  ];
}

export function reportFacts({ period, target, at, zone, to, linked }: ReportConfig): Facts {
  return {
    period,
    ...(target !== undefined && { target }),
    at,
    zone,
    to: list(to),
    'linked chats': linked ? 'yes' : 'no',
  };
}

export function personFacts(person: PersonConfig): Facts {
  const { role, discord, telegram, email = null, phone = null, zone } = person;
  return { role, discord, telegram, email, phone: hidden(phone), zone };
}

export function rotaFacts({ zone, layers, announce }: Rota): Facts {
  const lines = layers.map((one, index) => [`layer ${index + 1}`, layerText(one)]);
  return { ...Object.fromEntries(lines), zone, announce };
}

export function inhibitionFacts({ when, mute, same }: Inhibition): Facts {
  return { when: matchText(when, '>='), mute: matchText(mute, '<='), same: list(same) };
}

export function maintenanceFacts({ at, duration, zone, matcher }: Maintenance): Facts {
  return { at, duration: span(duration), zone, match: matchText(matcher, '<=') };
}

export function exportFacts({ place, metrics, targets, labels }: Export): Facts {
  const { kind, url, login } = place;
  return {
    kind,
    url,
    ...(kind === 'influx' && place.into),
    metrics: list(metrics),
    targets: list(targets),
    labels: labelText(labels),
    user: login.kind === 'password' ? login.user : null,
    login: login.kind === 'none' ? null : { hidden: JSON.stringify(login) },
  };
}

export function alertmanagerFacts({ url, login, writesSilences }: AlertmanagerPlace): Facts {
  return {
    url,
    write_silences: String(writesSilences),
    login: login.kind === 'none' ? null : { hidden: JSON.stringify(login) },
  };
}

export function metricFacts({ said, retention }: MetricConfig): Facts {
  const { tags = [], aliases = [], bands = [] } = said;
  return {
    unit: said.unit ?? null,
    type: said.type ?? null,
    title: said.title ?? null,
    category: said.category ?? null,
    explanation: said.explanation ?? null,
    tags: list(tags),
    aliases: list(aliases),
    bands: list(
      bands.map(({ level, of, operator, limit }) => `${level} ${of} ${operator} ${limit}`),
    ),
    key: said.isKey ? 'yes' : null,
    retention: retention === null ? null : span(retention),
  };
}

export function storageFacts({ storage }: Config): Facts {
  return {
    hours: span(storage.hours),
    limit: storage.limit === null ? null : bytes(storage.limit),
    written_per_day: bytes(storage.writtenPerDay),
    series_per_target: String(storage.seriesPerTarget),
    series_total: String(storage.seriesTotal),
    logs: span(storage.logs),
    logs_size: bytes(storage.logBytes),
  };
}

export function limitFacts(limits: Limits): Facts {
  return Object.fromEntries(
    Object.entries(limits).flatMap(([what, { warning, critical }]) => [
      [`${what} warning`, `${warning} %`],
      [`${what} critical`, `${critical} %`],
    ]),
  );
}

export function settingFacts(config: Config): Facts {
  const { alerting, zone, retention, backup, plugins, heartbeatUrl } = config;
  return {
    group_wait: span(alerting.groupWait),
    group_by: alerting.groupBy,
    storm: String(alerting.storm),
    remind: orNever(alerting.remind),
    escalation: alerting.escalation,
    ack_expires: orNever(alerting.ackExpires),
    fail_over: span(alerting.failOver),
    startup_grace: span(alerting.startupGrace),
    quorum: list(alerting.quorum),
    plugins,
    'time zone': zone,
    retention: span(retention),
    'backup folder': backup.folder,
    backups: `${backup.at}, newest ${backup.keep} kept`,
    'heartbeat address': hidden(heartbeatUrl),
  };
}

/** A duration to the last unit, so that two that differ read differently: `1 min 30 s`. */
export function span(milliseconds: number): string {
  const parts: string[] = [];
  let rest = milliseconds;
  for (const [unit, size] of Object.entries({ d: DAY, h: HOUR, min: MINUTE, s: SECOND, ms: 1 })) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** A size to the last byte. */
function bytes(count: number): string {
  return count % 1e6 === 0 ? `${count / 1e6} MB` : `${count} B`;
}

export function hoursText({ from, to, zone }: QuietHours): string {
  return `${clockText(from)}-${clockText(to)} ${zone}`;
}

function orNever(milliseconds: number | null): string {
  return milliseconds === null ? 'never' : span(milliseconds);
}

function hidden(value: string | null): Hidden | null {
  return value === null ? null : { hidden: value };
}

export function list(values: readonly string[] | null): string | null {
  return values === null || values.length === 0 ? null : values.join(', ');
}

function labelText(labels: Labels): string | null {
  const parts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return list(parts.sort());
}

function matchText({ target, rule, severity, labels }: Matcher, sign: '>=' | '<='): string {
  const parts = Object.entries({ target, rule, labels: labelText(labels) }).flatMap(
    ([key, value]) => (value === null ? [] : [`${key} ${value}`]),
  );
  return (
    list([...parts, ...(severity === null ? [] : [`severity ${sign}${severity}`])]) ?? 'everything'
  );
}
