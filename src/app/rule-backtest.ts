import { setImmediate as breathe } from 'node:timers/promises';
import { advise, calmer, markedOf } from '../alert/backtest/advise.ts';
import { backtest } from '../alert/backtest/backtest.ts';
import { limitsAround, ruleWithLimit } from '../alert/backtest/neighbours.ts';
import type { Past } from '../alert/backtest/past.ts';
import { compileRule } from '../alert/compile.ts';
import type { BacktestAsked, Backtested, LiveCount, RuleView } from '../chat/rule-desk.ts';
import { names } from '../expression/names.ts';
import { parseCondition } from '../expression/parse.ts';
import type { UnitOf } from '../expression/units.ts';
import type { Unit } from '../model/metric.ts';
import type { Rule } from '../model/rule.ts';
import type { RuleAdvice } from '../model/rule-advice.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { DAY, MINUTE } from '../model/time.ts';
import type { Samples } from '../store/ports.ts';
import type { DeskParts } from './desks.ts';
import { asRule, conditionProblem } from './tried-rule.ts';

/** Targets on which one backtest looks. */
const TRIED = 200;
/** That of a rule that says nothing of it. */
const COOLDOWN = 5 * MINUTE;

/** What a rule, or an expression as one, would have done over what is stored, with the limits next to its own. */
export async function backtestOf(
  parts: DeskParts,
  views: readonly RuleView[],
  asked: BacktestAsked,
  signal: AbortSignal,
): Promise<Backtested> {
  const { live, clock } = parts;
  const { text, change, days } = asked;
  const view = views.find((one) => one.rule.name === text);
  const catalogue = live.catalogue();
  const isText = typeof text === 'string' && !view;
  const problem = isText ? conditionProblem(text, catalogue.unitOf) : null;
  const wrong = problem ?? clearProblem(change.clear ?? null);
  if (wrong !== null) return { kind: 'problem', problem: wrong };
  const given = typeof text === 'string' ? { ...asRule(text), cooldown: COOLDOWN } : text;
  const rule = { ...(view?.rule ?? given), ...change };
  const around = limitsOf(rule, catalogue.unitOf);
  const to = clock.now();
  const from = to - days * DAY;
  const test = await backtest(
    { past: pastOf(parts.samples), monotonic: clock.monotonic, breathe: () => breathe() },
    {
      targets: targetsOf(parts, view?.targets ?? rule.targets, asked.target),
      rules: [rule, ...around.rules].map((one) => compileRule(one, catalogue.canonical)),
      ...{ from, to, signal },
      limits: asked.time === undefined ? {} : { time: asked.time },
    },
  );
  const real = view && (await liveCount(parts, view, { ...asked, from, to }));
  return { kind: 'tested', rule, test, limits: around.limits, live: real ?? null };
}

function clearProblem(clear: string | null): string | null {
  const parsed = clear === null ? null : parseCondition(clear);
  return parsed?.kind === 'problem'
    ? `clear, character ${parsed.position + 1}: ${parsed.message}`
    : null;
}

/** Unit of the only metric that its weakest level reads. */
function unitFor(rule: Rule, unitOf: UnitOf): Unit {
  const [{ when }] = rule.levels;
  const expression = parseCondition(when);
  const [metric = '', ...others] = expression.kind === 'expression' ? names(expression) : [];
  return others.length === 0 ? (unitOf(metric) ?? 'none') : 'none';
}

function limitsOf(rule: Rule, unitOf: UnitOf) {
  const [{ when }] = rule.levels;
  const unit = unitFor(rule, unitOf);
  const tried = limitsAround(when, unit).flatMap((limit) => {
    const other = ruleWithLimit(rule, limit);
    return other === null ? [] : [{ limit, rule: other }];
  });
  return { limits: tried.map(({ limit }) => limit), rules: tried.map((one) => one.rule) };
}

function targetsOf(
  { live }: DeskParts,
  own: readonly string[] | null,
  name: string | null,
): readonly Target[] {
  const isMeant = (target: Target) => {
    if (name !== null) return target.name === name;
    return own === null ? target.name !== live.self.name : own.includes(target.name);
  };
  return [...live.targets(), live.self].filter(isMeant).slice(0, TRIED);
}

async function liveCount(
  { store }: DeskParts,
  { rule: { name } }: RuleView,
  span: { readonly from: Instant; readonly to: Instant; readonly target: string | null },
): Promise<LiveCount> {
  const all = await store.alerts.between(span.from, span.to, null);
  const own = all.filter(({ rule, state, targetName }) => {
    if (rule !== name || (span.target !== null && targetName !== span.target)) return false;
    return state.kind !== 'pending' && state.firedAt !== null && state.firedAt >= span.from;
  });
  return {
    fired: own.length,
    taken: own.filter(({ state, life }) => state.kind === 'acknowledged' || life.taken !== null)
      .length,
    noise: own.filter(({ life }) => life.noise !== null).length,
  };
}

/** Days of marked alerts from which is learnt: as long as points are kept. */
const LEARNT = 30;

/** How a rule could be written so that it makes less noise. */
export async function adviceFor(
  parts: DeskParts,
  { rule, targets }: RuleView,
  signal: AbortSignal,
): Promise<RuleAdvice> {
  const { live, clock, store, samples } = parts;
  const { unitOf, canonical } = live.catalogue();
  const to = clock.now();
  const from = to - LEARNT * DAY;
  const alerts = await store.alerts.between(from, to, null);
  const own = alerts.filter((one) => one.rule === rule.name);
  const marked = markedOf(own);
  const rules = calmer(rule, unitFor(rule, unitOf));
  const { tried } = await backtest(
    { past: pastOf(samples), monotonic: clock.monotonic, breathe: () => breathe() },
    {
      targets: targetsOf(parts, targets, null).filter(({ name }) =>
        marked.some(({ target }) => target === name),
      ),
      rules: [rule, ...rules].map((one) => compileRule(one, canonical)),
      ...{ from, to, signal },
    },
  );
  return advise({ rules, tried, marked, fired: own.length, days: LEARNT });
}

/** Stored samples as a backtest reads them. */
function pastOf(samples: Pick<Samples, 'series' | 'points' | 'query'>): Past {
  return {
    series: samples.series,
    points: samples.points,
    async counts(metric, { targets, from, to }) {
      const [first, last] = [Math.floor(from / DAY), Math.floor(to / DAY)];
      if (last <= first) return [];
      const when = { from: (first + 1) * DAY, to: last * DAY, step: DAY };
      const aggregate = { fn: 'sum', by: ['target'] } as const;
      const asked = { metric, target: null, fn: 'count', window: DAY, aggregate, when } as const;
      const { series } = await samples.query(asked);
      const counts = new Map<Instant, number>();
      for (const { target, points } of series) {
        if (target === null || !targets.includes(target)) continue;
        for (const { at, value } of points) {
          counts.set(at - DAY, (counts.get(at - DAY) ?? 0) + value);
        }
      }
      return [...counts].map(([day, count]) => ({ day, count }));
    },
  };
}
