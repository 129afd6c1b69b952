import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commands } from '../../commands/index.ts';
import { describeCommand, nextArguments, parseArguments, usage } from '../../src/chat/arguments.ts';
import type { Command } from '../../src/chat/command.ts';
import { command } from '../../src/chat/command.ts';
import { say } from '../../src/chat/reply.ts';

function named(name: string): Command {
  const found = commands.find((one) => one.name === name);
  if (!found) throw new Error(`no command ${name}`);
  return found;
}

const ONE = [{ id: 12, all: false }];
const BOTH = [...ONE, { id: 13, all: false }];

describe('what people type is understood', () => {
  test.each([
    ['ack', '12', { ids: ONE }],
    ['ack', '12 13 disk is cleaned', { ids: BOTH, note: 'disk is cleaned' }],
    ['ack', '#12,#13', { ids: BOTH }],
    ['ack', '#12, #13 on it', { ids: BOTH, note: 'on it' }],
    ['ack', '12 12', { ids: ONE }],
    ['ack', '12 90% of it was logs', { ids: ONE, note: '90% of it was logs' }],
    ['ack', '12 note: 3 disks were full', { ids: ONE, note: '3 disks were full' }],
    ['ack', '12 note=3 disks were full', { ids: ONE, note: '3 disks were full' }],
    ['ack', '12 see ids=5 in the list', { ids: ONE, note: 'see ids=5 in the list' }],
    ['ack', '  12\n\n  two   words ', { ids: ONE, note: 'two words' }],
    ['ack', '12* all of it', { ids: [{ id: 12, all: true }], note: 'all of it' }],
    ['alerts', '', {}],
    ['alerts', 'critical', { severity: 'critical' }],
    ['alerts', 'CRITICAL', { severity: 'critical' }],
    ['alerts', 'web-1', { target: 'web-1' }],
    [
      'alerts',
      'resolved critical web-1',
      { state: 'resolved', severity: 'critical', target: 'web-1' },
    ],
    [
      'alerts',
      'web-1 critical resolved',
      { state: 'resolved', severity: 'critical', target: 'web-1' },
    ],
    ['alerts', 'target=web-1', { target: 'web-1' }],
    ['alerts', 'target: web-1 firing', { state: 'firing', target: 'web-1' }],
    ['alerts', 'Target=critical', { target: 'critical' }],
    ['health', 'web-1', { target: 'web-1' }],
    ['trend', 'system.cpu', { metric: 'system.cpu', window: '24h' }],
    ['trend', 'system.cpu 6h web-1', { metric: 'system.cpu', window: '6h', target: 'web-1' }],
    // What is no window is taken apart by the command, which knows the targets.
    ['trend', 'system.cpu web-1', { metric: 'system.cpu web-1', window: '24h' }],
    ['trend', '6h system.cpu web-1', { metric: 'system.cpu web-1', window: '6h' }],
    ['report', '', {}],
  ])('/%s %s', (name, input, args) => {
    expect(parseArguments(named(name), input)).toEqual({ kind: 'parsed', args });
  });

  test.each([
    ['ack', { ids: '12 13', note: '5 disks' }, { ids: BOTH, note: '5 disks' }],
    ['ack', { ids: '12', note: '' }, { ids: ONE }],
    ['alerts', { severity: 'critical', unheard: 'of' }, { severity: 'critical' }],
  ])('named options of /%s %o', (name, options, args) => {
    expect(parseArguments(named(name), options as Record<string, string>)).toEqual({
      kind: 'parsed',
      args,
    });
  });
});

describe('what cannot be understood is refused with what to write', () => {
  test.each([
    ['ack', '', /“ids” is missing \(alert ids/],
    ['ack', 'disk is cleaned', /“ids”: write alert ids such as 12 or 12 13/],
    ['ack', '1234567890123', /write alert ids/],
    ['ack', '-1', /write alert ids/],
    [
      'ack',
      '12 '.repeat(10) + Array.from({ length: 60 }, (_, id) => id + 20).join(' '),
      /at most 50/,
    ],
    ['ack', `12 ${'x'.repeat(501)}`, /“note” is too long: at most 500 characters/],
    ['why', '12 13', /I do not know what “13” means here/],
    ['alerts', 'state=broken', /“state” must be one of open, pending, firing/],
    ['health', 'web-1 web-2 web-3', /I do not know what “web-2 web-3” means here/],
    ['status', 'now', /I do not know what “now” means here/],
    ['explain', '', /“metric” is missing/],
    ['trend', 'system.cpu 90x', /write a window such as 30m, 6h or 7d/],
    ['trend', 'system.cpu 6h 7d', /write a window/],
  ])('/%s %s', (name, input, reason) => {
    const parsed = parseArguments(named(name), input);
    expect(parsed).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
    expect((parsed as { reason: string }).reason).toContain(usage(describeCommand(named(name))));
  });
});

describe('hostile input', () => {
  const HOSTILE = [
    'x'.repeat(1_000_000),
    '1 '.repeat(500_000),
    '1,'.repeat(500_000),
    '__proto__=1 constructor=2 toString=3',
    '\u0000\u001b[31m\u202e',
    '\ud800',
    'note= ids= =',
    '{{7*7}} %s `id`',
  ];
  test.each(commands.map((one) => [one.name, one] as const))(
    '/%s stays calm and brief',
    (_, one) => {
      for (const input of HOSTILE) {
        const parsed = parseArguments(one, input);
        if (parsed.kind === 'refused') expect(parsed.reason.length).toBeLessThan(400);
        const options = Object.fromEntries(
          describeCommand(one).args.map(({ name }) => [name, input]),
        );
        const again = parseArguments(one, options);
        if (again.kind === 'refused') expect(again.reason.length).toBeLessThan(400);
      }
    },
  );

  test('options that are no text are passed over', () => {
    const odd = { ids: 12, note: { toString: 'no' }, __proto__: { ids: '13' } };
    const parsed = parseArguments(named('ack'), odd as unknown as Record<string, string>);
    expect(parsed).toMatchObject({ kind: 'refused' });
  });
});

test('a command describes itself', () => {
  const one = command({
    name: 'mute',
    summary: 'Be quiet.',
    role: 'operator',
    args: z.object({
      how: z.enum(['soft', 'hard']).default('soft').describe('how much'),
      ids: z.string(),
      note: z.string().optional().describe('why'),
    }),
    rest: 'note',
    words: { ids: /^\d+$/ },
    complete: { ids: async () => [] },
    run: async () => say('done'),
  });
  const info = describeCommand(one);
  expect(usage(info)).toBe('Usage: /mute [how] <ids> [note]');
  expect(info.args).toEqual([
    {
      name: 'how',
      description: 'how much',
      required: false,
      rest: false,
      words: null,
      choices: ['soft', 'hard'],
      completes: false,
    },
    {
      name: 'ids',
      description: 'ids',
      required: true,
      rest: false,
      words: /^\d+$/,
      choices: null,
      completes: true,
    },
    {
      name: 'note',
      description: 'why',
      required: false,
      rest: true,
      words: null,
      choices: null,
      completes: false,
    },
  ]);
});

describe('the next word may belong to', () => {
  test.each([
    ['ack', '', ['ids']],
    ['ack', '12', ['ids', 'note']],
    ['ack', '12 on', ['note']],
    ['alerts', '', ['state', 'severity', 'page', 'target']],
    ['alerts', 'critical', ['state', 'page', 'target']],
    ['alerts', 'critical web-1', ['state', 'page']],
    ['trend', '', ['metric', 'window', 'target']],
    ['trend', 'system.cpu', ['metric', 'window', 'target']],
    ['trend', 'system.cpu 6h', ['window', 'target']],
    ['alert', '12', ['view', 'severity', 'text']],
    ['why', '12', []],
    ['why', '12 13', []],
    ['silence', '12', ['for']],
    ['rules', 'test disk_full', ['text']],
  ])('/%s %s', (name, before, args) => {
    const next = nextArguments(describeCommand(named(name)), before);
    expect(next.map((arg) => arg.name)).toEqual(args);
  });
});
