import type { Alert } from '../../model/alert.ts';
import { formatValue } from '../../model/format.ts';
import type { Rule } from '../../model/rule.ts';
import type { Instant } from '../../model/time.ts';
import { DAY, HOUR } from '../../model/time.ts';
import { unitIn } from '../measured.ts';
import type { Advice, AdviceRequest, Adviser } from './advice.ts';
import { confidenceOf } from './advice.ts';
import type { AdviceReaders } from './readers.ts';

/** Days in which a rule that is open for this share of the time always fires. */
const DAYS = 7;
const ALWAYS = 0.8;
/** Days of data in which a limit was never come near, and how far away that is. */
const NEVER_DAYS = 30;
const NEEDED = 14;
const OF_A_DAY = 20;
const FAR = 2;
/** Rules whose limits are looked at. */
const MOST_RULES = 60;
/** A condition that is one comparison. */
const SIMPLE = /^\s*([a-z_][\w.]*)\s*(>=?|<=?)\s*(-?\d+(?:\.\d+)?)\s*$/i;

/** Limits that are always broken, and those that nothing ever comes near. */
export const limits: Adviser = async (readers, request) => [
  ...(await always(readers, request)),
  ...(await never(readers, request)),
];

async function always(
  { alerts }: AdviceReaders,
  { targets, now }: AdviceRequest,
): Promise<Advice[]> {
  const from = now - DAYS * DAY;
  const names = new Map(targets.map(({ id, name }) => [id, name]));
  const all = (await alerts.touching(from, now, null)).filter(({ target }) => names.has(target));
  const groups = Map.groupBy(all, ({ fingerprint }) => fingerprint);
  return [...groups.values()].flatMap((own): Advice[] => {
    const [first] = own;
    const open = own.reduce((sum, one) => sum + openFor(one, { from, now }), 0);
    if (!first || open < ALWAYS * DAYS * DAY) return [];
    const { rule, targetName } = first;
    return [
      {
        ...{ kind: 'always fires', severity: 'warning', target: targetName },
        text: `${rule} of ${targetName} was open for ${(open / DAY).toFixed(1)} of the last ${DAYS} days: mend what it tells of, or move its limit`,
        ...{ confidence: 'high', basis: `${DAYS} days of alerts` },
        shownBy: suggestion(first),
      },
    ];
  });
}

function suggestion({ rule, evidence, targetName }: Alert) {
  const { metric, limit } = evidence;
  if (metric === null || typeof limit !== 'number')
    return { command: 'rules', input: `show ${rule}` };
  return { command: 'thresholds', input: `suggest ${metric} ${targetName}` };
}

function openFor({ state }: Alert, { from, now }: { from: Instant; now: Instant }): number {
  if (state.kind === 'pending' || state.firedAt === null) return 0;
  const end = state.kind === 'resolved' ? state.at : now;
  return Math.max(0, end - Math.max(from, state.firedAt));
}

async function never(
  readers: AdviceReaders,
  { targets, now, signal }: AdviceRequest,
): Promise<Advice[]> {
  const ids = new Set(targets.map(({ id }) => id));
  const names = new Set(targets.map(({ name }) => name));
  const rules = ((await readers.ruleDesk?.list()) ?? [])
    .filter(({ off, targets: judged }) => off === null && judged.some((name) => names.has(name)))
    .slice(0, MOST_RULES);
  const found: Advice[] = [];
  for (const { rule } of rules) {
    signal?.throwIfAborted();
    found.push(...(await neverOf(readers, rule, { ids, now })));
  }
  return found;
}

async function neverOf(
  { samples, metrics = [] }: AdviceReaders,
  { name, levels: [{ when }] }: Rule,
  { ids, now }: { readonly ids: ReadonlySet<number>; readonly now: Instant },
): Promise<Advice[]> {
  const [, metric = '', operator = '', number = ''] = SIMPLE.exec(when) ?? [];
  const unit = unitIn(metrics, metric);
  const limit = Number(number);
  // What ends at 100, or at 1, has its limits near the end, however far away it is now.
  if (metric === '' || unit === 'percent' || unit === 'ratio' || limit <= 0) return [];
  if (metric === 'health.score') return [];
  const isAbove = operator.startsWith('>');
  const to = Math.floor(now / HOUR) * HOUR;
  const [ends, days] = await Promise.all([
    samples.query({
      ...{ metric, target: null, fn: isAbove ? 'max' : 'min', window: NEVER_DAYS * DAY },
      when: { at: to },
    }),
    samples.query({
      ...{ metric, target: null, fn: 'count', window: DAY },
      when: { from: to - (NEVER_DAYS - 1) * DAY, to, step: DAY },
    }),
  ]);
  const own = <One extends { target: number | null }>(all: readonly One[]) =>
    all.filter(({ target }) => target !== null && ids.has(target));
  const values = own(ends.series).flatMap(({ points }) => points.map(({ value }) => value));
  const measured = Math.max(
    0,
    ...own(days.series).map(({ points }) => points.filter(({ value }) => value >= OF_A_DAY).length),
  );
  if (values.length === 0 || measured < NEEDED) return [];
  const nearest = values.reduce((a, b) => (isAbove ? Math.max(a, b) : Math.min(a, b)));
  if (isAbove ? nearest * FAR > limit : nearest < limit * FAR) return [];
  return [
    {
      ...{ kind: 'never fires', severity: 'info', target: null },
      text: `${name} cannot have fired: the ${isAbove ? 'highest' : 'lowest'} ${metric} of ${measured} days is ${formatValue(nearest, unit)}, its limit ${operator} ${formatValue(limit, unit)}`,
      ...{ confidence: confidenceOf(measured, 21, 30), basis: `${measured} days` },
      shownBy: { command: 'thresholds', input: `suggest ${metric}` },
    },
  ];
}
