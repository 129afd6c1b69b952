/** A step on the way to a target. */
export type TestStepName =
  | 'name'
  | 'TCP'
  | 'socket'
  | 'handshake'
  | 'host key'
  | 'log-in'
  | 'echo'
  | 'path'
  | 'TLS'
  | 'permission'
  | 'container engine'
  | 'clock'
  | 'HTTP'
  | 'key'
  | 'arrival'
  | 'round';

/** One step on the way to a target, in the order in which they are tried. */
export interface TestStep {
  readonly name: TestStepName;
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

/** Hears of a test as it goes on: the steps that have ended, and the one that is tried now. */
export type TestListener = (ended: readonly TestStep[], now: TestStepName) => void;

export function passed(name: TestStepName, detail: string): TestStep {
  return { name, state: 'ok', detail };
}

export function failed(name: TestStepName, detail: string): TestStep {
  return { name, state: 'failed', detail };
}

export function skipped(name: TestStepName, detail: string): TestStep {
  return { name, state: 'skipped', detail };
}

/** The steps of one test, which `order` names; whoever listens hears of each. */
export interface TestSteps {
  /** Whether to go on: none of these failed. */
  add(...steps: readonly TestStep[]): boolean;
  /** The one that is tried; null after the last. */
  now(): TestStepName | null;
  /** All of them, with those that were not tried any more. */
  whole(): readonly TestStep[];
}

export function testSteps(order: readonly TestStepName[], tell: TestListener): TestSteps {
  const ended: TestStep[] = [];
  const missing = () => order.filter((name) => !ended.some((step) => step.name === name));
  const now = () => missing()[0] ?? null;
  const say = () => {
    const name = now();
    if (name !== null) tell([...ended], name);
  };
  say();
  return {
    add(...steps) {
      ended.push(...steps);
      say();
      return steps.every(({ state }) => state !== 'failed');
    },
    now,
    whole: () => [...ended, ...missing().map((name) => skipped(name, 'a step before it failed'))],
  };
}
