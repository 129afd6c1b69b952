import type { Doer } from '../model/alert.ts';
import type { Silence } from '../model/silence.ts';
import type { Instant } from '../model/time.ts';
import type { SilenceStore } from '../store/ports.ts';

/** The silences that hold now, at hand for every decision. */
export interface Silences {
  active(): readonly Silence[];
  list(limit: number): Promise<readonly Silence[]>;
  add(silence: Parameters<SilenceStore['add']>[0]): Promise<Silence>;
  effect: SilenceStore['effect'];
  end(id: number, how: { at: Instant; by: Doer }): ReturnType<SilenceStore['end']>;
  /** Hears of every one that ends; of `watch` the last counts. */
  watch(ended: (id: number) => void): void;
}

export async function openSilences(store: SilenceStore): Promise<Silences> {
  let active = await store.active();
  let heard: (id: number) => void = () => {};
  return {
    active: () => active,
    list: store.list,
    effect: store.effect,
    watch(ended) {
      heard = ended;
    },
    async add(wanted) {
      const silence = await store.add(wanted);
      active = [...active, silence];
      return silence;
    },
    async end(id, how) {
      const ended = await store.end(id, how);
      active = active.filter((one) => one.id !== id);
      heard(id);
      return ended;
    },
  };
}
