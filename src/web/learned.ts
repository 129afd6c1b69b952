import type { MetricType } from '../model/metric.ts';
import type { MetricSaid } from '../model/metric-said.ts';
import { METRIC_KEYS, readUnit } from '../model/metric-said.ts';

/** What a sender says of a metric beside its values. */
export interface Learned {
  readonly name: string;
  readonly type: Exclude<MetricType, 'state'>;
  /** As the sender writes it, such as `s`, `By` or `seconds`; empty where it says none. */
  readonly unit: string;
  readonly help: string;
}

/** What one request may say of metrics; more is passed over. */
const MOST = 2_000;

export function learn(all: Learned[], ...more: readonly Learned[]): void {
  all.push(...more.slice(0, MOST - all.length));
}

/** Characters of a text. */
const LONGEST = 300;

/** The same in our words; null where the name can be none of ours. A unit that we do not know is not said. */
export function saidBySender({ name, type, unit: written, help }: Learned): MetricSaid | null {
  if ('hint' in METRIC_KEYS.name(name)) return null;
  const unit = readUnit(written);
  const explanation = short(help);
  return {
    ...{ name, type },
    ...(unit !== null && { unit }),
    ...(explanation !== '' && { explanation }),
  };
}

function short(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, LONGEST);
}
