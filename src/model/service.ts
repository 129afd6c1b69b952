import type { CheckStatus, CheckValue, Criticality } from './check.ts';
import type { Instant } from './time.ts';

/** What an application tells of a check of its own. */
export interface ToldCheck {
  readonly name: string;
  readonly status: CheckStatus;
  /** Milliseconds, or null. */
  readonly latency: number | null;
  readonly message: string | null;
  readonly details: Readonly<Record<string, CheckValue>>;
}

/** Something that is looked at: by a check that is configured, or by an application that tells what it saw. */
export interface Service {
  /** Its name; `name@target` where several targets have one of that name. */
  readonly id: string;
  readonly name: string;
  /** Name of its target. */
  readonly target: string;
  /** Of the check; null: an application tells it. */
  readonly kind: string | null;
  readonly criticality: Criticality;
  /** `paused`: nobody looks, because somebody wants it so. */
  readonly status: CheckStatus | 'paused';
  /** Milliseconds of the newest look, or null. */
  readonly latency: number | null;
  /** When it was last looked at, and when it was last healthy or degraded. */
  readonly at: Instant | null;
  readonly lastOk: Instant | null;
  /** Why it is not healthy. */
  readonly reasons: readonly string[];
  /** What the newest look saw, for people. */
  readonly details: Readonly<Record<string, CheckValue>>;
}

/** Services that count: those that somebody looks at. */
export function lookedAt(services: readonly Service[]): readonly Service[] {
  return services.filter(({ status }) => status !== 'paused');
}

/** What a name means: one service, or why it is none, with what could be meant. */
export function findService(
  services: readonly Service[],
  name: string,
): Service | readonly string[] {
  const exact = services.find(({ id }) => id === name);
  if (exact !== undefined) return exact;
  const named = services.filter((one) => one.name === name || `${one.name}@${one.target}` === name);
  const [first] = named;
  if (first !== undefined && named.length === 1) return first;
  return (named.length > 0 ? named : services).map(({ id }) => id);
}
