import { z } from 'zod';
import { say } from '../../../src/chat/reply.ts';
import { aboutOf } from '../../../src/model/about.ts';
import { systemClock } from '../../../src/model/time.ts';
import { findChannelKind } from '../../../src/notify/kinds.ts';
import { sender } from '../../../src/notify/outbox.ts';
import type { Store } from '../../../src/store/ports.ts';
import { tools } from './alerts.ts';

/** A sender of the channel `ops` to a service outside the process; `options` are the keys of its kind as JSON. */
export function realSender(store: Store, kind: string, options: string) {
  const found = findChannelKind(kind);
  if (!found) throw new Error(`no kind ${kind}`);
  const parsed = z.strictObject(found.keys).parse(JSON.parse(options));
  return sender({
    queue: store.outbox,
    channel: found.open('ops', parsed, tools()),
    async card(id) {
      const stored = await store.alerts.get(id);
      return stored && { reply: say(`card ${id}`), about: aboutOf(stored.alert, null) };
    },
    clock: systemClock,
    random: Math.random,
    failed: () => {},
    delivered: () => {},
    undelivered: async () => {},
  });
}
