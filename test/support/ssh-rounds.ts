import { expect } from 'vitest';
import { sshCollector } from '../../src/collect/collectors/ssh.ts';
import { timerSleep } from '../../src/collect/sleep.ts';
import { fakeClock } from './fake-clock.ts';
import type { Sshd } from './sshd.ts';

/** Ends a round that takes longer. */
export function within(milliseconds = 15_000): AbortSignal {
  return AbortSignal.timeout(milliseconds);
}

/** A collector whose waits between tries follow `clock` and are not shortened at random. */
export function remoteCollector(clock = fakeClock(), diskPatience = 10_000) {
  return sshCollector({ clock, sleep: timerSleep, random: () => 0, diskPatience });
}

/** What a round that must fail says. */
export async function failureOf(
  round: Promise<unknown>,
): Promise<{ message: string; retryable: boolean }> {
  const error = await round.then(
    () => new Error('the round did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'CollectError', target: 'web-1' });
  return error as { message: string; retryable: boolean };
}

/** How many connections the server has taken. */
export function connections(server: Sshd): number {
  return server.log().match(/^Connection from/gm)?.length ?? 0;
}
