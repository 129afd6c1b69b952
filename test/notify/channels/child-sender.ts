import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../../../src/chat/reply.ts';
import { openStore } from '../../../src/store/sqlite/store.ts';
import { card, change, content, win, withTarget } from '../../store/fixtures.ts';
import { realSender } from './real-sender.ts';

/** Fires alerts and sends what that queues through a real channel, until it is killed. Prints the ids. */
const [file = '', kind = '', options = '', round = ''] = process.argv.slice(2);
await using store = await openStore(file, { now: Date.now });
const target = await withTarget(store);
const ops = realSender(store, kind, options);
const { signal } = new AbortController();
void ops.run(signal, signal);
for (let n = 0; ; n++) {
  const fired = content({ target, fingerprint: `${round}-${n}` });
  const alert = await win(store, change(fired, { messages: [card()] }), Date.now());
  process.stdout.write(`${alert.id}\n`);
  ops.wake();
  await sleep(Math.random() * 30);
  const body = JSON.stringify(say(`note ${alert.id}`));
  const messages = [card(), { channel: 'ops', kind: 'note', body } as const];
  await win(store, change({ ...alert, severity: 'critical' }, { on: alert, messages }), Date.now());
  ops.wake();
  await sleep(Math.random() * 30);
}
