import type { Evidence, Severity } from '../../model/alert.ts';
import { compareSeverity, NEW_LIFE, RULE } from '../../model/alert.ts';
import type { TriedRule, WouldBe } from '../../model/backtest.ts';
import type { Labels, Reading } from '../../model/sample.ts';
import { labelText } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { hasSettled } from '../flap.ts';
import type { CompiledRule, Verdict } from '../judge.ts';
import { GONE_AFTER, isMissing } from '../retire.ts';
import { resolved } from '../state.ts';
import type { Known, Stepped } from '../step.ts';
import { step } from '../step.ts';

/** The episode of one series, and what is to be told of it. */
interface Running extends Known {
  readonly labels: Labels;
  readonly evidence: Evidence;
  /** What it came to so far; null while it has not fired. */
  readonly told: Omit<WouldBe, 'worst'> | null;
  readonly firingSince: Instant | null;
  readonly missingSince: Instant | null;
}

/** Leads the episodes of one rule on one target, as the alerts are led, and counts what fires. */
export function tally(target: string, compiled: CompiledRule) {
  const { rule } = compiled;
  const running = new Map<string, Running>();
  const fired: WouldBe[] = [];
  let [tooShort, judged, unknown] = [0, 0, 0];

  function put(key: string, next: Running, at: Instant): void {
    const before = running.get(key);
    if (before && before.told !== null && next.told?.firedAt !== before.told.firedAt) {
      fired.push(closed(before, at));
    }
    running.set(key, next);
  }

  function take(verdict: Verdict, at: Instant): void {
    judged++;
    if (verdict.condition === 'unknown') unknown++;
    const key = labelText(verdict.labels);
    const known = calmed(running.get(key) ?? null, at);
    const stepped = step(known, verdict, { rule, at });
    if (stepped === null) {
      if (known && verdict.condition === true) running.set(key, worse(known, verdict));
      return;
    }
    if (isCancelled(stepped)) tooShort++;
    put(key, moved(target, { known, stepped, verdict, at }), at);
  }

  return {
    take,

    /** After a long time without data what waits to fire begins anew. */
    beginAnew(at: Instant): void {
      for (const [key, one] of running) {
        const { state } = one;
        if (state.kind === 'pending') running.set(key, { ...one, state: { ...state, since: at } });
      }
    },

    /** Ends what is about series that are reported no more. */
    endVanished(readings: readonly Omit<Reading, 'value'>[], at: Instant): void {
      for (const [key, one] of running) {
        const next = vanishing(one, readings, at);
        if (next !== one) running.set(key, next);
      }
    },

    count: () => fired.length,

    end(until: Instant): TriedRule {
      const open = [...running.values()].filter(({ told }) => told !== null);
      const all = [...fired, ...open.map((one) => closed(one, until))];
      return {
        fired: all.toSorted((a, b) => a.firedAt - b.firedAt),
        ...{ tooShort, judged, unknown },
      };
    },
  };
}

function calmed(known: Running | null, at: Instant): Running | null {
  if (known === null || !hasSettled(known.life, at)) return known;
  return { ...known, life: { ...known.life, flappingSince: null } };
}

/** Whether its condition ended before it fired for the first time. */
function isCancelled({ before, next }: Stepped<Running>): boolean {
  const isPending = before?.state.kind === 'pending' && before.state.again === undefined;
  return isPending && next.state.kind === 'resolved';
}

/** Over when its series is reported no more; the same object when nothing changes. */
function vanishing(
  one: Running,
  readings: readonly Omit<Reading, 'value'>[],
  at: Instant,
): Running {
  if (one.state.kind === 'resolved') return one;
  const since = isMissing(one, readings) ? (one.missingSince ?? at) : null;
  if (since === null || at - since < GONE_AFTER) {
    return since === one.missingSince ? one : { ...one, missingSince: since };
  }
  const state = resolved(one.state, { by: RULE, at, note: null });
  return { ...stopped(one, at), state, missingSince: null };
}

/** It fires no more since `at`. */
function stopped(one: Running, at: Instant): Running {
  const { told, firingSince } = one;
  if (told === null || firingSince === null) return one;
  const lasted = told.lasted + at - firingSince;
  return { ...one, firingSince: null, told: { ...told, lasted, endedAt: at } };
}

function closed(one: Running, until: Instant): WouldBe {
  const { told, firingSince, evidence } = one;
  if (told === null) throw new Error('only what has fired is told');
  const open = firingSince === null ? 0 : Math.max(0, until - firingSince);
  return { ...told, lasted: told.lasted + open, worst: evidence };
}

interface Move {
  readonly known: Running | null;
  readonly stepped: Stepped<Running>;
  readonly verdict: Verdict;
  readonly at: Instant;
}

function moved(target: string, { known, stepped, verdict, at }: Move): Running {
  const { before, next, severity } = stepped;
  const base: Running = {
    ...(before ?? FRESH),
    ...next,
    severity,
    labels: verdict.labels,
    evidence: before?.evidence ?? verdict.evidence,
    told: before === null ? null : (known?.told ?? null),
  };
  const seen = verdict.condition === true ? worse(base, verdict) : base;
  if (next.state.kind === 'resolved') return stopped(seen, at);
  if (next.state.kind !== 'firing') return seen;
  const told = toldOf(target, seen, { at, isBeginning: seen.firingSince === null });
  return { ...seen, firingSince: seen.firingSince ?? at, told };
}

const FRESH = {
  life: NEW_LIFE,
  told: null,
  firingSince: null,
  missingSince: null,
} as const;

function toldOf(
  target: string,
  { told, labels, severity, life }: Running,
  { at, isBeginning }: { readonly at: Instant; readonly isBeginning: boolean },
): Omit<WouldBe, 'worst'> {
  const isFlapping = life.flappingSince !== null;
  if (told === null) {
    return {
      ...{ target, labels, firedAt: at, endedAt: null, lasted: 0, again: 0 },
      ...{ flapped: isFlapping, severity },
    };
  }
  return {
    ...told,
    endedAt: null,
    again: told.again + Number(isBeginning),
    flapped: told.flapped || isFlapping,
    severity: stronger(told.severity, severity),
  };
}

function stronger(one: Severity, other: Severity): Severity {
  return compareSeverity(one, other) >= 0 ? one : other;
}

/** Keeps the value that is furthest beyond its limit. */
function worse<R extends Pick<Running, 'evidence'>>(one: R, { evidence }: Verdict): R {
  const { value, operator } = one.evidence;
  const isBelow = operator === '<' || operator === '<=';
  if (typeof value !== 'number' || typeof evidence.value !== 'number') return one;
  const isWorse = isBelow ? evidence.value < value : evidence.value > value;
  return isWorse ? { ...one, evidence } : one;
}
