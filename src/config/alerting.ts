import type { Matcher } from '../model/silence.ts';
import type { AlertMatch } from './alerting-schema.ts';
import { SettingsEntry } from './alerting-schema.ts';
import type { AlertSettings, Config } from './config.ts';
import type { FileRead } from './entries.ts';

/** What holds when `settings` says nothing. */
export const DEFAULT_ALERTING: AlertSettings = toSettings(SettingsEntry.parse({}));

/** How alerts are gathered, repeated and held back; `zone` is that of windows that give none. */
export function alerting(
  { entries }: FileRead,
  zone: string,
): Pick<Config, 'alerting' | 'inhibit' | 'maintenance'> {
  const [settings] = entries.settings;
  return {
    alerting: settings === undefined ? DEFAULT_ALERTING : toSettings(settings.value),
    inhibit: entries.inhibit.map(({ value }) => ({
      when: toMatcher(value.when),
      mute: toMatcher(value.mute),
      same: [...new Set(value.same)],
    })),
    maintenance: entries.maintenance.map(({ value }) => ({
      name: value.name,
      at: value.at,
      zone: value.zone ?? zone,
      duration: value.duration,
      matcher: toMatcher(value.match),
      by: null,
    })),
  };
}

function toSettings(value: ReturnType<typeof SettingsEntry.parse>): AlertSettings {
  return {
    groupWait: value.group_wait,
    groupBy: value.group_by,
    storm: value.storm,
    remind: value.remind,
    escalation: value.escalation ?? null,
    ackExpires: value.ack_expires,
    failOver: value.fail_over,
    startupGrace: value.startup_grace,
    quorum: value.quorum,
  };
}

function toMatcher(match: AlertMatch): Matcher {
  const { target = null, rule = null, severity = null, labels } = match;
  return { target, rule, severity, labels, fingerprint: null };
}
