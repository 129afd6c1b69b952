import { and, asc, eq, gt, gte, isNull, lt, or, sql } from 'drizzle-orm';
import type { Round } from '../../model/sample.ts';
import { HOUR, type Instant } from '../../model/time.ts';
import type { RoundStore } from '../ports.ts';
import type { Context } from './context.ts';
import { gaps, roundCounts, roundsLatest } from './schema.ts';
import { scoreWriter } from './scores.ts';

type Missed = Extract<Round, { kind: 'missed' }>;

/** Rounds are counted per hour of the clock: `count` covers every hour that touches its span. */
export function roundStore({ db, read, write }: Context): RoundStore {
  const statements = prepare(db);
  const writeScore = scoreWriter(db);

  return {
    record: (round, score) =>
      write('store a round', () => {
        if (round.kind === 'measured') recordMeasured(round);
        else recordMissed(round);
        if (score) writeScore(score);
      }),

    endGap: (target, at) =>
      write('end a gap', () => {
        statements.closeGap.run({ target, at });
      }),

    last: (target) => read('read the last round', () => statements.last.get({ target }) ?? null),

    gaps: (target, from, to) =>
      read('read the gaps', () =>
        db
          .select({ target: gaps.target, from: gaps.from, to: gaps.to, reason: gaps.reason })
          .from(gaps)
          .where(
            and(eq(gaps.target, target), lt(gaps.from, to), or(isNull(gaps.to), gt(gaps.to, from))),
          )
          .orderBy(asc(gaps.from))
          .all(),
      ),

    count: (target, from, to) =>
      read('count the rounds', () => {
        const row = statements.counted.get({ target, from: hourOf(from), to });
        return { measured: row?.measured ?? 0, missed: row?.missed ?? 0 };
      }),
  };

  function recordMeasured({ target, at, took }: Round): void {
    statements.latest.run({ target, at, ok: true, took, detail: '' });
    statements.count.run({ target, hour: hourOf(at), measured: 1, missed: 0 });
    statements.closeGap.run({ target, at });
  }

  function recordMissed({ target, at, took, reason, detail }: Missed): void {
    statements.latest.run({ target, at, ok: false, took, detail: detail || reason });
    statements.count.run({ target, hour: hourOf(at), measured: 0, missed: 1 });
    statements.openGap.run({ target, at, reason: detail || reason });
  }
}

function hourOf(at: Instant): Instant {
  return Math.floor(at / HOUR) * HOUR;
}

function prepare(db: Context['db']) {
  return { ...roundWrites(db), ...gapWrites(db), ...roundReads(db) };
}

function roundWrites(db: Context['db']) {
  const value = sql.placeholder;
  return {
    latest: db
      .insert(roundsLatest)
      .values({
        target: value('target'),
        at: value('at'),
        ok: value('ok'),
        took: value('took'),
        detail: value('detail'),
      })
      .onConflictDoUpdate({
        target: roundsLatest.target,
        set: {
          at: sql`excluded.at`,
          ok: sql`excluded.ok`,
          took: sql`excluded.took`,
          detail: sql`excluded.detail`,
        },
      })
      .prepare(),
    count: db
      .insert(roundCounts)
      .values({
        target: value('target'),
        hour: value('hour'),
        measured: value('measured'),
        missed: value('missed'),
      })
      .onConflictDoUpdate({
        target: [roundCounts.target, roundCounts.hour],
        set: {
          measured: sql`${roundCounts.measured} + excluded.measured`,
          missed: sql`${roundCounts.missed} + excluded.missed`,
        },
      })
      .prepare(),
  };
}

function gapWrites(db: Context['db']) {
  const value = sql.placeholder;
  return {
    openGap: db
      .insert(gaps)
      .values({ target: value('target'), from: value('at'), reason: value('reason') })
      .onConflictDoNothing()
      .prepare(),
    // The clock may have been set back while the gap lasted.
    closeGap: db
      .update(gaps)
      .set({ to: sql`max(${gaps.from}, ${value('at')})` })
      .where(and(eq(gaps.target, value('target')), isNull(gaps.to)))
      .prepare(),
  };
}

function roundReads(db: Context['db']) {
  const value = sql.placeholder;
  return {
    last: db
      .select({ at: roundsLatest.at, ok: roundsLatest.ok, detail: roundsLatest.detail })
      .from(roundsLatest)
      .where(eq(roundsLatest.target, value('target')))
      .prepare(),
    counted: db
      .select({
        measured: sql<number>`coalesce(sum(${roundCounts.measured}), 0)`,
        missed: sql<number>`coalesce(sum(${roundCounts.missed}), 0)`,
      })
      .from(roundCounts)
      .where(
        and(
          eq(roundCounts.target, value('target')),
          gte(roundCounts.hour, value('from')),
          lt(roundCounts.hour, value('to')),
        ),
      )
      .prepare(),
  };
}
