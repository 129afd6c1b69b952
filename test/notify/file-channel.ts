import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../../src/chat/reply.ts';
import { systemClock } from '../../src/model/time.ts';
import type { Delivery, Outgoing } from '../../src/notify/channel.ts';
import { sender } from '../../src/notify/outbox.ts';
import type { Store } from '../../src/store/ports.ts';

/** A sender to a service that stands outside the process: each message is a line of a file, `<key> <what> <text>`. */
export function fileSender(store: Store, file: string) {
  const write = async (what: string, { key, reply }: Outgoing): Promise<Delivery> => {
    await sleep(Math.random() * 3);
    const [first] = reply.blocks;
    appendFileSync(file, `${key} ${what} ${first?.kind === 'text' ? String(first.text) : '?'}\n`);
    await sleep(Math.random() * 3);
    return { kind: 'delivered', remoteId: key };
  };
  return sender({
    queue: store.outbox,
    channel: {
      name: 'ops',
      kind: 'file',
      post: (message) => write('post', message),
      edit: (_id, message) => write('edit', message),
    },
    card: async (id) => ({ reply: say(`card ${id}`) }),
    clock: systemClock,
    random: Math.random,
    failed: () => {},
    delivered: () => {},
    undelivered: async () => {},
  });
}
