import { afterEach, describe, expect, test, vi } from 'vitest';
import { heading, line, reply, say } from '../../../src/chat/reply.ts';
import { aboutOf } from '../../../src/model/about.ts';
import type { Alert } from '../../../src/model/alert.ts';
import { MINUTE, SECOND } from '../../../src/model/time.ts';
import type { Channel, Delivery, Outgoing } from '../../../src/notify/channel.ts';
import { card, firing, resolved } from '../../store/fixtures.ts';
import type { Service, Trouble } from '../../support/channels/service.ts';
import { anOutbox, noteSaying } from '../world.ts';
import { anAlert } from './alerts.ts';

export interface Subject {
  readonly channel: Channel;
  readonly service: Service;
}

export interface Traits {
  /** Milliseconds it waits when the service asks for 35 s; 35 s unless given. */
  readonly asked?: number;
  /** Whether the service can tell by a key that it has a message already. */
  readonly hasKeys: boolean;
  /** Whether a note is a message of its own there; unless it is, the card says the same. */
  readonly hasNotes?: boolean;
  /** Services that cannot be away, such as a file, have no troubles. */
  readonly hasTroubles?: boolean;
}

const never = new AbortController().signal;
const AWAY = ['asks to wait (429)', 'answers 503', 'never answers', 'is not there'] as const;

export function outgoing(over: Partial<Outgoing> = {}): Outgoing {
  return {
    key: 'k1',
    kind: 'card',
    reply: reply([heading('disk /var 94 %', 'bad'), line('Now 94 %, limit 90 %.')]),
    about: aboutOf(anAlert(), null),
    replyTo: null,
    silent: false,
    ...over,
  };
}

/** What every kind of channel does, on a stand-in of its service. */
export function channelContract(open: () => Promise<Subject>, traits: Traits): void {
  const { asked = 35 * SECOND, hasKeys, hasNotes = true, hasTroubles = true } = traits;
  const opened: Subject[] = [];
  const start = async () => {
    const subject = await open();
    opened.push(subject);
    return subject;
  };
  afterEach(async () => {
    vi.useRealTimers();
    for (const { service } of opened.splice(0)) await service[Symbol.asyncDispose]();
  });

  test('a card arrives, its change is delivered, and a note of it too', async () => {
    const { channel, service } = await start();
    const id = idOf(await channel.post(outgoing(), never));
    const over = aboutOf(anAlert({ state: resolved(1_000, 2_000) }), null);
    const edit = outgoing({ key: 'k2', about: over });
    expect((await channel.edit(id, edit, never)).kind).toBe('delivered');
    const note = { key: 'k3', kind: 'note', reply: say('Resolved.'), replyTo: id } as const;
    expect((await channel.post(outgoing({ ...note, about: over }), never)).kind).toBe('delivered');
    const texts = service.taken().map(({ text }) => text);
    expect(texts[0]).toContain('disk /var 94');
    if (hasNotes) expect(texts.at(-1)).toContain('Resolved.');
    expect(service.violations).toEqual([]);
  });

  test('a text that is far too long, or full of what nobody can see, arrives within the limits', async () => {
    const { channel, service } = await start();
    const evil = 'To: x@example.com\r\nBcc: y@example.com\r\n\r\n\u0000\u202e\ud800<b>&amp;</b>';
    const long = `${evil} ${'x'.repeat(300_000)}`;
    const alert = anAlert({ message: long, rule: evil, labels: { mount: long } });
    const message = outgoing({
      reply: reply([heading(long, 'bad'), line(long)]),
      about: aboutOf({ ...alert, targetName: evil }, null),
    });
    expect(await channel.post(message, never)).toMatchObject({ kind: 'delivered' });
    expect(service.taken().length).toBeGreaterThan(0);
    expect(service.violations).toEqual([]);
  });

  test('messages arrive in their order', async () => {
    const { channel, service } = await start();
    for (let n = 1; n <= 3; n++) {
      const about = aboutOf(anAlert({ id: n, fingerprint: `f${n}` }), null);
      await channel.post(outgoing({ key: `k${n}`, reply: say(`number ${n}`), about }), never);
    }
    expect(numbersOf(service)).toEqual(['1', '2', '3']);
  });

  if (hasTroubles) describe('in trouble', () => troubles(start, { asked, hasKeys }));
}

function troubles(
  start: () => Promise<Subject>,
  { asked, hasKeys }: { readonly asked: number; readonly hasKeys: boolean },
): void {
  test.each<{ trouble: Trouble; after: number | null }>([
    { trouble: 'asks to wait (429)', after: asked },
    { trouble: 'answers 503', after: null },
  ])('a service that $trouble is tried again', async ({ trouble, after }) => {
    const { channel, service } = await start();
    service.trouble(trouble);
    const delivery = await channel.post(outgoing(), never);
    expect(delivery).toMatchObject({ kind: 'retry', reason: expect.stringMatching(/\S/) });
    if (after !== null) expect(delivery).toMatchObject({ after });
    expect(service.taken()).toEqual([]);
    service.trouble(null);
    expect((await channel.post(outgoing(), never)).kind).toBe('delivered');
  });

  test('a service that refuses connections is tried again, and says so', async () => {
    const { channel, service } = await start();
    await service.down();
    expect(await channel.post(outgoing(), never)).toMatchObject({
      kind: 'retry',
      reason: expect.stringMatching(/refuses connections/),
    });
  });

  test('a service that never answers is left when it is aborted', async () => {
    const { channel, service } = await start();
    service.trouble('never answers');
    const stop = new AbortController();
    const sent = channel.post(outgoing(), stop.signal);
    await vi.waitUntil(() => service.holds(), { timeout: 10_000 });
    stop.abort();
    expect((await sent).kind).toBe('retry');
  });

  test('a signal that has aborted before sends nothing', async () => {
    const { channel, service } = await start();
    expect((await channel.post(outgoing(), AbortSignal.abort())).kind).toBe('retry');
    expect(service.taken()).toEqual([]);
  });

  test('a message whose answer was lost is sent again as the same', async () => {
    const { channel, service } = await start();
    service.trouble('loses its answer');
    const stop = new AbortController();
    const sent = channel.post(outgoing(), stop.signal);
    await vi.waitUntil(() => service.taken().length > 0, { timeout: 10_000 });
    stop.abort();
    expect((await sent).kind).toBe('retry');
    service.trouble(null);
    expect((await channel.post(outgoing(), never)).kind).toBe('delivered');
    const keys = service.taken().map(({ key }) => key);
    if (hasKeys) expect(new Set(keys).size).toBe(1);
    else expect(keys).toEqual([null, null]);
  });

  test.each(AWAY)(
    'a service that %s for ten minutes: nothing lost, nothing twice, in order',
    { timeout: 60_000 },
    async (trouble) => {
      const { channel, service } = await start();
      await away(channel, service, trouble);
      const first = [...new Set(numbersOf(service))];
      expect(first).toEqual(['1', '2', '3', '4', '5', '6']);
      expect(repeatsOf(service)).toEqual([]);
      expect(service.violations).toEqual([]);
    },
  );
}

/** Two alerts stand, four come while the service is away; all of them end. */
async function away(
  channel: Channel,
  service: Service,
  trouble: (typeof AWAY)[number],
): Promise<void> {
  // The fake clock takes the place of the real one.
  const later = globalThis.setTimeout;
  const traffic = { busy: 0 };
  await using box = await anOutbox(observed(channel, traffic));
  Object.assign(box.deps, cardsOf(box.store));
  void box.run();
  const settle = async () => {
    for (let calm = 0; calm < 5; calm++) {
      await vi.advanceTimersByTimeAsync(2);
      await new Promise<void>((done) => later(done, 1));
      if (traffic.busy > 0 && !service.holds()) calm = -1;
    }
  };
  // In steps shorter than a send may take: the sockets are real.
  const pass = async (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 10 * SECOND) {
      await vi.advanceTimersByTimeAsync(10 * SECOND);
      await settle();
    }
  };
  const open: Alert[] = [];
  const fire = async () => {
    open.push(await box.change({ state: firing(Date.now()) }));
    await settle();
  };
  for (let n = 0; n < 2; n++) await fire();
  if (trouble === 'is not there') await service.down();
  else service.trouble(trouble);
  for (let n = 0; n < 4; n++) {
    await fire();
    await pass(2 * MINUTE);
  }
  for (const alert of open) {
    const over = [card(), noteSaying(`${alert.fingerprint} over`)];
    await box.change({ state: resolved(alert.state.since, Date.now()) }, over, alert);
  }
  await pass(2 * MINUTE);
  if (trouble === 'is not there') await service.up();
  else service.trouble(null);
  for (let minutes = 0; minutes < 10; minutes++) {
    await pass(MINUTE);
    const { queued, sending } = await box.store.outbox.counts();
    if (queued + sending === 0) break;
  }
  expect(await box.store.outbox.counts()).toMatchObject({ queued: 0, sending: 0, dead: 0 });
}

function cardsOf(store: Awaited<ReturnType<typeof anOutbox>>['store']) {
  const about = async (id: number) => {
    const found = await store.alerts.get(id);
    return found && aboutOf(found.alert, null);
  };
  return {
    about,
    async card(id: number) {
      const found = await about(id);
      const words = `number ${id} ${found?.whole.state}`;
      return found && { reply: say(words), about: found };
    },
  };
}

function observed(channel: Channel, traffic: { busy: number }): Channel {
  const during = async (call: Promise<Delivery>) => {
    traffic.busy += 1;
    return call.finally(() => (traffic.busy -= 1));
  };
  return {
    ...channel,
    name: 'ops',
    post: (message, signal) => during(channel.post(message, signal)),
    edit: (id, message, signal) => during(channel.edit(id, message, signal)),
  };
}

/** Of the messages that name one. */
function numbersOf(service: Service): string[] {
  return service.taken().flatMap(({ text }) => /number (\d+)/.exec(text)?.[1] ?? []);
}

/** Messages that came twice though nothing of them was lost. */
function repeatsOf(service: Service): string[] {
  const all = service.taken().map(({ key, text }) => `${key} ${text}`);
  return all.filter((one, index) => all.indexOf(one) !== index);
}

function idOf(delivery: Delivery): string {
  if (delivery.kind !== 'delivered') throw new Error(`not delivered: ${JSON.stringify(delivery)}`);
  return delivery.remoteId;
}
