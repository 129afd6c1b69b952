import { and, asc, desc, eq, gte, lt, lte, sql } from 'drizzle-orm';
import type { Score } from '../../model/score.ts';
import type { ScoreStore } from '../ports.ts';
import type { Context } from './context.ts';
import { latestScores, scores } from './schema.ts';

const COLUMNS = {
  target: scores.target,
  at: scores.at,
  score: scores.score,
  status: scores.status,
  factors: scores.factors,
  unknown: scores.unknown,
};

export function scoreStore({ db, read, write }: Context): ScoreStore {
  const latest = latestOf(db);
  const { append, replace } = writesOf(db);
  const before = db
    .select(COLUMNS)
    .from(scores)
    .where(and(eq(scores.target, sql.placeholder('target')), lte(scores.at, sql.placeholder('at'))))
    .orderBy(desc(scores.at), desc(scores.id))
    .limit(1)
    .prepare();

  function addPast(score: Score): void {
    const { target, at } = score;
    const known = before.get({ target, at });
    if (!known || (known.at !== at && gist(known) !== gist(score))) append.run({ ...score });
    const newest = latest.get({ target });
    if (!newest || newest.at < at) replace.run({ ...score });
  }

  return {
    latest: (target) => read('read the score', () => latest.get({ target }) ?? null),

    at: (target, at) =>
      read('read a score', () => {
        const newest = latest.get({ target });
        return newest && newest.at <= at ? newest : (before.get({ target, at }) ?? null);
      }),

    history: (target, from, to) =>
      read('read the scores', () =>
        db
          .select(COLUMNS)
          .from(scores)
          .where(and(eq(scores.target, target), gte(scores.at, from), lt(scores.at, to)))
          .orderBy(asc(scores.at), asc(scores.id))
          .all(),
      ),

    add: (past) =>
      write('add scores of the past', () => {
        for (const score of past) addPast(score);
      }),
  };
}

/** Writes a score inside a unit of work: always the newest, and the history when something changed. */
export function scoreWriter(db: Context['db']): (score: Score) => void {
  const latest = latestOf(db);
  const { append, replace } = writesOf(db);
  return (score) => {
    const known = latest.get({ target: score.target });
    const row = { ...score };
    if (!known || gist(known) !== gist(score)) append.run(row);
    replace.run(row);
  };
}

function writesOf(db: Context['db']) {
  const value = sql.placeholder;
  const columns = {
    target: value('target'),
    at: value('at'),
    score: value('score'),
    status: value('status'),
    factors: value('factors'),
    unknown: value('unknown'),
  };
  const append = db.insert(scores).values(columns).prepare();
  const replace = db
    .insert(latestScores)
    .values(columns)
    .onConflictDoUpdate({
      target: latestScores.target,
      set: {
        at: sql`excluded.at`,
        score: sql`excluded.score`,
        status: sql`excluded.status`,
        factors: sql`excluded.factors`,
        unknown: sql`excluded.unknown`,
      },
    })
    .prepare();
  return { append, replace };
}

/** What makes a score another one; the values behind its factors move all the time. */
function gist({ score, status, factors, unknown }: Score): string {
  return JSON.stringify([score, status, factors.map(({ name }) => name), unknown]);
}

function latestOf(db: Context['db']) {
  return db
    .select()
    .from(latestScores)
    .where(eq(latestScores.target, sql.placeholder('target')))
    .prepare();
}
