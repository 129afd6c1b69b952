import type { Config } from '../config/config.ts';
import type { TargetPause } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import { dailyReport } from '../report/daily.ts';
import { dateIn, startOfDay } from '../report/day.ts';
import type { Job } from '../schedule/calendar.ts';
import type { Samples, Store } from '../store/ports.ts';
import type { CheckBook } from './check-book.ts';

/** The daily summaries as calendar jobs: each is made once and queued for its channels. */
export function summaryJobs(deps: {
  readonly config: Pick<Config, 'reports'>;
  readonly store: Store;
  readonly samples: Samples;
  /** How checks stand; none unless given. */
  readonly checks?: Pick<CheckBook, 'views'> | undefined;
  /** The pause of a target that is in force. */
  paused(target: number): TargetPause | null;
  now(): number;
  /** Channels that a name stands for at a moment: of a person themselves, of a rota whoever is on call. */
  reached(name: string, at: Instant): readonly string[];
  /** Channels that were linked by a code. */
  linked(): readonly string[];
  queued(): void;
}): readonly Job[] {
  const { config, store, samples } = deps;
  return config.reports.map((report, index) => ({
    name: `daily-summary-${index + 1}`,
    at: report.at,
    zone: report.zone,
    async run(planned) {
      const watched = await store.targets.list();
      const targets = watched.map((one) => ({ ...one, paused: deps.paused(one.id) }));
      const { scores, alerts, rounds } = store;
      const date = summarised(report.zone, planned);
      const reply = await dailyReport(
        { scores, alerts, rounds, series: samples, checks: store.checks },
        { targets, checks: deps.checks?.views() ?? [], date, zone: report.zone, now: deps.now() },
      );
      const to = report.to.flatMap((name) => deps.reached(name, deps.now()));
      const channels = new Set([...to, ...(report.linked ? deps.linked() : [])]);
      for (const channel of channels) {
        // Named by the day, so that it comes once however often it is made.
        const key = `daily-${index + 1}-${date}-${channel}`;
        await store.outbox.queue({ key, channel, body: JSON.stringify(reply) }, deps.now());
      }
      deps.queued();
    },
  }));
}

/** In the morning people want to know how the day before was; in the evening, how this one was. */
function summarised(zone: string, planned: Instant): string {
  const today = dateIn(zone, planned);
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit' });
  const isMorning = Number(hour.format(planned)) < 12;
  return isMorning ? dateIn(zone, startOfDay(zone, today) - HOUR) : today;
}
