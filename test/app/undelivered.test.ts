import { describe, expect, onTestFinished, test } from 'vitest';
import { ownNetwork } from '../../src/alert/own-network.ts';
import { passOn } from '../../src/app/pass-on.ts';
import { channelList } from '../../src/app/sending.ts';
import { openUpkeep } from '../../src/app/upkeep.ts';
import type { Reply } from '../../src/chat/reply.ts';
import { say } from '../../src/chat/reply.ts';
import { solo } from '../../src/cluster/solo.ts';
import { openLog } from '../../src/log/log.ts';
import type { OutboxEntry } from '../../src/model/outbox.ts';
import { NOON, openDesk, reading } from '../support/desk.ts';
import { place } from './sending-world.ts';

/** A desk whose alerts go to `ops`, with what is done about messages that were given up. */
async function givingUp() {
  const desk = await openDesk();
  const channels = channelList(
    { channels: [place('ops', { kind: 'discord' }), place('phone')] },
    [],
  );
  const stop = new AbortController();
  const upkeep = openUpkeep({
    ...desk,
    channels,
    cluster: solo(),
    network: ownNetwork({ clock: desk.clock, remote: () => [], probe: async () => null }),
    log: openLog({ level: 'silent', secrets: [], file: null, show: null }),
    forwarding: { oldest: () => 0 },
    queued: () => {},
    signal: stop.signal,
  });
  onTestFinished(() => upkeep[Symbol.asyncDispose]());
  const claim = async (channel: string) =>
    (await desk.store.outbox.claim(channel, { now: NOON + 1e9, lease: 1, limit: 1 }))[0];
  return {
    ...desk,
    /** The next message of a channel is refused for good. */
    async refused(channel: string, reason = 'it is too long'): Promise<OutboxEntry> {
      const entry = await claim(channel);
      if (!entry) throw new Error(`nothing waits for ${channel}`);
      await desk.store.outbox.dead(entry.id, { reason, at: desk.clock.now() });
      await upkeep.undelivered(entry, reason);
      return entry;
    },
    async sent(channel: string): Promise<void> {
      const entry = await claim(channel);
      const receipt = { remoteId: '1', posted: true, at: desk.clock.now() };
      await desk.store.outbox.sent(entry?.id ?? 0, receipt);
    },
    /** What waits for a channel now; taking it settles it. */
    async waiting(channel: string): Promise<string[]> {
      const found: string[] = [];
      for (let entry = await claim(channel); entry; entry = await claim(channel)) {
        const blocks = entry.body === null ? [] : (JSON.parse(entry.body) as Reply).blocks;
        const texts = blocks.map((block) => ('text' in block ? String(block.text) : block.kind));
        found.push([entry.kind, ...texts].join(' | '));
        await desk.store.outbox.skip(entry.id, { reason: '', at: desk.clock.now() });
      }
      return found;
    },
    disk: (minute: number, value: number) =>
      desk.measured('web-1', NOON + minute * 60_000, [
        reading('system.disk', value, { mount: '/' }),
      ]),
  };
}

describe('what a channel does not take', () => {
  test('an alert is told through another, with the reason, in its history and in /why', async () => {
    const one = await givingUp();
    await one.disk(0, 97);
    await one.refused('ops', 'HTTP 400');
    expect(await one.waiting('phone')).toEqual(['card']);
    const why = one.shown(await one.ask('why 1'));
    expect(why).toMatch(/phone.*Sent here since ops does not take it: HTTP 400/);
    expect(one.shown(await one.ask('alert 1 delivery'), 200)).toMatch(/ops +card .*HTTP 400/);
  });

  test('when all refuse it, it does not go round in circles', async () => {
    const one = await givingUp();
    await one.disk(0, 97);
    let refusals = 0;
    for (; refusals < 10; refusals++) {
      const { queued } = await one.store.outbox.counts();
      if (queued === 0) break;
      for (const channel of ['ops', 'phone', 'console']) await one.refused(channel).catch(() => {});
    }
    expect(refusals).toBeLessThanOrEqual(2);
  });

  test('a summary is sent by the backup with the reason, then by the terminal, and that is all', async () => {
    const one = await givingUp();
    const body = JSON.stringify(say('Daily summary'));
    await one.store.outbox.queue({ key: 'daily', channel: 'ops', body }, NOON);
    await one.refused('ops');
    await one.refused('phone');
    expect(await one.waiting('ops')).toEqual([]);
    const [terminal, ...more] = await one.waiting('console');
    expect(terminal).toContain('message | Daily summary | Sent here since ops does not take it');
    expect(more).toEqual([]);
  });

  test('what a person refuses for good is sent by a channel that people read, with the reason', async () => {
    const one = await givingUp();
    const body = JSON.stringify(say('Daily summary'));
    await one.store.outbox.queue({ key: 'daily', channel: '@Ana', body }, NOON);
    await one.refused('@Ana', 'Discord does not let the bot write to 11 in private');
    const [sent] = [...(await one.waiting('ops')), ...(await one.waiting('phone'))];
    expect(sent).toContain('Sent here since @Ana does not take it: Discord does not let the bot');
  });

  test('what merely sounds as if it had been passed on is passed on like everything else', async () => {
    const one = await givingUp();
    const body = JSON.stringify(say('Sent here since ops is down: nothing'));
    await one.store.outbox.queue({ key: 'daily', channel: 'ops', body }, NOON);
    await one.refused('ops');
    expect(await one.waiting('phone')).toHaveLength(1);
  });

  test('a note is sent by the backup when nobody else was told of its alert', async () => {
    const one = await givingUp();
    await one.disk(0, 97);
    await one.sent('ops');
    await one.disk(20, 10);
    await one.waiting('phone');
    const kinds: string[] = [];
    for (let turn = 0; turn < 2; turn++) kinds.push((await one.refused('ops')).kind);
    expect(kinds.toSorted()).toEqual(['card', 'note']);
    const sent = await one.waiting('phone');
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatch(/^message .*Sent here since ops does not take it: it is too long$/);
  });

  test('but not when another was: it has a note of its own', async () => {
    const one = await givingUp();
    await one.disk(0, 97);
    await one.refused('ops');
    const entry: OutboxEntry = {
      ...{ id: 99, key: 'k', channel: 'ops', kind: 'note', alert: 1, attempts: 1, silent: false },
      ...{ body: JSON.stringify(say('resolved')), createdAt: NOON, firstDueAt: NOON },
    };
    await one.sent('phone');
    const parts = { store: one.store, backups: () => ['phone', 'console'] };
    await passOn(parts, entry, { at: NOON, why: 'HTTP 400' });
    expect(await one.waiting('phone')).toEqual([]);
    await passOn(parts, { ...entry, alert: null }, { at: NOON, why: 'HTTP 400' });
    expect(await one.waiting('phone')).toEqual(['message | resolved | Sent here since HTTP 400']);
  });
});
