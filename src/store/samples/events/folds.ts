import type { AppEvent } from '../../../model/event.ts';
import type {
  Asked,
  EventAnswers,
  EventFilter,
  EventQuestion,
} from '../../../model/event-question.ts';
import type { Instant } from '../../../model/time.ts';
import { percentileOf } from '../functions.ts';
import { heatmap } from './heatmap.ts';
import type { Fold } from './scan.ts';
import { sessions } from './sessions.ts';

/** Different values of a field that are told apart; those that come beyond are counted together. */
const MOST_VALUES = 100_000;

/** What gathers the answer to a question. */
export function foldOf(question: EventQuestion, span: EventFilter): Fold<EventAnswers[Asked]> {
  switch (question.ask) {
    case 'count':
      return count();
    case 'figures':
      return figures(question.field);
    case 'top':
      return top(question.field, question.limit);
    case 'share':
      return share(question.field, question.value);
    case 'distinct':
      return distinct(question.field);
    case 'sessions':
      return sessions(question.field, question.gap, MOST_VALUES);
    case 'heatmap':
      return heatmap(question.zone);
    case 'series':
      return series(span, question.step);
    case 'list':
      return list(question.limit);
    default:
      return question satisfies never;
  }
}

function count(): Fold<EventAnswers['count']> {
  let all = 0;
  return {
    add() {
      all++;
    },
    answer: () => ({ count: all, isWhole: true }),
  };
}

function figures(field: string): Fold<EventAnswers['figures']> {
  const values: number[] = [];
  return {
    add(seen) {
      const value = seen.field(field);
      if (typeof value === 'number') values.push(value);
    },
    answer() {
      const sorted = Float64Array.from(values).sort();
      const { length } = sorted;
      const sum = sorted.reduce((total, value) => total + value, 0);
      const run = { at: sorted, values: sorted, length };
      return {
        ...{ count: length, sum, avg: length === 0 ? null : sum / length },
        ...{ min: sorted[0] ?? null, max: sorted[length - 1] ?? null },
        p50: percentileOf(run, 0.5),
        p95: percentileOf(run, 0.95),
        p99: percentileOf(run, 0.99),
        isWhole: true,
      };
    },
  };
}

function top(field: string | null, limit: number): Fold<EventAnswers['top']> {
  const values = new Map<string, { count: number; last: Instant }>();
  let all = 0;
  let isWhole = true;
  return {
    add(seen) {
      const value = field === null ? seen.type : seen.field(field);
      if (value === undefined || value === null) return;
      all++;
      const known = values.get(String(value));
      if (known) {
        known.count++;
        known.last = Math.max(known.last, seen.at);
      } else if (values.size < MOST_VALUES) values.set(String(value), { count: 1, last: seen.at });
      else isWhole = false;
    },
    answer() {
      const sorted = [...values].sort(
        ([one, a], [other, b]) => b.count - a.count || b.last - a.last || (one < other ? -1 : 1),
      );
      const shown = sorted
        .slice(0, limit)
        .map(([value, own]) => ({ value, ...own, share: own.count / all }));
      const listed = shown.reduce((sum, one) => sum + one.count, 0);
      return { values: shown, count: all, rest: all - listed, isWhole };
    },
  };
}

function share(field: string, wanted: string): Fold<EventAnswers['share']> {
  let all = 0;
  let matching = 0;
  return {
    add(seen) {
      const value = seen.field(field);
      if (value === undefined || value === null) return;
      all++;
      if (String(value) === wanted) matching++;
    },
    answer: () => ({
      ...{ share: all === 0 ? null : matching / all, matching, count: all },
      isWhole: true,
    }),
  };
}

function distinct(field: string): Fold<EventAnswers['distinct']> {
  const values = new Set<string>();
  let isWhole = true;
  return {
    add(seen) {
      const value = seen.field(field);
      if (value === undefined || value === null) return;
      if (values.size < MOST_VALUES) values.add(String(value));
      else isWhole &&= values.has(String(value));
    },
    answer: () => ({ distinct: values.size, isWhole }),
  };
}

function series({ from, to }: EventFilter, step: number): Fold<EventAnswers['series']> {
  const counts = new Array<number>(Math.ceil((to - from) / step)).fill(0);
  return {
    add({ at }) {
      const index = Math.floor((at - from) / step);
      counts[index] = (counts[index] ?? 0) + 1;
    },
    answer: () => ({ counts, isWhole: true }),
  };
}

function list(limit: number): Fold<EventAnswers['list']> {
  let newest: AppEvent[] = [];
  const trim = () => {
    newest = newest.sort((one, other) => other.at - one.at).slice(0, limit);
  };
  return {
    add(seen) {
      newest.push(seen.event());
      if (newest.length >= 2 * limit) trim();
    },
    answer() {
      trim();
      return { events: newest, isWhole: true };
    },
    done(at) {
      trim();
      return newest.length === limit && at <= (newest.at(-1)?.at ?? 0);
    },
  };
}
