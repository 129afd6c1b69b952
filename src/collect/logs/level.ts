import type { LogLevel } from '../../model/log.ts';

const NAMES: Readonly<Record<string, LogLevel>> = {
  ...{ trace: 'debug', debug: 'debug', fine: 'debug' },
  ...{ info: 'info', information: 'info', notice: 'info', log: 'info' },
  ...{ warn: 'warning', warning: 'warning' },
  ...{ error: 'error', err: 'error', severe: 'error', exception: 'error' },
  ...{ critical: 'critical', crit: 'critical', fatal: 'critical', panic: 'critical' },
  ...{ emergency: 'critical', emerg: 'critical', alert: 'critical' },
};

/** Names of levels as they stand at the beginning of lines, as a piece of a pattern. */
export const WORDS =
  'TRACE|DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|SEVERE|CRITICAL|FATAL|PANIC|EMERG|ALERT|trace|debug|info|notice|warning|warn|error|critical|fatal|panic';

/** Severities of syslog by their numbers: https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1 */
const SYSLOG: readonly LogLevel[] = [
  ...(['critical', 'critical', 'critical', 'error'] as const),
  ...(['warning', 'info', 'info', 'debug'] as const),
];

/** By the name of a level, or by the number that syslog (0 to 7) or pino (10 to 60) gives it; null for anything else. */
export function levelOf(level: unknown): LogLevel | null {
  if (typeof level === 'string') return NAMES[level.toLowerCase()] ?? null;
  if (typeof level !== 'number') return null;
  if (level < 8) return SYSLOG[level] ?? null;
  // https://getpino.io/#/docs/api?id=loggerlevels-object
  if (level >= 60) return 'critical';
  if (level >= 50) return 'error';
  if (level >= 40) return 'warning';
  return level >= 30 ? 'info' : 'debug';
}
