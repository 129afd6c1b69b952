/** What must happen once, however many processes share the work. */
export type ClusterRole =
  | 'evaluator'
  | 'notifier'
  | 'scheduler'
  | 'migrator'
  | `discord:${string}`
  | `telegram:${string}`;

/** Who does what when several processes share the work. */
export interface Cluster {
  /** Whether this process watches the target. */
  owns(target: number): boolean;
  /** Whether this process holds the role now. */
  holds(role: ClusterRole): boolean;
}

/** One process owns every target and every role. */
export function solo(): Cluster {
  return { owns: () => true, holds: () => true };
}
