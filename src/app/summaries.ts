import type { Reply } from '../chat/reply.ts';
import type { Config, ReportPeriod } from '../config/config.ts';
import type { Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import { dateIn, startOfDay } from '../report/day.ts';
import type { PeriodKind } from '../report/period/period.ts';
import type { Job } from '../schedule/calendar.ts';
import type { Store } from '../store/ports.ts';

const KINDS: Readonly<Record<ReportPeriod, PeriodKind>> = {
  daily: 'day',
  overnight: 'overnight',
  weekly: 'week',
  monthly: 'month',
};

/** Which report is wanted; `target` null: of all. */
export interface ReportAsked {
  readonly kind: PeriodKind;
  readonly date: string;
  readonly zone: string;
  readonly target: string | null;
  readonly signal: AbortSignal;
}

/** Makes a report; null where its target is watched no more. */
export type MakeReport = (asked: ReportAsked) => Promise<Reply | null>;

/** The reports as calendar jobs: each is made once and queued for its channels. */
export function summaryJobs(deps: {
  readonly config: Pick<Config, 'reports'>;
  readonly store: Pick<Store, 'outbox'>;
  readonly report: MakeReport;
  now(): number;
  /** Channels that a name stands for at a moment: of a person themselves, of a rota whoever is on call. */
  reached(name: string, at: Instant): readonly string[];
  /** Channels that were linked by a code. */
  linked(): readonly string[];
  queued(): void;
}): readonly Job[] {
  const { config, store } = deps;
  return config.reports.map(({ period, target = null, at, zone, ...report }, index) => ({
    name: `${period === 'daily' ? 'daily-summary' : `${period}-report`}-${index + 1}`,
    at,
    zone,
    async run(planned, signal) {
      const date = period === 'overnight' ? dateIn(zone, planned) : summarised(zone, planned);
      const reply = await deps.report({ kind: KINDS[period], date, zone, target, signal });
      if (reply === null) return;
      const to = report.to.flatMap((name) => deps.reached(name, deps.now()));
      const channels = new Set([...to, ...(report.linked ? deps.linked() : [])]);
      for (const channel of channels) {
        // Named by the day, so that it comes once however often it is made.
        const key = `${period}-${index + 1}-${date}-${channel}`;
        await store.outbox.queue({ key, channel, body: JSON.stringify(reply) }, deps.now());
      }
      deps.queued();
    },
  }));
}

/** In the morning people want to know how it was up to the day before; in the evening, with this one. */
function summarised(zone: string, planned: Instant): string {
  const today = dateIn(zone, planned);
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit' });
  const isMorning = Number(hour.format(planned)) < 12;
  return isMorning ? dateIn(zone, startOfDay(zone, today) - HOUR) : today;
}
