import { z } from 'zod';
import type { Instant } from '../model/time.ts';
import type { SettingStore } from '../store/ports.ts';

/** Under which it is kept: by the ids of checks. */
const KEY = 'checks last ok';
const Stored = z.record(z.string(), z.number());

/** When checks that are down now were last well, over restarts. */
export interface LastOk {
  of(check: number): Instant | null;
  /** Keeps it of a check that went down; what is kept of others than `checks` goes. */
  keep(check: number, at: Instant, checks: readonly number[]): Promise<void>;
}

export async function openLastOk(settings: SettingStore): Promise<LastOk> {
  let all = read(await settings.get(KEY));
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;

  /** Many that go down at once share a write. */
  function write(): Promise<void> {
    next ??= last.then(() => {
      next = null;
      return settings.set(KEY, JSON.stringify(all));
    });
    last = next.catch(() => {});
    return next;
  }

  return {
    of: (check) => all[check] ?? null,
    async keep(check, at, checks) {
      if (all[check] === at) return;
      const kept = checks.flatMap((id) => (all[id] === undefined ? [] : [[id, all[id]] as const]));
      all = { ...Object.fromEntries(kept), [check]: at };
      await write();
    },
  };
}

/** What cannot be read is as good as nothing: only the past is lost. */
function read(text: string | null): Readonly<Record<string, Instant>> {
  if (text === null) return {};
  try {
    return Stored.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
