import type { MetricType } from '../model/metric.ts';

/** What a sender says of a metric beside its values. */
export interface Learned {
  readonly name: string;
  readonly type: Exclude<MetricType, 'state'>;
  /** As the sender writes it, such as `s`, `By` or `seconds`; empty where it says none. */
  readonly unit: string;
  readonly help: string;
}

/** Names that are kept: as many as one target may have series. */
const MOST = 5_000;
/** Characters of a text. */
const LONGEST = 300;

/** What senders said of their metrics since the start; of more than 5,000 the oldest are forgotten. */
export function learnedMetrics(): {
  learn(definitions: readonly Learned[]): void;
  find(name: string): Learned | null;
} {
  const all = new Map<string, Learned>();
  return {
    learn(definitions) {
      for (const one of definitions) {
        if (one.name === '' || one.name.length > 200) continue;
        const { name, type } = one;
        all.delete(name);
        all.set(name, { name, type, unit: short(one.unit), help: short(one.help) });
        const [oldest] = all.keys();
        if (all.size > MOST && oldest !== undefined) all.delete(oldest);
      }
    },
    find: (name) => all.get(name) ?? null,
  };
}

function short(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, LONGEST);
}
