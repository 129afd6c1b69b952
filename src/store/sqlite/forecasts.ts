import { and, asc, desc, eq, isNotNull, isNull, lte } from 'drizzle-orm';
import type { Foretold } from '../../model/forecast.ts';
import type { ForecastStore } from '../forecast-port.ts';
import type { Context } from './context.ts';
import { OLD_FORECASTS, prune } from './prune.ts';
import { forecasts } from './schema-insight.ts';

type Row = typeof forecasts.$inferSelect;

const NEWEST = 1_000;

export function forecastStore(context: Context): ForecastStore {
  const { db, read, write } = context;
  return {
    put: (madeAt, made) =>
      write('store forecasts', () => {
        db.delete(forecasts).where(eq(forecasts.madeAt, madeAt)).run();
        for (const { target, ...one } of made) {
          db.insert(forecasts)
            .values({ ...one, targetId: target, madeAt })
            .run();
        }
      }),

    due: (now, limit) =>
      read('list forecasts that are due', () =>
        db
          .select()
          .from(forecasts)
          .where(and(isNull(forecasts.settledAt), lte(forecasts.dueAt, now)))
          .orderBy(asc(forecasts.dueAt), asc(forecasts.id))
          .limit(limit)
          .all()
          .map(toForetold),
      ),

    settle: (found, at) =>
      write('settle forecasts', () => {
        for (const { id, actual } of found) {
          db.update(forecasts).set({ actual, settledAt: at }).where(eq(forecasts.id, id)).run();
        }
      }),

    record: ({ target, metric }) =>
      read('see how forecasts turned out', () => {
        const rows = db
          .select()
          .from(forecasts)
          .where(
            and(
              isNotNull(forecasts.actual),
              target === null ? undefined : eq(forecasts.targetId, target),
              metric === null ? undefined : eq(forecasts.metric, metric),
            ),
          )
          .orderBy(desc(forecasts.madeAt))
          .limit(NEWEST)
          .all();
        return recordOf(rows, metric !== null);
      }),

    prune: (before) => prune(context, before, OLD_FORECASTS),
  };
}

function toForetold({
  actual: _,
  settledAt: __,
  targetId,
  ...one
}: Row): Foretold & { id: number } {
  return { ...one, target: targetId };
}

/** Errors of several metrics have no unit in common. */
function recordOf(rows: readonly Row[], isOneMetric: boolean) {
  const errors = rows
    .map(({ actual, expected }) => Math.abs((actual ?? 0) - expected))
    .sort((a, b) => a - b);
  const [half, many] = [errors.length >> 1, errors.length];
  const upper = errors[half] ?? null;
  const median = many % 2 === 1 || upper === null ? upper : (upper + (errors[half - 1] ?? 0)) / 2;
  return {
    settled: many,
    within: rows.filter(
      ({ actual, low, high }) => actual !== null && actual >= low && actual <= high,
    ).length,
    medianError: isOneMetric ? median : null,
  };
}
