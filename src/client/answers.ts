import type { Severity } from '../model/alert.ts';

/** An alert as Tocsin gives it; times are ISO 8601. */
export interface ClientAlert {
  readonly id: number;
  readonly rule: string;
  readonly target: string;
  readonly alert_type: string;
  readonly severity: Severity;
  readonly message: string;
  readonly state: 'pending' | 'firing' | 'acknowledged' | 'resolved';
  readonly created_at: string;
  readonly updated_at: string;
  readonly acknowledged_by: string | null;
  readonly acknowledged_at: string | null;
  readonly resolved_at: string | null;
}

export interface AlertOptions {
  /** `warning` unless given. */
  readonly severity?: Severity;
  /** What kind of trouble it is, such as `performance`; `custom` unless given. */
  readonly type?: string;
  /** While an alert of the same fingerprint is open, another is the same one. */
  readonly fingerprint?: string;
  readonly key?: string;
}

export interface Deed {
  /** Who does it. */
  readonly user?: string;
  readonly note?: string;
}
