import { isDeepStrictEqual } from 'node:util';
import type { Export, ExportStatus, OutgoingSample } from '../model/export.ts';
import type { Outlet } from './outlet.ts';

export interface ForwarderDeps {
  open(wanted: Export): Outlet;
}

/** Every destination there is, each by itself: none waits for another. */
export interface Forwarder extends AsyncDisposable {
  /** Queues samples for whoever wants them; at once, and never fails. */
  offer(samples: readonly OutgoingSample[]): void;
  /** Makes the destinations these. One that goes leaves its queue behind, and finds it when it comes back. */
  configure(exports: readonly Export[]): Promise<void>;
  status(): readonly ExportStatus[];
}

export function forwarder({ open }: ForwarderDeps): Forwarder {
  const outlets = new Map<string, { readonly outlet: Outlet; wanted: Export }>();

  const close = async (name: string) => {
    const found = outlets.get(name);
    outlets.delete(name);
    await found?.outlet[Symbol.asyncDispose]();
  };
  const take = (wanted: Export) => {
    const known = outlets.get(wanted.name);
    if (!known) outlets.set(wanted.name, { outlet: open(wanted), wanted });
    else if (!isDeepStrictEqual(known.wanted, wanted)) {
      known.outlet.change(wanted);
      known.wanted = wanted;
    }
  };
  return {
    offer(samples) {
      // NaN and infinities would be refused elsewhere, and cost the others of their batch.
      const finite = samples.filter(({ value }) => Number.isFinite(value));
      for (const { outlet } of outlets.values()) outlet.offer(finite);
    },
    async configure(exports) {
      const names = new Set(exports.map(({ name }) => name));
      for (const name of [...outlets.keys()]) if (!names.has(name)) await close(name);
      exports.forEach(take);
    },
    status: () => [...outlets.values()].map(({ outlet }) => outlet.status()),
    async [Symbol.asyncDispose]() {
      await Promise.all([...outlets.keys()].map(close));
    },
  };
}
