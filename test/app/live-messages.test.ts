import { expect, onTestFinished, test } from 'vitest';
import { liveMessages } from '../../src/app/live-messages.ts';
import { type Reply, say } from '../../src/chat/reply.ts';
import type { ChatSurface } from '../../src/chat/surface.ts';
import type { Delivery, Outgoing } from '../../src/notify/channel.ts';
import { waitFor } from '../support/whole-app.ts';

const PLACE = { surface: 'telegram', id: '1', thread: null, title: 'ops' } as const;
const FIRST = say('first');

/** A chat that keeps what it was sent; the first answers are `given`. */
function messages(given: readonly Delivery[] = []) {
  const sent: string[] = [];
  const left = [...given];
  const take = (how: string, { reply }: Outgoing): Delivery => {
    sent.push(`${how} ${JSON.stringify(reply.blocks[0])}`);
    return left.shift() ?? { kind: 'delivered', remoteId: 'm1' };
  };
  const chat = {
    name: 'telegram',
    channel: () => ({
      post: async (message: Outgoing) => take('post', message),
      edit: async (id: string, message: Outgoing) => take(`edit ${id}`, message),
    }),
  } as unknown as ChatSurface;
  const errors: unknown[] = [];
  const live = liveMessages({
    chats: () => [chat],
    failed: (error) => errors.push(error),
    every: 1,
  });
  onTestFinished(() => live[Symbol.asyncDispose]());
  const until = (words: string) =>
    waitFor(
      () => sent.at(-1)?.includes(words) === true,
      () => JSON.stringify(sent),
    );
  return { sent, errors, live, until };
}

test('one message is edited, and what comes too fast is left out', async () => {
  const { sent, live, until } = messages();
  let show: (reply: Reply) => void = () => {};
  const { promise, resolve } = Promise.withResolvers<Reply>();
  const begun = live.begin(PLACE, FIRST, (given) => {
    show = given;
    return promise;
  });
  expect(await begun).toBe(true);
  show(say('one'));
  await until('one');
  for (const text of ['two', 'three', 'four']) show(say(text));
  await until('four');
  resolve(say('last'));
  await until('last');
  expect(sent.map((one) => one.split(' {')[0])).toEqual([
    'post',
    ...Array(sent.length - 1).fill('edit m1'),
  ]);
  expect(sent.length).toBeLessThan(6);
});

test('what a chat does not take at once is edited again in the end', async () => {
  const { sent, live } = messages([
    { kind: 'delivered', remoteId: 'm1' },
    { kind: 'retry', after: 1, reason: 'too fast' },
  ]);
  await live.begin(PLACE, FIRST, async () => say('last'));
  await waitFor(
    () => sent.length === 3,
    () => JSON.stringify(sent),
  );
});

test('what fails says so in its message', async () => {
  const { errors, live, until } = messages();
  await live.begin(PLACE, FIRST, () => Promise.reject(new Error('no')));
  await until('not finished');
  expect(errors).toHaveLength(1);
});

test('the end of the process ends it', async () => {
  const { live, until, errors } = messages();
  await live.begin(
    PLACE,
    FIRST,
    (_, signal) =>
      new Promise((_done, refuse) => {
        signal.addEventListener('abort', () => refuse(signal.reason as Error));
      }),
  );
  await live[Symbol.asyncDispose]();
  await until('not finished');
  expect(errors).toEqual([]);
});

test('a terminal has none, and a chat that takes nothing has none either', async () => {
  const { live } = messages([{ kind: 'rejected', reason: 'no' }]);
  const work = () => expect.unreachable();
  expect(await live.begin({ ...PLACE, surface: 'console' }, FIRST, work)).toBe(false);
  expect(await live.begin(PLACE, FIRST, work)).toBe(false);
});
