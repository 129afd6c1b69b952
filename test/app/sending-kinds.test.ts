import { expect, test } from 'vitest';
import { z } from 'zod';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import { channelKind } from '../../src/notify/channel-kind.ts';
import { pass } from '../notify/world.ts';
import { place, sending } from './sending-world.ts';

/** A kind that delivers at once and says with which password. */
function spoken() {
  const posts: string[] = [];
  const kind = channelKind({
    kind: 'spoken',
    setUp: '',
    from: 'warning',
    isRead: true,
    keys: { password: z.string() },
    secrets: () => [],
    address: () => 'here',
    missing: ({ password }) => (password === '' ? 'write `password:`' : null),
    open: (name, { password }) => {
      const post = async (what: string) => {
        posts.push(`${what} ${name} ${password}`);
        return { kind: 'delivered', remoteId: '1' } as const;
      };
      return { name, kind: 'spoken', post: () => post('post'), edit: () => post('edit') };
    },
  });
  return { kind, posts };
}

const mail = (password: string) =>
  place('mail', { kind: 'spoken', address: 'here', options: { password } });

test('a channel of the registry is opened, and opened anew with another password in its place', async () => {
  const { kind, posts } = spoken();
  const world = await sending([mail('old')], { kinds: [kind] });
  void world.start();
  const alert = await world.fire('mail');
  world.configure([mail('old')]);
  world.configure([mail('new')]);
  await world.again(alert, 'mail');
  expect(posts).toEqual(['post mail old', 'edit mail new']);
});

test('whoever mends a password does not wait for what the wrong one was told to wait for', async () => {
  const tried: string[] = [];
  const kind = channelKind({
    ...{ kind: 'spoken', setUp: '', from: 'warning', isRead: true },
    ...{ secrets: () => [], address: () => 'here', keys: { password: z.string() } },
    open: (name, { password }) => {
      const post = async () => {
        tried.push(password);
        if (password === 'right') return { kind: 'delivered', remoteId: '1' } as const;
        return { kind: 'retry', after: MINUTE, reason: 'refuses the login' } as const;
      };
      return { name, kind: 'spoken', post, edit: post };
    },
  });
  const world = await sending([mail('wrong')], { kinds: [kind] });
  void world.start();
  await world.fire('mail');
  await pass(10 * SECOND);
  world.configure([mail('wrong')]);
  await pass(10 * SECOND);
  expect(tried).toEqual(['wrong']);
  world.configure([mail('right')]);
  await pass(0);
  expect(tried).toEqual(['wrong', 'right']);
  expect(await world.store.outbox.waiting()).toEqual([]);
});

test('one of which something is missing is off, keeps what waits, and says what to write', async () => {
  const { kind, posts } = spoken();
  const world = await sending([mail('')], { kinds: [kind] });
  void world.start();
  await world.fire('mail');
  expect(posts).toEqual([]);
  expect(world.log).toContain('warn: mail: write `password:`');
  expect(await world.store.outbox.waiting()).toEqual(['mail']);
});

test('what only programs read stands in for nobody', async () => {
  const hook = place('hook', { kind: 'webhook', options: {} });
  const log = place('log', { kind: 'file', options: {} });
  const slack = place('team', { kind: 'slack', options: {} });
  const world = await sending([place('ops'), hook, log, slack]);
  expect(world.backups('ops')).toEqual(['team', 'console']);
});
