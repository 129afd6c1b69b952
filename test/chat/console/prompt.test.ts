import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { consoleChannel, consolePrompt } from '../../../src/chat/console/prompt.ts';
import type { Reply } from '../../../src/chat/reply.ts';
import { heading, line, reply, say } from '../../../src/chat/reply.ts';
import type { Desk } from '../../../src/chat/surface.ts';
import { aCommand, anArg, stubDesk, stubIdentify } from '../../support/stub-desk.ts';
import { waitFor } from '../../support/whole-app.ts';

const COMMANDS = [
  aCommand({ name: 'health', args: [anArg({ name: 'target', completes: true })] }),
  aCommand({ name: 'help' }),
];

/** A terminal that remembers all that was written to it. */
function terminal(desk: Desk, columns = 80) {
  const keys = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => keys });
  const screen = Object.assign(new PassThrough(), {
    isTTY: true,
    columns,
    rows: 24,
    hasColors: () => false,
  });
  let written = '';
  screen.on('data', (chunk: Buffer) => {
    written += chunk.toString();
  });
  let quits = 0;
  const stop = new AbortController();
  const prompt = consolePrompt({
    desk,
    identify: stubIdentify({ root: 'admin' }),
    input: keys as unknown as NodeJS.ReadStream,
    output: screen as unknown as NodeJS.WriteStream,
    user: 'root',
    zone: 'UTC',
    now: () => 0,
    quit: () => {
      quits += 1;
      stop.abort();
    },
  });
  const ended = prompt.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  return {
    prompt,
    ended,
    stop,
    quits: () => quits,
    type: (text: string) => keys.write(text),
    end: () => keys.end(),
    raw: () => written,
    seen: () => stripVTControlCharacters(written),
    shows: (text: string | RegExp) =>
      waitFor(
        () => stripVTControlCharacters(written).search(text) !== -1,
        () => written,
      ),
  };
}

test('answers lines one after the other, as the terminal user', async () => {
  const desk = stubDesk({ commands: COMMANDS });
  const { type, shows } = terminal(desk);
  type('/health web-1\rhelp\r   \r');
  await shows('help answered');
  expect(desk.asked).toMatchObject([
    {
      name: 'health',
      input: 'web-1',
      actor: { id: 'console:root', role: 'admin' },
      place: { surface: 'console' },
    },
    { name: 'help', input: '' },
  ]);
});

test('a tab completes', async () => {
  const complete = () => [{ value: 'web-1', label: 'web-1' }];
  const { type, shows } = terminal(stubDesk({ commands: COMMANDS, complete }));
  type('/hea\t');
  await shows('/health ');
  type('w\t');
  await shows('/health web-1');
});

test('a terminal that does not know its width breaks no line after each word', () => {
  const { prompt, seen } = terminal(stubDesk({ commands: COMMANDS }), 0);
  prompt.print(say('The disk of web-1 is full', 'critical'));
  expect(seen()).toContain('The disk of web-1 is full\n');
});

test('a line from elsewhere stands above what is being typed, which stays', async () => {
  const { prompt, type, shows, raw } = terminal(stubDesk({ commands: COMMANDS }));
  type('/hea');
  await shows('/hea');
  const from = raw().length;
  prompt.print(say('Disk is full', 'critical'));
  prompt.show('a warning\u001b[2J\nof two lines');
  expect(stripVTControlCharacters(raw().slice(from))).toMatch(
    /^\rDisk is full\n\ntocsin> \/hea\ra warning\[2J of two lines\ntocsin> \/hea$/,
  );
  expect(raw().slice(from)).not.toContain('\u001b[2J');
});

test('what is typed over several rows is cleared as a whole', async () => {
  const { prompt, type, raw, shows } = terminal(stubDesk({ commands: COMMANDS }));
  type('x'.repeat(200));
  await shows('x'.repeat(10));
  const from = raw().length;
  prompt.show('news');
  expect(raw().slice(from).startsWith('\u001b[2A\r\u001b[Jnews\n')).toBe(true);
});

test('an answer never stands behind a prompt that a line from elsewhere left', async () => {
  let answer = (_: Reply) => {};
  const desk = stubDesk({
    commands: COMMANDS,
    answer: () =>
      new Promise<Reply>((done) => {
        answer = done;
      }),
  });
  const { prompt, type, seen, shows } = terminal(desk);
  type('/health\r');
  await waitFor(() => desk.asked.length === 1);
  prompt.show('news');
  answer(say('all is well'));
  await shows('all is well');
  expect(seen()).not.toContain('tocsin> all is well');
  expect(seen()).toMatch(/news\n\r?all is well/);
});

test('a desk that fails shows one line and asks for the next', async () => {
  const failing: Desk = {
    ...stubDesk({ commands: COMMANDS }),
    answer: async () => Promise.reject(new Error('kaput')),
  };
  const { type, shows, ended } = terminal(failing);
  type('/health\r');
  await shows('kaput');
  type('/quit\r');
  await ended;
});

test.each([
  ['Ctrl+C', '\u0003'],
  ['Ctrl+D', '\u0004'],
  ['/quit', '/quit\r'],
  ['exit', ' exit \r'],
])('%s leaves', async (_, keys) => {
  const { type, quits, ended } = terminal(stubDesk({ commands: COMMANDS }));
  type(keys);
  await ended;
  expect(quits()).toBeGreaterThan(0);
});

test('it ends with the process, and what comes later is still shown', async () => {
  const { prompt, stop, ended, shows } = terminal(stubDesk({ commands: COMMANDS }));
  stop.abort();
  await ended;
  prompt.show('stopping');
  prompt.print(say('a late alert'));
  await shows('a late alert');
});

describe('on the terminal', () => {
  const signal = new AbortController().signal;
  const outgoing = (key: string, says: string, footer = '#1') => {
    const blocks = [
      heading('Disk', 'bad'),
      line(says),
      { kind: 'buttons', buttons: [] } as const,
      { kind: 'fields', fields: [{ name: 'Score', value: footer, inline: true }] } as const,
    ];
    return { key, reply: reply(blocks, { footer }), replyTo: null, silent: false };
  };

  /** A channel, and what it showed. */
  function printing() {
    const shown: Reply[] = [];
    return { shown, ...consoleChannel('console', (one) => shown.push(one)) };
  }

  test('a card is shown whole, and its changes in short', async () => {
    const { shown, post, edit } = printing();
    const card = outgoing('a', 'Nobody has it');
    expect(await post(card, signal)).toEqual({ kind: 'delivered', remoteId: 'a' });
    const changed = outgoing('b', 'Acknowledged by Ana');
    expect(await edit('a', changed, signal)).toEqual({ kind: 'delivered', remoteId: 'a' });
    expect(shown[0]).toEqual(card.reply);
    const blocks = [{ kind: 'heading' }, { kind: 'text' }];
    expect(shown[1]).toMatchObject({ footer: null, blocks });
    expect(shown).toHaveLength(2);
  });

  test('a card that says what it said is not shown again, each by itself', async () => {
    const { shown, post, edit } = printing();
    await post(outgoing('a', 'Nobody has it'), signal);
    await post(outgoing('b', 'Nobody has it'), signal);
    await edit('a', outgoing('c', 'Nobody has it', 'score 90'), signal);
    await edit('a', outgoing('d', 'Acknowledged by Ana'), signal);
    await edit('a', outgoing('e', 'Acknowledged by Ana', 'score 80'), signal);
    await edit('b', outgoing('f', 'Acknowledged by Ana'), signal);
    await edit('of an earlier run', outgoing('g', 'Acknowledged by Ana'), signal);
    expect(shown).toHaveLength(5);
  });
});
