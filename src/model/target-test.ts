/** One step on the way to a target, in the order in which they are tried. */
export interface TestStep {
  readonly name:
    | 'name'
    | 'TCP'
    | 'handshake'
    | 'host key'
    | 'log-in'
    | 'echo'
    | 'container engine'
    | 'clock'
    | 'round';
  /** `skipped`: it makes no sense here, or one before it failed. */
  readonly state: 'ok' | 'failed' | 'skipped';
  /** What was found; of a failure also what to do. Never a secret. */
  readonly detail: string;
}

export interface TargetTest {
  readonly steps: readonly TestStep[];
  /** Fingerprint of a host key that nobody knows yet; null when it is known, or none was seen. */
  readonly unknownKey: string | null;
}
