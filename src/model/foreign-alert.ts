import type { Alert, Severity } from './alert.ts';
import type { Labels } from './sample.ts';
import type { Instant } from './time.ts';

/** Products whose alerts are taken; an alert that names no watched target belongs to one of the product's name. */
export type ForeignSource = 'prometheus' | 'alertmanager' | 'grafana' | 'uptime-kuma';

/** An alert that another product told of. Only that product knows when it is over. */
export interface ForeignAlert {
  readonly source: ForeignSource;
  /** What it may be about, likeliest first: names and addresses, some with a port. */
  readonly about: readonly string[];
  /** Name of the rule there. */
  readonly rule: string;
  readonly labels: Labels;
  readonly severity: Severity;
  /** One line. */
  readonly message: string;
  /** What else it says, or null. */
  readonly detail: string | null;
  /** null: now. */
  readonly startsAt: Instant | null;
  readonly isOver: boolean;
  /** It is over then unless it comes again; null: only when that is said. */
  readonly endsAt: Instant | null;
  /** The same for whatever is one alert there. */
  readonly mark: string;
  /** Page for whoever is woken, or null. */
  readonly url: string | null;
  /** Address under which the sender calls itself, or null. */
  readonly sender: string | null;
  /** What was left out of it, and why. */
  readonly cut: readonly string[];
}

/** Labels that are ours: of theirs none is kept that has such a name. */
export const FOREIGN_URL = 'source.url';
export const FOREIGN_SENDER = 'source.sender';

const BEGINNING = 'from:';

/** Of an episode of it. Rules cannot have such a name, so that no rule's alert has one. */
export function foreignFingerprint({ source, mark }: Pick<ForeignAlert, 'source' | 'mark'>) {
  return `${BEGINNING}${source}/${mark}`;
}

/** The product that told of an alert; null when it is our own. */
export function sourceOf({ fingerprint }: Pick<Alert, 'fingerprint'>): ForeignSource | null {
  if (!fingerprint.startsWith(BEGINNING)) return null;
  return fingerprint.slice(BEGINNING.length).split('/')[0] as ForeignSource;
}
