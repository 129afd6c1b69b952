import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../../src/chat/reply.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { card, change, content, win, withTarget } from '../store/fixtures.ts';
import { fileSender } from './file-channel.ts';

/** Fires and raises one alert after the other and sends what that queues, until it is killed. Prints the ids. */
const [file = '', sent = '', round = ''] = process.argv.slice(2);
await using store = await openStore(file, { now: Date.now });
const target = await withTarget(store);
const ops = fileSender(store, sent);
const { signal } = new AbortController();
void ops.run(signal, signal);
for (let n = 0; ; n++) {
  const fired = content({ target, fingerprint: `${round}-${n}` });
  const alert = await win(store, change(fired, { messages: [card()] }), Date.now());
  process.stdout.write(`${alert.id}\n`);
  ops.wake();
  await sleep(Math.random() * 10);
  const body = JSON.stringify(say(`note ${alert.id}`));
  const messages = [card(), { channel: 'ops', kind: 'note', body } as const];
  const raised = { ...alert, severity: 'critical' } as const;
  await win(store, change(raised, { on: alert, messages }), Date.now());
  ops.wake();
  await sleep(Math.random() * 10);
}
