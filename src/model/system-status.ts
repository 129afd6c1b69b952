import type { Severity } from './alert.ts';

/** How all that is watched is doing. Times are seconds; what is not known is null. */
export interface SystemStatus {
  /** Without targets that are paused. */
  readonly overall_health: 'healthy' | 'degraded' | 'unhealthy';
  /** Of the target that is worst off. */
  readonly score: number | null;
  readonly status: string;
  /** For people. */
  readonly uptime: string;
  readonly uptime_seconds: number;
  readonly active_alerts: {
    readonly total: number;
    readonly by_severity: Readonly<Record<Severity, number>>;
  };
  readonly targets: readonly {
    readonly name: string;
    readonly score: number | null;
    readonly status: string;
    /** ISO 8601. */
    readonly last_check: string | null;
    readonly data_age_s: number | null;
    /** ISO 8601: since when it does not answer; its `status` is `NO DATA` then. null: it answers, or nobody asks it. */
    readonly unreachable_since: string | null;
    /** Who stopped its rounds; times as ISO 8601, `until` null: until somebody resumes it. */
    readonly paused: {
      readonly by: string;
      readonly since: string;
      readonly until: string | null;
    } | null;
  }[];
  readonly version: string;
}
