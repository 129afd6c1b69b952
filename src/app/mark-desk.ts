import type { MarkDesk } from '../chat/command.ts';
import type { Clock } from '../model/time.ts';
import type { MarkStore } from '../store/marks-port.ts';

/** Marks as commands reach them. */
export function markDesk({
  store: { marks },
  clock,
}: {
  readonly store: { readonly marks: MarkStore };
  readonly clock: Clock;
}): MarkDesk {
  return {
    between: marks.between,
    remove: marks.remove,
    async add({ by: { id, name }, ...one }) {
      const [stored] = await marks.add([{ ...one, by: { id, name }, key: null }], clock.now());
      if (stored === undefined) throw new Error('the store gave no mark back');
      return stored;
    },
  };
}
