import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { act } from '../../src/alert/desk.ts';
import { ANY } from '../../src/model/silence.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import type { Channel, Delivery, Outgoing } from '../../src/notify/channel.ts';
import { aPlace, aRoute, openEngine, series, seriesRule, settings, someTargets } from './engine.ts';

/**
 * An engine whose wall clock is `offset` milliseconds ahead. The first life lets alerts fire, takes one, silences one and has
 * one in quiet hours; every life then lets time pass, says `settled` when nothing is left to send, and goes on until a signal
 * comes. Each new message is a line of `file`: `<channel> <text>`.
 */
const [folder = '', file = '', offset = '0', quietFrom = '0', life = 'first'] =
  process.argv.slice(2);
const clock = { now: () => Date.now() + Number(offset), monotonic: () => performance.now() };
const ANA = { id: 'discord:111', name: 'Ana' };
const SWEEPS = 12;

function fileChannel(name: string): Channel {
  const write = (reply: Outgoing['reply']) => {
    const [first] = reply.blocks;
    const text = first?.kind === 'heading' || first?.kind === 'text' ? String(first.text) : '?';
    appendFileSync(file, `${name} ${text}\n`);
  };
  return {
    name,
    kind: 'file',
    async post({ key, reply }): Promise<Delivery> {
      write(reply);
      return { kind: 'delivered', remoteId: key };
    },
    edit: async (remoteId) => ({ kind: 'delivered', remoteId }),
  };
}

const from = Number(quietFrom);
const engine = await openEngine({
  folder,
  clock,
  channels: [fileChannel('ops'), fileChannel('phone')],
  config: {
    targets: someTargets(4),
    rules: [
      seriesRule('urgent', 'critical', { remind: 30 * MINUTE, escalate: 20 * MINUTE }),
      seriesRule('mild', 'warning', { channels: ['ops'] }),
      seriesRule('calm', 'warning', { channels: ['phone'] }),
    ],
    channels: [
      aPlace('ops'),
      aPlace('phone', { quiet: { from, to: (from + 120) % (24 * 60), zone: 'UTC' } }),
    ],
    routes: [aRoute('info', ['ops'])],
    alerting: settings({ groupBy: 'none', storm: 1_000_000 }),
  },
});

let ended = false;
process.on('SIGTERM', () => {
  ended = true;
});
engine.send();
if (life === 'first') {
  const { silences } = engine.alerting;
  const [createdAt, endsAt] = [clock.now(), clock.now() + HOUR];
  const matcher = { ...ANY, target: 'web-2' };
  await silences.add({ matcher, by: ANA, reason: '', createdAt, endsAt });
  await round();
  await drained();
  const taken = [...engine.alerting.book.open(null)].find(
    ({ targetName }) => targetName === 'web-4',
  );
  await act(engine.alerting, 'acknowledge', [taken?.id ?? 0], { by: ANA, note: null });
  engine.wake();
}
for (let n = 0; n < SWEEPS; n++) {
  await engine.sweep();
  await round();
  await sleep(20);
}
await drained();
process.stdout.write('settled\n');
while (!ended) {
  await engine.sweep();
  await sleep(20);
}
await engine[Symbol.asyncDispose]();

async function drained(): Promise<void> {
  for (;;) {
    const { queued, sending } = await engine.store.outbox.counts();
    if (queued + sending === 0) return;
    await sleep(20);
  }
}

async function round(): Promise<void> {
  await engine.measured('web-1', [series('urgent', 'u', true)]);
  await engine.measured('web-2', [series('mild', 'm', true)]);
  await engine.measured('web-3', [series('calm', 'c', true)]);
  await engine.measured('web-4', [series('urgent', 't', true)]);
}
