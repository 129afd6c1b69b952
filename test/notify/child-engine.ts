import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/model/time.ts';
import type { Channel, Delivery } from '../../src/notify/channel.ts';
import type { Store } from '../../src/store/ports.ts';
import { aPlace, aRoute, openEngine, series, seriesRule, settings, someTargets } from './engine.ts';
import { opsChannel, phoneChannel } from './real-channels.ts';

/**
 * Lets alerts fire and end through the real engine and sends them to two stand-ins, until it is killed: from outside, or by
 * itself the `nth` time that it comes to `point`. Prints what was recorded, a line each.
 */
const [folder = '', given = '{}', point = 'random', nth = '0', prefix = 'x'] =
  process.argv.slice(2);
const RULES = ['mild', 'bad'] as const;
/** Small enough that one message names every alert in it. */
const GROUP_WAIT = 150;
const MOST_OPEN = 4;

let left = Number(nth);
function dieAt(here: string): void {
  if (here !== point) return;
  left -= 1;
  if (left <= 0) process.kill(process.pid, 'SIGKILL');
}

function wrap(store: Store): Store {
  return {
    ...store,
    alerts: {
      ...store.alerts,
      async apply(changes, at) {
        dieAt('before commit');
        const results = await store.alerts.apply(changes, at);
        dieAt('after commit');
        return results;
      },
    },
    outbox: {
      ...store.outbox,
      async sent(id, receipt) {
        dieAt('before mark');
        await store.outbox.sent(id, receipt);
      },
    },
  };
}

function watched(channel: Channel): Channel {
  const told = (delivery: Delivery) => {
    if (delivery.kind === 'delivered') dieAt('after send');
    return delivery;
  };
  return {
    ...channel,
    post: async (message, signal) => told(await channel.post(message, signal)),
    edit: async (id, message, signal) => told(await channel.edit(id, message, signal)),
  };
}

const addresses = JSON.parse(given);
const targets = someTargets(6);
await using engine = await openEngine({
  folder,
  clock: systemClock,
  channels: [watched(opsChannel(addresses)), watched(phoneChannel(addresses))],
  wrap,
  config: {
    targets,
    rules: [seriesRule('mild', 'warning'), seriesRule('bad', 'critical')],
    channels: [aPlace('ops'), aPlace('phone')],
    routes: [aRoute('info', ['ops', 'phone'])],
    alerting: settings({ groupWait: GROUP_WAIT, storm: 1_000_000 }),
  },
});
engine.send();

/** What breaks now, by target: first what an earlier process left open. */
const breaking = new Map(targets.map(({ name }) => [name, new Map<string, string>()]));
for (const { targetName, labels, rule } of engine.alerting.book.open(null)) {
  breaking.get(targetName)?.set(labels['series'] ?? '', rule);
}
let count = 0;
process.stdout.write('ready\n');

for (;;) {
  const { name } = pick(targets);
  const open = breaking.get(name) ?? new Map<string, string>();
  const over = open.size >= MOST_OPEN || Math.random() < 0.4 ? [...open].filter(half) : [];
  const room = Math.min(MOST_OPEN - open.size, 1 + Math.floor(Math.random() * 3));
  for (let n = 0; n < room; n++) {
    count += 1;
    open.set(`${prefix}n${String(count).padStart(4, '0')}x`, pick(RULES));
  }
  for (const [one] of over) open.delete(one);
  const applied = await engine.measured(name, [
    ...[...open].map(([one, rule]) => series(rule, one, true)),
    ...over.map(([one, rule]) => series(rule, one, false)),
  ]);
  for (const one of applied) {
    if (one.kind === 'lost') continue;
    const { labels, state } = one.alert;
    process.stdout.write(`${labels['series']} ${state.kind}\n`);
  }
  await engine.sweep();
  await sleep(Math.random() * 40);
}

function half(): boolean {
  return Math.random() < 0.5;
}

function pick<T>(list: readonly T[]): T {
  return list[Math.floor(Math.random() * list.length)] as T;
}
