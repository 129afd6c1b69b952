import type { Config } from '../config/config.ts';
import { dailyReport } from '../report/daily.ts';
import { dateIn } from '../report/day.ts';
import type { Job } from '../schedule/calendar.ts';
import type { Samples, Store } from '../store/ports.ts';

/** The daily summaries as calendar jobs: each is made once and queued for its channels. */
export function summaryJobs(deps: {
  readonly config: Config;
  readonly store: Store;
  readonly samples: Samples;
  now(): number;
  queued(): void;
}): readonly Job[] {
  const { config, store, samples } = deps;
  return config.reports.map((report, index) => ({
    name: `daily-summary-${index + 1}`,
    at: report.at,
    zone: report.zone,
    async run(planned) {
      const targets = await store.targets.list();
      const { scores, alerts, rounds } = store;
      const date = dateIn(report.zone, planned);
      const reply = await dailyReport(
        { scores, alerts, rounds, series: samples },
        { targets, date, zone: report.zone, now: deps.now() },
      );
      for (const channel of report.to) {
        const key = `daily-${index + 1}-${planned}-${channel}`;
        await store.outbox.queue({ key, channel, body: JSON.stringify(reply) }, deps.now());
      }
      deps.queued();
    },
  }));
}
