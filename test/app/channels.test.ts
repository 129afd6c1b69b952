import { describe, expect, test } from 'vitest';
import { channelList } from '../../src/app/sending.ts';
import { MINUTE } from '../../src/model/time.ts';
import { pass } from '../notify/world.ts';
import { place, sending } from './sending-world.ts';

const names = (list: ReturnType<typeof channelList>) => list.listeners().map(({ name }) => name);

describe('another configuration while it runs', () => {
  test('a channel that comes hears of alerts from then on', async () => {
    const one = await sending([place('phone')]);
    void one.start();
    await pass(0);
    one.configure([place('phone'), place('pager')]);
    expect(one.listeners().map(({ name }) => name)).toEqual(['phone', 'pager', 'console']);
    await one.fire('pager');
    await one.fire('phone');
    expect(one.posted).toEqual(['pager at id of pager', 'phone at id of phone']);
  });

  test('another address is where messages go from then on', async () => {
    const one = await sending([place('phone')]);
    void one.start();
    await one.fire('phone');
    one.configure([place('phone', { address: '-200' })]);
    await one.fire('phone');
    expect(one.posted).toEqual(['phone at id of phone', 'phone at -200']);
  });

  test('what failed at the old address is tried at the new one at once', async () => {
    const wrong = { kind: 'retry', after: 0, reason: 'no such chat' } as const;
    const one = await sending([place('phone')], { script: [wrong, wrong, wrong, wrong, wrong] });
    void one.start();
    await one.fire('phone');
    await pass(20_000);
    const tried = one.posted.length;
    one.configure([place('phone', { address: '-200' })]);
    one.scripted.script.length = 0;
    await pass(100);
    expect(one.posted.slice(tried)).toEqual(['phone at -200']);
  });

  test('what waits for one that goes is kept, and sent when it comes back', async () => {
    const one = await sending([place('phone'), place('pager')]);
    void one.start();
    await pass(0);
    one.configure([place('pager')]);
    expect(one.listeners().map(({ name }) => name)).toEqual(['pager', 'console']);
    await one.fire('phone');
    expect(one.posted).toEqual([]);
    expect(await one.store.outbox.counts()).toMatchObject({ queued: 1 });
    expect(one.log.at(-1)).toContain('phone: messages wait for it, and it is configured no more');
    one.configure([place('phone'), place('pager')]);
    await pass(2 * MINUTE);
    expect(one.posted).toEqual(['phone at id of phone']);
  });

  test('so is what waited for one since an earlier run', async () => {
    const one = await sending([]);
    await one.fire('former');
    void one.start();
    await pass(0);
    one.configure([place('former')]);
    await pass(2 * MINUTE);
    expect(one.posted).toEqual(['former at id of former']);
  });

  test('a terminal that is configured listens instead of the built-in one', () => {
    const list = channelList({ channels: [place('screen', { kind: 'console' })] }, []);
    expect(names(list)).toEqual(['screen']);
    list.configure([place('phone')]);
    expect(names(list)).toEqual(['phone', 'console']);
    list.configure([place('phone'), place('console', { kind: 'console' })]);
    expect(names(list)).toEqual(['phone', 'console']);
  });

  test('linked chats stay; one that is configured too is told once, and by its link again after that', () => {
    const linked = place('telegram--5', { address: '-5' });
    const list = channelList({ channels: [place('ops')] }, [linked]);
    expect([names(list), list.linked()]).toEqual([
      ['ops', 'telegram--5', 'console'],
      ['telegram--5'],
    ]);
    list.configure([place('ops'), place('phone', { address: '-5' })]);
    expect([names(list), list.linked()]).toEqual([['ops', 'phone', 'console'], []]);
    list.configure([]);
    expect([names(list), list.linked()]).toEqual([['telegram--5', 'console'], ['telegram--5']]);
  });

  test('a chat that was configured when it was linked is linked once it is configured no more', () => {
    const list = channelList({ channels: [place('phone', { address: '-5' })] }, []);
    list.link(place('telegram--5', { address: '-5' }));
    expect(names(list)).toEqual(['phone', 'console']);
    list.configure([]);
    expect(names(list)).toEqual(['telegram--5', 'console']);
  });

  test('nothing is opened anew that stays as it was', async () => {
    const one = await sending([place('phone')], { chats: false });
    void one.start();
    await pass(0);
    const said = one.log.length;
    one.configure([place('phone')]);
    expect(one.log).toHaveLength(said);
  });
});

const MOVES = [
  { name: 'another chat', more: { address: '-200' } },
  { name: 'another platform', more: { kind: 'discord' } },
  { name: 'another thread', more: { thread: '7' } },
  { name: 'a topic for each alert', more: { style: 'forum' } },
] as const;

describe('a channel name that means another place', () => {
  /** A channel with an alert whose card stands. */
  async function standing(options: { file?: string } = {}) {
    const one = await sending([place('phone')], options);
    const ended = one.start();
    await pass(0);
    const alert = await one.fire('phone');
    expect(one.calls()).toEqual(['post']);
    return { ...one, alert, ended };
  }

  test.each(MOVES)('$name gets the card of an open alert anew, once', async ({ more }) => {
    const one = await standing();
    one.configure([place('phone', more)]);
    const next = await one.again(one.alert, 'phone');
    expect(one.calls()).toEqual(['post', 'post']);
    await one.again(next, 'phone');
    expect(one.calls()).toEqual(['post', 'post', 'edit']);
  });

  test.each(MOVES)('so does $name after a restart', async ({ more }) => {
    const before = await standing();
    before.stop();
    await before.ended;
    await before.store[Symbol.asyncDispose]();
    const after = await sending([place('phone', more)], { file: before.file });
    void after.start();
    await after.again(before.alert, 'phone');
    expect(after.calls()).toEqual(['post']);
  });

  test('nothing is posted anew where the place is the same, whatever was configured between', async () => {
    const one = await standing();
    one.configure([place('phone', { address: '-200' })]);
    one.configure([place('phone')]);
    await one.again(one.alert, 'phone');
    expect(one.calls()).toEqual(['post', 'edit']);
  });

  test('a note that comes first answers nothing there', async () => {
    const one = await standing();
    one.configure([place('phone', { kind: 'discord' })]);
    await one.again(one.alert, 'phone', 'note');
    expect(one.scripted.calls.map(({ what, on }) => [what, on])).toEqual([
      ['post', null],
      ['post', null],
    ]);
  });

  test('what was on its way to the former place does not stand at the new one', async () => {
    const one = await standing();
    let answer = () => {};
    one.scripted.script.push(
      () =>
        new Promise((resolve) => {
          answer = () => resolve({ kind: 'delivered', remoteId: 'old' });
        }),
    );
    const next = await one.again(one.alert, 'phone');
    one.configure([place('phone', { address: '-200' })]);
    answer();
    await pass(0);
    await one.again(next, 'phone');
    expect(one.calls()).toEqual(['post', 'edit', 'post']);
    expect(one.posted.at(-1)).toBe('phone at -200');
  });
});

test('who tells what a channel cannot: another kind first, the terminal last, never itself', () => {
  const ops = place('ops', { kind: 'discord' });
  const list = channelList({ channels: [ops, place('dev', { kind: 'discord' }), place('phone')] }, [
    place('telegram-5'),
  ]);
  expect(list.backups('ops')).toEqual(['phone', 'telegram-5', 'dev', 'console']);
  expect(list.backups('phone')).toEqual(['ops', 'dev', 'telegram-5', 'console']);
  expect(list.backups('nobody')).toEqual(['ops', 'dev', 'phone', 'telegram-5', 'console']);
});

describe('people', () => {
  const ana = (address: string) => place('@Ana', { address, isDirect: true });

  test('are channels that stand in for no other, and are told elsewhere once they say so', async () => {
    const one = await sending([place('ops', { kind: 'discord' })]);
    one.meet([ana('222')]);
    expect(one.listeners().map(({ name }) => name)).toEqual(['ops', '@Ana', 'console']);
    expect(one.backups('ops')).toEqual(['console']);
    expect(one.backups('@Ana')).toEqual(['ops', 'console']);
    void one.start();
    await one.fire('@Ana');
    one.meet([ana('333')]);
    await one.fire('@Ana');
    expect(one.posted).toEqual(['@Ana at 222', '@Ana at 333']);
  });

  test('do not take the place of a chat that was linked with them', async () => {
    const linked = place('telegram-222', { address: '222' });
    const one = await sending([], { linked: [linked] });
    one.meet([ana('222')]);
    expect(one.listeners().map(({ name }) => name)).toEqual(['telegram-222', '@Ana', 'console']);
  });

  test('are told in a linked chat by its link, as long as they are told in that chat', async () => {
    const linked = place('telegram-222', { address: '222' });
    const one = await sending([], { linked: [linked] });
    one.meet([ana('222')]);
    expect(['@Ana', 'telegram-222', '@Ben'].map(one.heardAs)).toEqual([
      'telegram-222',
      'telegram-222',
      '@Ben',
    ]);
    one.meet([{ ...ana('222'), kind: 'discord' }]);
    expect(one.heardAs('@Ana')).toBe('@Ana');
  });
});
