import type { ConfigChange } from '../model/config-change.ts';
import { channelFacts } from './channel-facts.ts';
import { checkFacts } from './check-facts.ts';
import type { Config } from './config.ts';
import { escalationFacts } from './escalation-facts.ts';
import type { Facts, Hidden } from './facts.ts';
import {
  alertmanagerFacts,
  eventFacts,
  exportFacts,
  inhibitionFacts,
  limitFacts,
  maintenanceFacts,
  metricFacts,
  personFacts,
  reportFacts,
  rotaFacts,
  routeFacts,
  ruleFacts,
  settingFacts,
  storageFacts,
  targetFacts,
} from './facts.ts';
import { masker } from './mask.ts';

export interface Difference {
  readonly changes: readonly ConfigChange[];
  /** Names of targets that are watched no more. */
  readonly removedTargets: readonly string[];
  /** What differs and only a restart can change, e.g. `Discord token`. */
  readonly restart: readonly string[];
}

/** Facts that are enough to say what was added. */
const TELLING = 2;

/** What a person should read before and after a reload. No secret of either configuration is in it. */
export function difference(before: Config, after: Config): Difference {
  const secrets = [...before.secrets, ...after.secrets];
  const both = { before, after, secrets };
  const left = new Set(after.targets.map(({ name }) => name));
  const mask = masker(secrets);
  const changes = [
    ...named(both, 'target', ({ targets }) => byName(targets, targetFacts)),
    ...named(both, 'check', ({ checks }) => byName(checks, checkFacts)),
    ...named(both, 'rule', ({ rules }) => byName(rules, ruleFacts)),
    ...named(
      both,
      'metric',
      ({ metrics }) => new Map(metrics.map((one) => [one.said.name, metricFacts(one)])),
    ),
    ...unnamed(both, 'event', ({ events }) => events.map(eventFacts)),
    ...named(both, 'channel', ({ channels }) => byName(channels, channelFacts)),
    ...unnamed(both, 'route', ({ routes }) => routes.map(routeFacts)),
    ...named(both, 'escalation', ({ escalations }) => byName(escalations, escalationFacts)),
    ...unnamed(both, 'report', ({ reports }) => reports.map(reportFacts)),
    ...named(both, 'person', ({ people }) => byName(people, personFacts)),
    ...named(both, 'rota', ({ rotas }) => byName(rotas, rotaFacts)),
    ...named(both, 'maintenance', ({ maintenance }) => byName(maintenance, maintenanceFacts)),
    ...named(both, 'Alertmanager', (one) => byName(one.alertmanagers, alertmanagerFacts)),
    ...named(both, 'export', ({ exports }) => byName(exports, exportFacts)),
    ...unnamed(both, 'inhibit', ({ inhibit }) => inhibit.map(inhibitionFacts)),
    ...changed('settings', settingFacts(before), { to: settingFacts(after), secrets }),
    ...changed('storage', storageFacts(before), { to: storageFacts(after), secrets }),
    ...changed('limits', limitFacts(before.limits), { to: limitFacts(after.limits), secrets }),
  ];
  return {
    changes: changes.map((one) => ({ ...one, what: mask(one.what), detail: mask(one.detail) })),
    removedTargets: before.targets.map(({ name }) => name).filter((name) => !left.has(name)),
    restart: needRestart(before, after),
  };
}

interface Both {
  readonly before: Config;
  readonly after: Config;
  readonly secrets: readonly string[];
}

function byName<T extends { readonly name: string }>(
  all: readonly T[],
  facts: (one: T) => Facts,
): Map<string, Facts> {
  const found = new Map<string, Facts>();
  for (const one of all) {
    // People of .env are called by their ids, which two platforms may both use.
    const name = found.has(one.name) ? `${one.name} (2)` : one.name;
    found.set(name, facts(one));
  }
  return found;
}

function named(
  { before, after, secrets }: Both,
  noun: string,
  of: (config: Config) => ReadonlyMap<string, Facts>,
): ConfigChange[] {
  const was = of(before);
  const is = of(after);
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) =>
    changeOf(`${noun} ${name}`, was.get(name), { to: is.get(name), secrets }),
  );
}

/** What has no name is the same when it says the same; the rest is compared in its order, by its place from 1. */
function unnamed(
  { before, after, secrets }: Both,
  noun: string,
  of: (config: Config) => readonly Facts[],
): ConfigChange[] {
  const [was, is] = [of(before), of(after)].map((all) =>
    all.map((facts, index) => ({ facts, place: index + 1, text: JSON.stringify(facts) })),
  ) as [Placed[], Placed[]];
  const gone = without(was, is);
  const come = without(is, was);
  return Array.from({ length: Math.max(gone.length, come.length) }).flatMap((_, index) => {
    const [old, now] = [gone[index], come[index]];
    const place = now?.place ?? old?.place;
    return changeOf(`${noun} ${place}`, old?.facts, { to: now?.facts, secrets });
  });
}

interface Placed {
  readonly facts: Facts;
  readonly place: number;
  readonly text: string;
}

/** Those of `all` that `others` does not have, counting each as often as it stands. */
function without(all: readonly Placed[], others: readonly Placed[]): Placed[] {
  const rest = others.map(({ text }) => text);
  return all.filter(({ text }) => {
    const at = rest.indexOf(text);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
}

function changeOf(
  what: string,
  from: Facts | undefined,
  { to, secrets }: { readonly to: Facts | undefined; readonly secrets: readonly string[] },
): ConfigChange[] {
  if (to === undefined) return from === undefined ? [] : [{ kind: 'removed', what, detail: '' }];
  if (from !== undefined) return changed(what, from, { to, secrets });
  const telling = Object.entries(to)
    .filter(([, fact]) => typeof fact === 'string')
    .slice(0, TELLING)
    .map(([key, fact]) => `${key}: ${shown(fact ?? null, secrets) ?? 'hidden'}`);
  return [{ kind: 'added', what, detail: telling.join(', ') }];
}

function changed(
  what: string,
  from: Facts,
  { to, secrets }: { readonly to: Facts; readonly secrets: readonly string[] },
): ConfigChange[] {
  const details = [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) => {
    const [was = null, is = null] = [from[key], to[key]];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    const [old, now] = [shown(was, secrets), shown(is, secrets)];
    return [`${key}: ${old === null || now === null ? 'changed' : `${old} → ${now}`}`];
  });
  return details.length === 0 ? [] : [{ kind: 'changed', what, detail: details.join(', ') }];
}

/** A value for people; null when it must not be shown. */
function shown(fact: string | Hidden | null, secrets: readonly string[]): string | null {
  if (fact === null) return 'none';
  if (typeof fact !== 'string') return null;
  return secrets.some((secret) => fact.includes(secret)) ? null : fact;
}

function needRestart(before: Config, after: Config): string[] {
  const parts: Readonly<Record<string, (config: Config) => unknown>> = {
    'data directory': ({ dataDir }) => dataDir,
    database: ({ databaseFile, samplesFile }) => [databaseFile, samplesFile],
    'analytics files': ({ mirror }) => mirror,
    'log level': ({ logLevel }) => logLevel,
    'HTTP address': ({ http }) => [http.enabled, http.host, http.port],
    'HTTP key': ({ http }) => http.key,
    'StatsD address': ({ statsd }) => statsd,
    'Discord token': ({ discord }) => discord?.token,
    'Discord server': ({ discord }) => discord?.guildId,
    'Discord API address': ({ discord }) => discord?.apiUrl,
    'Telegram token': ({ telegram }) => telegram?.token,
    'Telegram API address': ({ telegram }) => telegram?.apiRoot,
    'REPORT_TZ in Telegram and at the prompt': ({ zone }) => zone,
  };
  return Object.entries(parts)
    .filter(([, part]) => JSON.stringify([part(before)]) !== JSON.stringify([part(after)]))
    .map(([name]) => name);
}
