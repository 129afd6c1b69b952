import type { DescribedMetric } from '../model/metric.ts';
import { described } from '../model/metric.ts';
import type { Samples } from '../store/ports.ts';
import { openTally, type Tally } from '../web/histograms.ts';
import { tapped } from './forwarding.ts';
import type { Live } from './live.ts';

/** The same samples; what is stored from now on is counted for the histograms of `GET /metrics`. */
export function tallied(
  samples: Samples,
  live: Pick<Live, 'catalogue' | 'registered'>,
): { readonly samples: Samples; readonly tally: Tally } {
  const tally = openTally(histograms(live));
  const stored = tapped(samples, (rows) => {
    for (const one of rows) tally.observe(one.target, one);
  });
  return { tally, samples: stored };
}

/** Looks names up among the few metrics that are histograms, but for those that only their senders call so. */
function histograms({
  catalogue,
  registered,
}: Pick<Live, 'catalogue' | 'registered'>): (name: string) => DescribedMetric | null {
  let { metrics } = catalogue();
  let known = new Map<string, DescribedMetric>();
  const learn = () => {
    metrics = catalogue().metrics;
    const told = registered();
    const all = metrics
      .filter(({ type, name }) => type === 'histogram' && told.get(name)?.source !== 'program')
      .map(described);
    known = new Map(all.map((one) => [one.name, one]));
  };
  learn();
  return (name) => {
    if (catalogue().metrics !== metrics) learn();
    return known.get(name) ?? null;
  };
}
