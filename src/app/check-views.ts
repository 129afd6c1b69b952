import type { CheckSwitch, CheckView } from '../model/check.ts';
import { noLabels } from '../model/sample.ts';
import type { CheckBook, CheckBookDeps, OwnCheck } from './check-book.ts';
import { needsOf } from './check-needs.ts';
import { type CheckStates, standing } from './check-states.ts';

/** How checks are seen: by people, by scores and by alerts. */
export function checkViews(
  book: CheckStates,
  { clock, switches }: Pick<CheckBookDeps, 'clock' | 'switches'>,
): Pick<CheckBook, 'view' | 'views' | 'facts' | 'needsOf' | 'overBecause' | 'isGone'> {
  const { state } = book;
  const isOf = (name: string, metric: string) =>
    metric.startsWith('check.') || book.given.get(name)?.has(metric) === true;
  const view = (own: OwnCheck): CheckView => ({
    id: own.id,
    check: own.check,
    state: state(own),
    off: own.check.off ? (switches?.of(own.check.name) ?? 'configured') : null,
  });

  return {
    view,
    views: () => book.all.map(view),
    facts(target) {
      const facts = (book.byTarget.get(target) ?? []).flatMap((one) => [
        ...standing(one.check.name, state(one)),
        ...(book.objectives.get(one.check.name) ?? []),
      ]);
      const ups = facts.filter(({ metric }) => metric === 'check.up');
      const down = ups.filter(({ value }) => value === 0).length;
      const share = { metric: 'checks.down_percent', labels: noLabels() };
      return ups.length === 0 ? [] : [...facts, { ...share, value: (100 * down) / ups.length }];
    },
    needsOf({ evidence: { metric }, labels: { name }, targetName }) {
      const own = metric === null ? undefined : book.byName.get(name ?? '');
      if (own?.check.target !== targetName || !isOf(own.check.name, metric ?? '')) return null;
      return needsOf(own, { all: book.all, state, recovered: book.recovered, now: clock.now() });
    },
    overBecause({ evidence: { metric }, labels: { name } }) {
      if (metric === null || name === undefined) return null;
      if (!isOf(name, metric)) return null;
      if (book.former.has(name)) return 'the check is configured no more';
      const own = book.byName.get(name);
      if (own?.check.off === true) return offNote(switches?.of(name) ?? null);
      return book.anew.get(name) ?? aimless(own, metric);
    },
    isGone(metric, { name }) {
      if (!/^(check|slo)\./.test(metric) || name === undefined) return false;
      return book.former.has(name) || book.byName.get(name)?.check.off === true;
    },
  };
}

function aimless(own: OwnCheck | undefined, metric: string): string | null {
  if (own?.check.slo !== null || !metric.startsWith('slo.')) return null;
  return 'the check has no objective any more';
}

function offNote(by: CheckSwitch | null): string {
  return by === null ? 'the check is switched off' : `${by.by.name} switched the check off`;
}
