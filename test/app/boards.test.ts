import { expect, test } from 'vitest';
import { BOARD, newsOf, openBoards } from '../../src/app/boards.ts';
import { refuse } from '../../src/chat/reply.ts';
import type { ChatSurface } from '../../src/chat/surface.ts';
import { SECOND } from '../../src/model/time.ts';
import type { Delivery, Outgoing } from '../../src/notify/channel.ts';
import { ana, NOON, openDesk, place, reading } from '../support/desk.ts';

/** A chat with messages by id; what it answers next is taken from `answers`. */
function aChat() {
  const messages = new Map<string, string>();
  const answers: (Delivery | Error)[] = [];
  const calls: string[] = [];
  const posted = { signal: new AbortController().signal };
  let pinned: string | null = 'it is not pinned: grant the bot Pin Messages in this channel';
  const keys = new Map<string, string>();
  const shown = ({ reply }: Outgoing) => JSON.stringify(reply.blocks);
  const chat = {
    name: 'telegram',
    channel: () => ({
      name: 'board',
      kind: 'telegram',
      async post(message: Outgoing, signal: AbortSignal): Promise<Delivery> {
        calls.push('post');
        posted.signal = signal;
        const given = answers.shift();
        if (given instanceof Error) throw given;
        if (given) return given;
        const id = keys.get(message.key) ?? `m${messages.size + 1}`;
        keys.set(message.key, id);
        messages.set(id, shown(message));
        return { kind: 'delivered', remoteId: id };
      },
      async edit(id: string, message: Outgoing): Promise<Delivery> {
        calls.push(`edit ${id}`);
        const given = answers.shift();
        if (given instanceof Error) throw given;
        if (given) return given;
        if (!messages.has(id)) return { kind: 'gone', reason: 'message to edit not found' };
        messages.set(id, shown(message));
        return { kind: 'delivered', remoteId: id };
      },
      async pin() {
        calls.push('pin');
        return pinned;
      },
    }),
  } as unknown as ChatSurface;
  return { chat, messages, answers, calls, posted, mayPin: () => (pinned = null) };
}

async function aBoard() {
  const desk = await openDesk();
  const chat = aChat();
  let now = NOON;
  let isReadable = true;
  const stop = new AbortController();
  const failures: unknown[] = [];
  const open = () =>
    openBoards({
      settings: desk.store.settings,
      clock: { now: () => now, monotonic: () => now },
      chats: () => [chat.chat],
      show: async (signal) =>
        isReadable ? desk.desk.answer({ ...BOARD, signal }) : refuse('it failed'),
      news: () => newsOf(desk.alerting.book.open(null)),
      signal: stop.signal,
      failed: (error) => failures.push(error),
    });
  const state = { boards: await open() };
  const later = async (seconds: number, run: () => Promise<unknown> = async () => {}) => {
    for (let i = 0; i < seconds; i++) {
      now += SECOND;
      desk.at(now);
      await run();
      await state.boards.tick();
    }
  };
  const disk = (value: number, mount = '/') => reading('system.disk', value, { mount });
  return {
    ...{ desk, ...chat, later, disk, failures, stop },
    here: (thread: string | null = place.thread) =>
      state.boards.desk.here({ ...place, thread }, ana),
    off: () => state.boards.desk.off(place, ana),
    now: () => now,
    readable(is: boolean) {
      isReadable = is;
    },
    /** The process ends, however it ends, and another begins. */
    async restart() {
      state.boards = await open();
      await state.boards.tick();
    },
  };
}

test('it is posted once, pinned where that is allowed, and edited when something happened', async () => {
  const { desk, here, later, disk, messages, calls, mayPin, now } = await aBoard();
  expect(await here()).toMatchObject({ kind: 'posted', unpinned: expect.stringContaining('Pin') });
  mayPin();
  expect(await here()).toEqual({ kind: 'there', unpinned: null });
  calls.length = 0;
  await later(60);
  expect(calls).toEqual([]);
  await desk.measured('web-1', now(), [disk(97)]);
  await later(5);
  expect(calls).toEqual(['edit m1']);
  expect(messages.get('m1')).toContain('Disk / at 97 % on web-1');
  expect(messages.size).toBe(1);
});

test('another process goes on with the same message, and one that was deleted comes anew', async () => {
  const { here, restart, messages, later } = await aBoard();
  await here();
  await restart();
  await restart();
  expect([...messages.keys()]).toEqual(['m1']);
  messages.delete('m1');
  await restart();
  await later(2);
  expect(messages.size).toBe(1);
  await later(30);
  expect(messages.size).toBe(1);
});

test('a process that was killed before it knew of its post makes no second one', async () => {
  const { desk, here, restart, messages } = await aBoard();
  await here();
  const kept = JSON.parse((await desk.store.settings.get('boards')) ?? '[]');
  await desk.store.settings.set('boards', JSON.stringify([{ ...kept[0], remoteId: null }]));
  await restart();
  expect([...messages.keys()]).toEqual(['m1']);
});

test('five hundred alerts within a minute make few edits', async () => {
  const { desk, here, later, disk, calls, messages, now } = await aBoard();
  await here();
  calls.length = 0;
  let mounts = 0;
  await later(60, async () => {
    mounts += 9;
    const all = Array.from({ length: mounts }, (_, index) => disk(97, `/mnt/${index}`));
    if (mounts <= 504) await desk.measured('web-1', now(), all);
  });
  expect(calls.length).toBeLessThanOrEqual(8);
  await later(16);
  expect(messages.get('m1')).toContain('and 496 more: /alerts');
});

test('it waits as long as the chat asks', async () => {
  const { desk, here, later, disk, calls, answers, now } = await aBoard();
  await here();
  calls.length = 0;
  answers.push({ kind: 'retry', after: 30 * SECOND, reason: 'Too Many Requests' });
  await desk.measured('web-1', now(), [disk(97)]);
  await later(29);
  expect(calls).toEqual(['edit m1']);
  await later(5);
  expect(calls).toEqual(['edit m1', 'edit m1']);
});

test('what cannot be read leaves the old values there, and says so once', async () => {
  const { here, later, calls, messages, readable } = await aBoard();
  await here();
  const before = messages.get('m1') ?? '';
  calls.length = 0;
  readable(false);
  await later(60);
  expect(calls).toEqual(['edit m1']);
  expect(messages.get('m1')).toContain('cannot be read since');
  expect(messages.get('m1')).toContain(before.slice(1, -1));
  readable(true);
  await later(20);
  expect(messages.get('m1')).toBe(before);
});

test('one that is ended says so and stays as it is', async () => {
  const { here, off, later, restart, messages, calls } = await aBoard();
  await here();
  expect(await off()).toBe(true);
  expect(messages.get('m1')).toContain('Ana ended this board');
  calls.length = 0;
  await later(60);
  await restart();
  expect(calls).toEqual([]);
  expect(await off()).toBe(false);
});

const UNSURE: Delivery = { kind: 'retry', after: 2 * SECOND, reason: 'no answer', unsure: true };

test('a post without an answer is made anew after five minutes, by the next process as well', async () => {
  const { here, later, restart, calls, answers } = await aBoard();
  answers.push(UNSURE);
  expect(await here()).toMatchObject({
    kind: 'refused',
    why: expect.stringContaining('may stand'),
  });
  expect(await here()).toMatchObject({ kind: 'refused' });
  await later(150);
  await restart();
  await later(149);
  expect(calls).toEqual(['post']);
  await later(1);
  expect(calls).toEqual(['post', 'post', 'pin']);
});

test('a post that was surely not taken is made anew as soon as the chat says', async () => {
  const { here, later, calls, answers } = await aBoard();
  answers.push({ kind: 'retry', after: 2 * SECOND, reason: 'ECONNREFUSED' });
  expect(await here()).toMatchObject({ kind: 'refused', why: expect.stringContaining('not take') });
  await later(2);
  expect(calls).toEqual(['post', 'post', 'pin']);
});

test('a board that fails is told of, and holds up no other one', async () => {
  const { desk, here, later, disk, messages, answers, failures, now } = await aBoard();
  await here();
  await here('7');
  await desk.measured('web-1', now(), [disk(97)]);
  answers.push(new Error('it broke'));
  await later(5);
  expect(failures).toEqual([new Error('it broke')]);
  expect(messages.get('m2')).toContain('Disk / at 97 % on web-1');
});

test('the end of the process ends every call', async () => {
  const { here, posted, stop } = await aBoard();
  await here();
  expect(posted.signal.aborted).toBe(false);
  stop.abort();
  expect(posted.signal.aborted).toBe(true);
});
