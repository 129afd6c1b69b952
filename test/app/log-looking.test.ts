import { expect, onTestFinished, test } from 'vitest';
import { logLooking } from '../../src/app/log-looking.ts';
import type { ChatSurface } from '../../src/chat/surface.ts';
import type { KeptEntry } from '../../src/model/log.ts';
import type { Outgoing } from '../../src/notify/channel.ts';
import { waitFor } from '../support/whole-app.ts';

const PLACE = { surface: 'telegram', id: '1', thread: null, title: 'ops' } as const;
const FILTER = { from: 0, to: 10, target: null, log: null, level: null };
const ASKED = { filter: FILTER, what: 'in app', place: PLACE, zone: 'UTC' };

/** A chat that keeps what it was sent, and logs that grow. */
function looking() {
  const sent: { readonly how: string; readonly text: string }[] = [];
  let isDeleted = false;
  const note = (how: string, { reply }: Outgoing) => {
    sent.push({ how, text: JSON.stringify(reply) });
    if (isDeleted) return { kind: 'gone', reason: 'deleted' } as const;
    return { kind: 'delivered', remoteId: 'm1' } as const;
  };
  const chat = {
    name: 'telegram',
    channel: () => ({
      ...{ name: 'follow', kind: 'telegram' },
      post: async (message: Outgoing) => note('post', message),
      edit: async (id: string, message: Outgoing) => note(`edit ${id}`, message),
    }),
  } as unknown as ChatSurface;
  const kept: KeptEntry[] = [];
  const clock = { time: 0 };
  const desk = logLooking({
    logs: { find: async (_, { after = 0 }) => kept.filter(({ id }) => id > after).toReversed() },
    chats: () => [chat],
    targets: () => [],
    look: async () => {},
    clock: { monotonic: () => clock.time },
    failed: (error) => expect.unreachable(String(error)),
    every: 1,
  });
  onTestFinished(() => desk[Symbol.asyncDispose]());
  const add = (text: string) => {
    const plain = { target: 1, log: 'app', at: 1, level: null, logger: null, print: null };
    kept.push({ ...plain, id: kept.length + 1, text, category: null });
  };
  const until = (look: () => boolean) => waitFor(look, () => JSON.stringify(sent));
  const deleted = () => {
    isDeleted = true;
  };
  return { sent, desk, add, deleted, clock, until, last: () => sent.at(-1)?.text ?? '' };
}

test('new lines come into one message, which ends by its button', async () => {
  const { sent, desk, add, until, last } = looking();
  add('old line');
  expect(desk.start(ASKED)).toEqual({ problem: null });
  await until(() => sent.length === 1);
  expect(last()).toContain('stop 1');
  add('first line');
  await until(() => last().includes('first line'));
  add('second line');
  await until(() => last().includes('second line'));
  expect(desk.stop(1)).toBe(true);
  await until(() => last().includes('Followed'));
  expect(last()).toContain('first line');
  expect(last()).not.toContain('stop 1');
  expect(JSON.stringify(sent)).not.toContain('old line');
  expect(sent.map(({ how }) => how)).toEqual(['post', 'edit m1', 'edit m1', 'edit m1']);
  await until(() => !desk.stop(1));
});

test('a message that was deleted is not followed any more', async () => {
  const { sent, desk, add, until, deleted } = looking();
  desk.start(ASKED);
  await until(() => sent.length === 1);
  deleted();
  add('a line');
  await until(() => !desk.stop(1));
  expect(sent).toHaveLength(2);
});

test('it ends by time, and without news nothing is edited', async () => {
  const { sent, desk, clock, until, last } = looking();
  desk.start(ASKED);
  await until(() => sent.length === 1);
  clock.time = 10 * 60_000;
  await until(() => last().includes('Followed'));
  expect(sent).toHaveLength(2);
});

test('a terminal is told why not, and so is who would follow a fourth time', async () => {
  const { desk } = looking();
  const at = (surface: 'console') => ({ ...ASKED, place: { ...PLACE, surface } });
  expect(desk.start(at('console')).problem).toContain('/logs tail');
  for (let one = 0; one < 3; one += 1) expect(desk.start(ASKED).problem).toBeNull();
  expect(desk.start(ASKED).problem).toContain('stop one');
});
