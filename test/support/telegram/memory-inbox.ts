import type { InboxStore } from '../../../src/store/ports.ts';

interface Row {
  readonly id: number;
  readonly body: string;
  readonly receivedAt: number;
  done: boolean;
}

/** An inbox in memory that behaves as the stored one; it outlives the surface that uses it. */
export function memoryInbox(): InboxStore & { readonly rows: readonly Row[] } {
  const rows: Row[] = [];
  let next = 0;
  return {
    rows,
    async add(_source, updates, offset, at) {
      for (const { id, body } of updates) {
        if (!rows.some((row) => row.id === id))
          rows.push({ id, body, receivedAt: at, done: false });
      }
      next = Math.max(next, offset);
    },
    async offset() {
      return next;
    },
    async pending() {
      return rows.filter((row) => !row.done).sort((a, b) => a.id - b.id);
    },
    async done(_source, id) {
      const row = rows.find((one) => one.id === id);
      if (row) row.done = true;
    },
  };
}
