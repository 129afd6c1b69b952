import type { Reply } from '../../chat/reply.ts';
import { refuse } from '../../chat/reply.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import { dateIn, readDay } from '../day.ts';
import type { FactsRequest } from './facts.ts';
import { PERIODS, type PeriodKind, periodOf } from './period.ts';

const KINDS: ReadonlyMap<string, PeriodKind> = new Map(
  Object.entries<PeriodKind>({
    ...{ day: 'day', overnight: 'overnight', week: 'week', month: 'month' },
    ...{ daily: 'day', night: 'overnight', weekly: 'week', monthly: 'month' },
  }),
);
const SHOWN = 20;

export type AskedPeriod =
  | {
      readonly kind: 'asked';
      readonly request: FactsRequest;
      /** What was typed, for a command line. */
      readonly typed: string;
    }
  | { readonly kind: 'refused'; readonly reply: Reply };

/** Reads words in any order: a period, a day, a target. */
export async function askedPeriod(
  given: readonly (string | undefined)[],
  context: {
    readonly targets: { list(): Promise<readonly Target[]> };
    readonly zone: string;
    readonly now: Instant;
  },
): Promise<AskedPeriod> {
  const { zone, now } = context;
  const words = given.filter((word) => word !== undefined);
  const all = await context.targets.list();
  const asked: { kind?: PeriodKind; date?: string; target?: Target } = {};
  for (const word of words) {
    const kind = KINDS.get(word.toLowerCase());
    const day = readDay(word, zone, now);
    const target = all.find(({ name }) => name.toLowerCase() === word.toLowerCase());
    // A target may bear any name: then its name is meant.
    if (target) asked.target = target;
    else if (kind) asked.kind = kind;
    else if (day.kind === 'day') asked.date = day.date;
    else return { kind: 'refused', reply: refuse(noSuchWord(word, day.why, all)) };
  }
  const { kind = 'day', date = dateIn(zone, now), target } = asked;
  const request = {
    ...{ targets: target ? [target] : all, isOne: target !== undefined },
    ...{ period: periodOf(kind, { date, zone, now }), zone, now },
  };
  return { kind: 'asked', request, typed: words.join(' ') };
}

function noSuchWord(word: string, why: string, targets: readonly Target[]): string {
  if (/^\d{4}-/.test(word)) return why;
  const names = targets.slice(0, SHOWN).map(({ name }) => name);
  const known = names.length === 0 ? '' : `, or a target: ${names.join(', ')}`;
  return `“${word.slice(0, 32)}” is no period, day or target: write ${PERIODS.join(', ')}, today, yesterday, a date such as 2026-01-31${known}.`;
}
