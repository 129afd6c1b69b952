import type { ExportLogin } from './export.ts';
import type { Instant } from './time.ts';

/** An Alertmanager that silences are written to. */
export interface AlertmanagerPlace {
  readonly name: string;
  /** Its own address, without a slash at the end. */
  readonly url: string;
  readonly login: ExportLogin;
  /** A silence of an alert that it sent is written there without being asked for. */
  readonly writesSilences: boolean;
}

/** One label that an alert must have there. */
export interface ForeignMatcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
}

/** A silence as it is written there. */
export interface ForeignSilence {
  readonly matchers: readonly ForeignMatcher[];
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly createdBy: string;
  readonly comment: string;
}
