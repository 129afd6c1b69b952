import type { Doer } from './alert.ts';
import type { MetricSaid } from './metric-said.ts';

/** What became of what a program said of a metric. */
export type Learned =
  | { readonly kind: 'accepted' }
  /** It was said before, or a person said more. */
  | { readonly kind: 'duplicate' }
  /** It contradicts what is in force, or there are too many; `reason` is for whoever sent it. */
  | { readonly kind: 'rejected'; readonly reason: string };

/**
 * Takes what programs tell of the metrics that they report: by the API, or in the words of a protocol, such as units and
 * descriptions. Outcomes come in the order of `all`; what was said before costs no write, so it may be told with every
 * report. What the configuration, a preset or a person says is believed rather than a program.
 *
 * @throws StoreError when it could not be kept.
 */
export type Learn = (all: readonly MetricSaid[], by: Doer) => Promise<readonly Learned[]>;
