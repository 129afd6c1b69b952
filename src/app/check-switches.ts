import { z } from 'zod';
import type { Check, CheckSwitch, CheckView } from '../model/check.ts';
import { oneByOne } from '../model/wait.ts';
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

  /** Each is written with those before it. */
  const inTurn = oneByOne();

  async function keep(next: readonly CheckSwitch[]): Promise<void> {
    await settings.set(KEY, JSON.stringify(next));
    all = next;
  }
  const of = (check: string) => all.find((one) => one.check === check) ?? null;

  return {
    of,
    off: (wanted) =>
      inTurn(() => keep([...all.filter(({ check }) => check !== wanted.check), wanted])),
    on: (check) =>
      inTurn(async () => {
        if (of(check) === null) return false;
        await keep(all.filter((one) => one.check !== check));
        return true;
      }),
    applied: (checks) =>
      checks.map((check) => (of(check.name) === null ? check : { ...check, off: true })),
  };
}

/** Why a check that is off is not run, and what runs it again; `file`: where code makes it. */
export function offText({ check: { name }, off }: CheckView, file: string | null): string {
  if (off !== null && off !== 'configured') {
    const reason = off.reason === '' ? '' : ` (${off.reason})`;
    return `${off.by.name} switched ${name} off${reason}, so it is not run: /check on ${name} runs it again.`;
  }
  return file === null
    ? `${name} is switched off in tocsin.yaml, so it is not run: /check edit ${name} off= takes that away.`
    : `${name} is switched off in the plug-in ${file}, so it is not run: take off: true away there, then write /config reload.`;
}
