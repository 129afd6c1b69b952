import type { Block } from '../../chat/reply.ts';
import { line } from '../../chat/reply.ts';
import { formatDuration, formatValue } from '../../model/format.ts';
import { onlyOf, type PeriodFacts } from '../period/facts.ts';
import type { PeriodReaders } from '../period/readers.ts';
import { counted, grouped } from '../state-text.ts';
import { roundsText } from './health-trend.ts';
import type { HeldBack } from './held.ts';

const SECOND = 1_000;

function roundsOf(all: { readonly measured: number; readonly missed: number }): string {
  const planned = all.measured + all.missed;
  if (planned === 0) return 'no round was planned';
  return `${grouped(all.measured)} of ${counted(planned, 'round')} measured (${roundsText(all)})`;
}

/** That the monitor itself worked, in one line: what it measured and told, how late, how large it is, its backup. */
export async function proof(
  { samples, self, backups }: Pick<PeriodReaders, 'samples' | 'self' | 'backups'>,
  facts: PeriodFacts,
  { held }: HeldBack,
): Promise<{ readonly blocks: readonly Block[]; readonly data: unknown }> {
  const { targets, alerts, period, now } = facts;
  const all = { measured: 0, missed: 0 };
  for (const { rounds } of targets) {
    all.measured += rounds.measured;
    all.missed += rounds.missed;
  }
  const over = (metric: string, fn: 'count' | 'max', target: number | null) =>
    samples.query({
      ...{ metric, fn, target, window: period.range.to - period.range.from },
      when: { at: period.range.to },
    });
  const [runs, lag, { databaseBytes }, kept] = await Promise.all([
    over('check.latency_ms', 'count', onlyOf(facts)),
    over('self.outbox_oldest_s', 'max', null),
    self(),
    backups?.list() ?? null,
  ]);
  const checks = runs.series.reduce((sum, { points }) => sum + (points.at(-1)?.value ?? 0), 0);
  const waited = lag.series[0]?.points.at(-1)?.value ?? null;
  const backup = kept?.kept[0]?.at ?? null;
  const sentences = [
    roundsOf(all),
    ...(checks > 0 ? [`${counted(checks, 'answer')} of checks`] : []),
    `${counted(alerts.length, 'alert')}`,
    held.length === 0 ? 'nothing was held back' : `${grouped(held.length)} held back`,
    waited === null
      ? 'no message waited'
      : `a message waited ${formatDuration(waited * SECOND)} at most`,
    `database ${formatValue(databaseBytes, 'bytes')}`,
    backup === null ? 'no backup yet' : `newest backup ${formatDuration(now - backup)} old`,
  ];
  const isClear = alerts.length === 0 && all.missed === 0 && all.measured > 0;
  const text = `${isClear ? 'All clear. ' : ''}Tocsin itself: ${sentences.join(', ')}.`;
  return {
    blocks: [line(text, isClear ? 'good' : 'muted')],
    data: {
      ...{ rounds: all, check_runs: checks, alerts: alerts.length, held: held.length },
      ...{ longest_wait_s: waited, database_bytes: databaseBytes },
      backup_age_s: backup === null ? null : Math.round((now - backup) / SECOND),
    },
  };
}
