import { and, desc, eq } from 'drizzle-orm';
import type { JobStore, SettingStore } from '../ports.ts';
import type { Context } from './context.ts';
import { jobRuns, settings } from './schema.ts';

export function jobStore({ db, read, write }: Context): JobStore {
  return {
    claim: (job, slot, at) =>
      write('claim a job', () => {
        const run = { job, slot, claimedAt: at };
        return db.insert(jobRuns).values(run).onConflictDoNothing().run().changes === 1;
      }),

    finish: (job, slot, { at, error }) =>
      write('finish a job', () => {
        db.update(jobRuns)
          .set({ finishedAt: at, error })
          .where(and(eq(jobRuns.job, job), eq(jobRuns.slot, slot)))
          .run();
      }),

    lastRun: (job) =>
      read('read the last run of a job', () => {
        const run = db
          .select()
          .from(jobRuns)
          .where(eq(jobRuns.job, job))
          .orderBy(desc(jobRuns.slot))
          .limit(1)
          .get();
        if (!run) return null;
        const { slot, claimedAt: startedAt, finishedAt, error } = run;
        return { slot, startedAt, finishedAt, error };
      }),
  };
}

export function settingStore({ db, read, write }: Context): SettingStore {
  return {
    get: (key) =>
      read('read a setting', () => {
        const row = db.select().from(settings).where(eq(settings.key, key)).get();
        return row?.value ?? null;
      }),

    set: (key, value) =>
      write('store a setting', () => {
        db.insert(settings)
          .values({ key, value })
          .onConflictDoUpdate({ target: settings.key, set: { value } })
          .run();
      }),
  };
}
