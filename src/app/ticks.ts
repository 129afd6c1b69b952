import { z } from 'zod';
import type { TickDesk } from '../chat/tick-desk.ts';
import type { Tick } from '../model/tick.ts';
import type { Clock } from '../model/time.ts';
import type { SettingStore } from '../store/ports.ts';

/** Under which the ticks are kept. */
const KEY = 'checklist ticks';
/** More than there are items; what is older is of items that are gone. */
const MOST = 100;

const Stored = z.array(z.object({ item: z.string(), by: z.string(), at: z.number() }));

/** Ticks of checklists, kept in the store, one of each item. */
export function tickDesk(settings: SettingStore, clock: Pick<Clock, 'now'>): TickDesk {
  // One change after another, so that two presses at once lose neither.
  let last: Promise<unknown> = Promise.resolve();
  const change = <T>(work: (ticks: readonly Tick[]) => Promise<T>): Promise<T> => {
    const done = last.then(async () => work(await read(settings)));
    last = done.catch(() => {});
    return done;
  };
  const keep = (ticks: readonly Tick[]) => settings.set(KEY, JSON.stringify(ticks.slice(-MOST)));
  return {
    list: () => read(settings),
    set: (item, { name }) =>
      change((ticks) =>
        keep([...ticks.filter((one) => one.item !== item), { item, by: name, at: clock.now() }]),
      ),
    unset: (item) =>
      change(async (ticks) => {
        const left = ticks.filter((one) => one.item !== item);
        if (left.length === ticks.length) return false;
        await keep(left);
        return true;
      }),
  };
}

/** What cannot be read is taken as nothing: a tick is set again sooner than an answer is missed. */
async function read(settings: SettingStore): Promise<readonly Tick[]> {
  const text = await settings.get(KEY);
  if (text === null) return [];
  try {
    return Stored.parse(JSON.parse(text));
  } catch {
    return [];
  }
}
