import { newSeries, nextScore } from '../../src/score/anomaly/detector.ts';

/** Scores the rows of one series in order; the higher, the more unusual. */
export type Detector = (at: number, value: number | null) => number;

/** Newest values that the z-score is taken of. */
const WINDOW = 1_000;
/** Rows after which the fixed limit stands. */
const LEARNED = 600;
const SMOOTHING = 0.05;
/** The same trouble is told once, as the detector that is measured does it. */
const TOLD = 0.985;

export const DETECTORS: Readonly<Record<string, () => Detector>> = {
  Tocsin: () => {
    const series = newSeries();
    return (at, value) => nextScore(series, at, value) ?? 0;
  },
  threshold: () => toldOnce(threshold()),
  'z-score': () => toldOnce(zScore()),
  EWMA: () => toldOnce(ewma()),
};

/** How far above all of the first rows, by the greatest of them. */
function threshold(): (value: number) => number {
  let [most, count] = [Number.NEGATIVE_INFINITY, 0];
  return (value) => {
    count += 1;
    if (count <= LEARNED) most = Math.max(most, value);
    return count <= LEARNED ? 0 : (value - most) / (Math.abs(most) || 1);
  };
}

function zScore(): (value: number) => number {
  const values: number[] = [];
  return (value) => {
    const mean = values.reduce((sum, one) => sum + one, 0) / (values.length || 1);
    const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    const deviation = Math.sqrt(squares / (values.length || 1));
    values.push(value);
    if (values.length > WINDOW) values.shift();
    return Math.abs(value - mean) / (deviation || 1e-6);
  };
}

function ewma(): (value: number) => number {
  let [mean, variance] = [Number.NaN, 0];
  return (value) => {
    if (Number.isNaN(mean)) mean = value;
    const off = value - mean;
    const score = Math.abs(off) / (Math.sqrt(variance) || 1e-6);
    mean += SMOOTHING * off;
    variance = (1 - SMOOTHING) * (variance + SMOOTHING * off * off);
    return score;
  };
}

function toldOnce(score: (value: number) => number): Detector {
  let told = 0;
  return (_, value) => {
    const now = value === null ? 0 : score(value);
    told *= TOLD;
    if (now <= told) return 0;
    told = now;
    return now;
  };
}
