import type { Cause } from '../model/cause.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';

/** What was seen, before anybody guesses. */
export type Seen = Omit<Cause, 'summary'>;

/** What an alert is about, as far as it says which causes come first. */
export interface Suspect {
  /** Metric that it measured; null for none. */
  readonly metric: string | null;
  /** When its condition was first seen. */
  readonly since: Instant;
}

/** From here on it may be the cause: percent of a core, percent of all memory, bytes in an hour. */
const CPU = 50;
const MEMORY = 25;
const GROWTH = 1e9;
/** How long before an alert the end of a container may have to do with it. */
const RECENT = 30 * MINUTE;

type Topic = 'cpu' | 'memory' | 'disk' | 'container';

/** Which metrics are explained by what. */
const TOPICS: readonly (readonly [RegExp, Topic])[] = [
  [/^container\./, 'container'],
  [/disk|inode|filesystem/, 'disk'],
  [/memory|swap|oom/, 'memory'],
  [/cpu|load/, 'cpu'],
];

interface Rule {
  /** Of what metrics it comes before all others. */
  readonly of: readonly Topic[];
  guess(seen: Seen, suspect: Suspect): string | null;
}

/** The surest first. */
const RULES: readonly Rule[] = [
  { of: ['container', 'memory'], guess: oomKill },
  { of: [], guess: ({ change }) => change },
  { of: ['container'], guess: badEnd },
  { of: ['disk'], guess: growth },
  { of: ['cpu'], guess: busy },
  { of: ['memory'], guess: large },
  { of: ['container'], guess: troubled },
];

/**
 * The likeliest cause in one line, by fixed rules: what explains the alert's own metric first, then the surest; null
 * when nothing stands out.
 */
export function guessCause(seen: Seen, suspect: Suspect): string | null {
  const { metric } = suspect;
  const topic = TOPICS.find(([pattern]) => metric !== null && pattern.test(metric))?.[1];
  const isMeant = ({ of }: Rule) => topic !== undefined && of.includes(topic);
  for (const rule of [...RULES.filter(isMeant), ...RULES.filter((one) => !isMeant(one))]) {
    const guess = rule.guess(seen, suspect);
    if (guess !== null) return guess;
  }
  return null;
}

function oomKill({ exits }: Seen, { since }: Suspect): string | null {
  const found = exits?.find((one) => one.isOomKilled && isNear(one.at, since));
  return found ? `container ${found.name} was OOM-killed ${when(found.at, since)}` : null;
}

function badEnd({ exits }: Seen, { since }: Suspect): string | null {
  const found = exits?.find(({ code, at }) => code !== 0 && isNear(at, since));
  if (found === undefined) return null;
  return `container ${found.name} ended with code ${found.code} ${when(found.at, since)}`;
}

function growth({ growth: all }: Seen): string | null {
  const [first] = all ?? [];
  if (first === undefined || first.bytes < GROWTH) return null;
  return `${first.mount} grew ${formatValue(first.bytes, 'bytes')} in the last hour`;
}

function busy({ cpu }: Seen): string | null {
  const [first] = cpu ?? [];
  if (first === undefined || first.cpu === null || first.cpu < CPU) return null;
  return `${first.name} uses ${formatValue(first.cpu, 'percent')} of a CPU core`;
}

function large({ memory }: Seen): string | null {
  const [first] = memory ?? [];
  if (first === undefined || first.share === null || first.share < MEMORY) return null;
  return `${first.name} holds ${formatValue(first.share, 'percent')} of the memory`;
}

function troubled({ containers }: Seen): string | null {
  const found = containers?.find(({ trouble }) => trouble !== null);
  return found ? `container ${found.name}: ${found.trouble}` : null;
}

function isNear(at: Instant, since: Instant): boolean {
  return at >= since - RECENT;
}

function when(at: Instant, since: Instant): string {
  const span = since - at;
  if (span < 0) return `${formatDuration(-span)} after it began`;
  return `${formatDuration(span)} before`;
}
