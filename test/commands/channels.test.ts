import { expect, test } from 'vitest';
import { channels } from '../../commands/channels.ts';
import type { CommandContext } from '../../src/chat/command.ts';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import type { Reply } from '../../src/chat/reply.ts';
import type { AbsentKind, ChannelTest, ChannelView } from '../../src/model/channel-view.ts';
import type { Role } from '../../src/model/person.ts';
import { actorOf, place } from '../support/desk.ts';

const OPS: ChannelView = {
  ...{ name: 'ops', kind: 'discord', address: '123', off: null, connection: null },
  ...{ waiting: 0, deliveredAt: 0, trouble: null },
};
const MAIL: ChannelView = {
  ...{ name: 'mail', kind: 'email', address: 'o***@example.com', off: null, connection: null },
  ...{ waiting: 3, deliveredAt: null, trouble: 'HTTP 503' },
};
const PHONE: ChannelView = { ...OPS, name: 'phone', kind: 'telegram', off: 'set the token' };

function contextWith(options: {
  views?: readonly ChannelView[];
  absent?: readonly AbsentKind[];
  role?: Role;
  fate?: (name: string) => ChannelTest;
  isLive?: boolean;
}) {
  const { views = [OPS, MAIL], absent = [], role = 'operator', isLive = false } = options;
  const tested: (readonly string[])[] = [];
  const live: Reply[] = [];
  const context = {
    ...{ actor: actorOf(role), place, signal: new AbortController().signal },
    channelDesk: {
      list: async () => ({ channels: views, absent }),
      async test(
        names: readonly string[],
        { tell }: { tell(tests: readonly ChannelTest[]): void },
      ) {
        tested.push(names);
        const { fate } = options;
        if (!fate) return null;
        tell(names.map((name) => ({ name, kind: 'waiting', reason: null })));
        return names.map(fate);
      },
    },
    liveMessages: {
      async begin(
        _place: unknown,
        first: Reply,
        work: (show: (one: Reply) => void, signal: AbortSignal) => Promise<Reply>,
      ) {
        if (!isLive) return false;
        live.push(first);
        live.push(await work((one) => live.push(one), context.signal));
        return true;
      },
    },
  } as unknown as CommandContext;
  return { context, tested, live };
}

function shown(reply: Reply): string {
  return renderForConsole(reply, { width: UNBROKEN, colour: false, zone: 'UTC', now: 60_000 });
}

test('each channel says where it goes, how it fares, and why it is off', async () => {
  const absent = [{ kind: 'call', setUp: 'set PHONE_TO' }];
  const { context } = contextWith({ views: [OPS, MAIL, PHONE], absent, role: 'viewer' });
  expect(shown(await channels.run({ action: 'list' }, context)).split('\n')).toEqual([
    '■ 3 channels, 2 in trouble',
    'ops (discord 123): last delivered 1 min ago',
    'mail (email o***@example.com): nothing delivered yet · 3 waiting · HTTP 503',
    'phone (telegram 123): off: set the token',
    'call is off, not set up: set PHONE_TO',
    'Try one: /channels test <name>, or all',
  ]);
});

test('a connection that is down is trouble', async () => {
  const views = [{ ...OPS, connection: 'down: the token is refused' }];
  const said = shown(await channels.run({ action: 'list' }, contextWith({ views }).context));
  expect(said.split('\n').slice(0, 2)).toEqual([
    '▲ 1 channel, 1 in trouble',
    'ops (discord 123): last delivered 1 min ago · discord is down: the token is refused',
  ]);
});

test.each([
  { name: 'none', views: [] },
  { name: 'the terminal', views: [{ ...OPS, name: 'console', kind: 'console', address: '' }] },
])('with no channel but $name it warns, and says what to write', async ({ views }) => {
  const said = shown(await channels.run({ action: 'list' }, contextWith({ views }).context));
  expect(said).toMatch(/^▲ Alerts are shown in the terminal only\nWrite TELEGRAM_BOT_TOKEN/);
});

test('one channel is shown by its name, and one that is not there is not passed over', async () => {
  const ask = async (name: string) => shown(await channels.run({ action: 'list', name }, context));
  const { context } = contextWith({ absent: [{ kind: 'call', setUp: 'set PHONE_TO' }] });
  expect((await ask('MAIL')).split('\n')).toEqual([
    'mail (email o***@example.com): nothing delivered yet · 3 waiting · HTTP 503',
    'Try it: /channels test mail',
  ]);
  expect(await ask('mial')).toBe('There is no channel mial. Did you mean mail?');
  expect((await ask('all')).split('\n')).toHaveLength(5);
});

test('a test is for operators, and of a channel that there is', async () => {
  const viewer = contextWith({ role: 'viewer' });
  const refused = await channels.run({ action: 'test', name: 'ops' }, viewer.context);
  expect(shown(refused)).toContain('for the role operator');
  const unknown = await channels.run({ action: 'test', name: 'opz' }, contextWith({}).context);
  expect(shown(unknown)).toBe('Write /channels test <name>: one of all, ops, mail.');
  expect(viewer.tested).toEqual([]);
});

test('a test says how each message fared', async () => {
  const fates: Record<string, ChannelTest> = {
    ops: { name: 'ops', kind: 'delivered', took: 420 },
    mail: { name: 'mail', kind: 'waiting', reason: 'smtp refuses the login' },
  };
  const fate = (name: string) => fates[name] as ChannelTest;
  const { context, tested } = contextWith({ fate });
  const reply = await channels.run({ action: 'test', name: 'ALL' }, context);
  expect(shown(reply).split('\n')).toEqual([
    '▲ 1 of 2 tests delivered',
    'ops: delivered in 420 ms',
    'mail: not taken: smtp refuses the login. It is tried again.',
  ]);
  expect(tested).toEqual([['ops', 'mail']]);
});

test('where messages can be edited, the test is shown as it goes on', async () => {
  const fate = (name: string): ChannelTest => ({ name, kind: 'refused', reason: 'HTTP 400' });
  const { context, live } = contextWith({ fate, isLive: true });
  await channels.run({ action: 'test', name: 'ops' }, context);
  expect(live.map((one) => shown(one).split('\n').at(-1))).toEqual([
    'ops: on its way',
    'ops: on its way',
    'ops: refused: HTTP 400',
  ]);
});

test('nothing is tested where nothing runs', async () => {
  const { context } = contextWith({});
  const reply = await channels.run({ action: 'test', name: 'ops' }, context);
  expect(shown(reply)).toBe('Only a running Tocsin sends: start it, and test again.');
});
