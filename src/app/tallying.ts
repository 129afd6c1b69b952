import type { DescribedMetric } from '../model/metric.ts';
import { described } from '../model/metric.ts';
import type { Samples } from '../store/ports.ts';
import { openTally, type Tally } from '../web/histograms.ts';
import { tapped } from './forwarding.ts';
import type { Live } from './live.ts';

/** The same samples; what is stored from now on is counted for the histograms of `GET /metrics`. */
export function tallied(
  samples: Samples,
  live: Pick<Live, 'judges'>,
): { readonly samples: Samples; readonly tally: Tally } {
  const tally = openTally(histograms(live));
  const stored = tapped(samples, (rows) => {
    for (const one of rows) tally.observe(one.target, one);
  });
  return { tally, samples: stored };
}

/** Looks names up among the few metrics that are histograms, as they are configured now. */
function histograms({ judges }: Pick<Live, 'judges'>): (name: string) => DescribedMetric | null {
  let metrics = judges().metrics;
  let known = new Map<string, DescribedMetric>();
  const learn = () => {
    metrics = judges().metrics;
    const all = metrics.filter(({ type }) => type === 'histogram').map(described);
    known = new Map(all.map((one) => [one.name, one]));
  };
  learn();
  return (name) => {
    if (judges().metrics !== metrics) learn();
    return known.get(name) ?? null;
  };
}
