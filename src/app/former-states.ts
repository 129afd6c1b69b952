import { unknownState } from '../check/state.ts';
import type { CheckChange, CheckState, Held } from '../model/check.ts';
import { isUp } from '../model/check.ts';
import type { Instant } from '../model/time.ts';
import { incidents, LONGEST_WINDOW, spells } from '../score/uptime.ts';
import type { CheckStore } from '../store/check-port.ts';

/**
 * How checks stand at a start, by id: what they are is unknown, from the moment on at which a process last lived, and
 * what they were is held, so that a failure that lasts goes on. What was not said at the last end is written now.
 */
export async function formerStates(
  store: CheckStore,
  { now, lived }: { readonly now: Instant; readonly lived: Instant | null },
): Promise<Map<number, CheckState>> {
  const states = new Map<number, CheckState>();
  const unsaid: CheckChange[] = [];
  for (const { newest, known } of await store.latest()) {
    const held = known && (await heldOf(known, store, now));
    let since = newest.at;
    if (newest.status !== 'unknown') {
      // That it was written says that somebody lived then.
      since = Math.min(now, Math.max(lived ?? 0, newest.at + 1));
      const reason = 'Tocsin ended without a word';
      unsaid.push({ check: newest.check, at: since, status: 'unknown', reason });
    }
    states.set(newest.check, unknownState(since, held));
  }
  await store.change(unsaid);
  return states;
}

/** How it was last seen; a failure since it began, whatever it was called and how often nobody looked. */
async function heldOf(
  { check, status, at }: CheckChange,
  store: CheckStore,
  now: Instant,
): Promise<Held> {
  if (isUp(status)) return { status, since: at };
  const span = { from: now - LONGEST_WINDOW, to: now + 1 };
  const failure = incidents(spells(await store.history(check, span.from, span.to), span)).at(-1);
  return { status, since: failure?.to === null ? failure.from : at };
}
