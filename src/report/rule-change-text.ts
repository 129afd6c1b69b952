import type { Block } from '../chat/reply.ts';
import { line } from '../chat/reply.ts';
import type { Backtest } from '../model/backtest.ts';
import type { Rule } from '../model/rule.ts';
import { DAY } from '../model/time.ts';
import { counted, grouped } from './state-text.ts';

type Tested =
  | { readonly kind: 'problem'; readonly problem: string }
  | { readonly kind: 'tested'; readonly test: Backtest };

/** What a rule would have done in the last days, beside what the one that it replaces would have. */
export function wouldHaveFired(after: Tested, before: Tested | null): readonly Block[] {
  if (after.kind === 'problem') return [];
  const { test } = after;
  const days = counted(Math.round((test.to - test.from) / DAY), 'day');
  const [own] = test.tried;
  if (!own || own.judged === own.unknown) {
    return [line(`Nothing is stored to judge it by in the last ${days}.`, 'warning')];
  }
  const now = before?.kind === 'tested' ? before.test.tried[0] : undefined;
  const beside = now && now.judged > 0 ? ` As it is now: ${times(now.fired.length)}.` : '';
  const cut = test.cut === null ? '' : ' That took too long to look at all of it.';
  const count = own.fired.length;
  const often = count === 0 ? 'never have fired' : `have fired ${times(count)}`;
  const text = `In the last ${days} it would ${often}.${beside}${cut}`;
  return [line(text, own.fired.length === 0 ? 'good' : 'info')];
}

function times(count: number): string {
  if (count === 0) return 'never';
  return count === 1 ? 'once' : `${grouped(count)} times`;
}

/** A rule of the file has one level, also where it takes the place of one that has more. */
export function lostLevels({ name, levels }: Rule, next: Rule | null): readonly Block[] {
  if (next === null || next.levels.length >= levels.length) return [];
  const lost = levels.filter(({ severity }) => severity !== next.levels[0].severity);
  const which = lost.map(({ severity, when }) => `${severity} if ${when}`).join(', ');
  return [line(`${name} loses a level: ${which}.`, 'warning')];
}
