import { DAY, type Instant } from '../../model/time.ts';
import { type CounterState, readCounter, unknownKind } from './counter.ts';
import { deviation, mean, median, middle, push, type Recent, recentValues } from './recent.ts';
import { offset, type Season, season } from './season.ts';
import { beyond, type Span, span } from './span.ts';

/** Samples without which nothing can be said. */
export const LEAST_SAMPLES = 24;

/** Newest values that each feature looks at. */
const SPIKE = 36;
const LEVEL = 12;
const STAY = 9;
const SPREAD = 24;
const SEASON = 6;

/** What is not reached again is forgotten in about this time, however often there are samples. */
const MEMORY = 17 * DAY;
const MOST_FORGOTTEN = 0.0003;
/** Part of its own level below which a change is none, so that a flat series is not told for a trifle. */
const TRIFLE = 0.005;
/** The same of the logarithm of the spread. */
const SPREAD_TRIFLE = 0.1;
/** The spread of the newest values changes little by little; its span must not keep up with that. */
const SLOWLY = 0.1;
/** How much of what was told a sample later still counts: the same trouble is told once. */
const TOLD = 0.985;
/** Numbers beyond are as good as this one; so no difference of two is infinite. */
const MOST = 1e30;
/** So that 0.99 is the score of what is outside by a fifth of all that has been. */
const STEEPNESS = Math.log(100) / 0.2;

/** What is remembered of one series, which may be a gauge or a counter of any unit. */
export interface AnomalyState {
  /** Samples taken, without those that were missing. */
  samples: number;
  newest: Instant | null;
  readonly counter: CounterState;
  /** Of a counter that turned out to be one, of its rate. */
  features: Features;
}

interface Features {
  /** The first value; the others are kept as what they are beside it, which is more exact. */
  base: number | null;
  told: number;
  readonly recent: Recent;
  readonly slots: Season;
  readonly spikes: Span;
  readonly levels: Span;
  readonly stays: Span;
  readonly spreads: Span;
  readonly seasons: Span;
}

export function newSeries(): AnomalyState {
  return { samples: 0, newest: null, counter: unknownKind(), features: noFeatures() };
}

/**
 * Takes the next sample and says how unusual it is beside all before it: 0 (as ever) to 1 (never seen), null while
 * there is too little to judge by. One that is missing (null or not finite) has the score 0 and changes nothing.
 */
export function nextScore(series: AnomalyState, at: Instant, value: number | null): number | null {
  const isMissing = value === null || !Number.isFinite(value);
  if (!isMissing) series.samples += 1;
  const score = isMissing ? 0 : scoreOf(series, at, Math.max(-MOST, Math.min(value, MOST)));
  return series.samples < LEAST_SAMPLES ? null : score;
}

function scoreOf(series: AnomalyState, at: Instant, raw: number): number {
  const { value, anew } = readCounter(series.counter, at, raw);
  if (anew) series.features = noFeatures();
  const newest = series.newest ?? at;
  const forget = Math.min(Math.max(at - newest, 0) / MEMORY, MOST_FORGOTTEN);
  series.newest = Math.max(at, newest);
  if (value === null) return 0;
  return toldOnce(series.features, outsideOf(series.features, { at, value, forget }));
}

function noFeatures(): Features {
  const [spikes, levels, stays, spreads, seasons] = [span(), span(), span(), span(), span()];
  const spans = { spikes, levels, stays, spreads, seasons };
  return { base: null, told: 0, recent: recentValues(), slots: season(), ...spans };
}

/** How far each feature is outside of where it has been, together. */
function outsideOf(
  features: Features,
  {
    at,
    value: raw,
    forget,
  }: { readonly at: Instant; readonly value: number; readonly forget: number },
): number {
  const { recent } = features;
  features.base ??= raw;
  const { base } = features;
  const value = raw - base;
  const spike = recent.count === 0 ? 0 : value - median(recent, SPIKE);
  push(recent, value);
  const usual = middle(recent);
  const measure = { least: TRIFLE * Math.abs(usual + base), pace: 1, forget };
  const slow = { least: SPREAD_TRIFLE, pace: SLOWLY, forget };
  const beside = offset(features.slots, at, mean(recent, SEASON));
  return (
    beyond(features.spikes, spike, measure) +
    beyond(features.levels, mean(recent, LEVEL) - usual, measure) +
    beyond(features.stays, median(recent, STAY), measure) +
    beyond(features.spreads, spreadOf(recent, base), slow) +
    (beside === null ? 0 : beyond(features.seasons, beside, measure))
  );
}

/** As a logarithm: noise that ends is told as noise that begins. */
function spreadOf(recent: Recent, base: number): number {
  const still = TRIFLE * Math.abs(mean(recent, SPREAD) + base) + Number.EPSILON;
  return Math.log(deviation(recent, SPREAD) + still);
}

function toldOnce(features: Features, outside: number): number {
  features.told *= TOLD;
  if (outside <= features.told) return 0;
  features.told = outside;
  return 1 - Math.exp(-STEEPNESS * outside);
}
