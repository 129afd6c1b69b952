import { z } from 'zod';
import type { Check, CheckSwitch } from '../model/check.ts';
import type { SettingStore } from '../store/ports.ts';

/** Under which they are kept. */
const KEY = 'check switches';

const Stored = z.array(
  z.object({
    check: z.string(),
    by: z.object({ id: z.string(), name: z.string() }),
    at: z.number(),
    reason: z.string(),
  }),
);

/** Checks that people switched off; kept in the store, so that a restart switches none on. */
export interface CheckSwitches {
  of(check: string): CheckSwitch | null;
  off(wanted: CheckSwitch): Promise<void>;
  /** False when it is not switched off. */
  on(check: string): Promise<boolean>;
  /** Checks as they are configured, with what is switched off marked so. */
  applied(checks: readonly Check[]): readonly Check[];
}

export async function openCheckSwitches(settings: SettingStore): Promise<CheckSwitches> {
  const text = await settings.get(KEY);
  let all: readonly CheckSwitch[] = Stored.safeParse(JSON.parse(text ?? '[]')).data ?? [];

  async function keep(next: readonly CheckSwitch[]): Promise<void> {
    await settings.set(KEY, JSON.stringify(next));
    all = next;
  }
  const of = (check: string) => all.find((one) => one.check === check) ?? null;

  return {
    of,
    off: (wanted) => keep([...all.filter(({ check }) => check !== wanted.check), wanted]),
    async on(check) {
      if (of(check) === null) return false;
      await keep(all.filter((one) => one.check !== check));
      return true;
    },
    applied: (checks) =>
      checks.map((check) => (of(check.name) === null ? check : { ...check, off: true })),
  };
}
