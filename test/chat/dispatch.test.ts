import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commands } from '../../commands/index.ts';
import type { Command } from '../../src/chat/command.ts';
import { command } from '../../src/chat/command.ts';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import { dispatcher } from '../../src/chat/dispatch.ts';
import type { Reply } from '../../src/chat/reply.ts';
import { say } from '../../src/chat/reply.ts';
import type { Role } from '../../src/model/person.ts';
import { hasRole, ROLES } from '../../src/model/person.ts';
import { actorOf, ana, openDesk, place } from '../support/desk.ts';

const PEOPLE: readonly (Role | null)[] = [null, ...ROLES];

function text(reply: Reply): string {
  return renderForConsole(reply, { width: UNBROKEN, colour: false, zone: 'UTC', now: 0 });
}

/** A desk over the given commands, each with a `run` that only says that it ran. */
function deskOf(list: readonly Command[], options: { deadline?: number } = {}) {
  const failures: { name: string; error: unknown }[] = [];
  const desk = dispatcher({
    commands: list,
    context: (request, signal) => ({ ...request, signal }) as never,
    failed: (name, error) => failures.push({ name, error }),
    ...options,
  });
  return { desk, failures };
}

function ask(name: string, actor = ana, signal: AbortSignal = new AbortController().signal) {
  return { name, input: '', actor, place, signal };
}

function plain(name: string, run: Command['run'], more: Partial<Command> = {}): Command {
  return command({ name, summary: name, role: 'viewer', args: z.object({}), run, ...more });
}

describe('every command of the registry asks for its role', () => {
  const cases = commands.flatMap((one) =>
    PEOPLE.map((role) => ({ one, name: one.name, role, who: role ?? 'stranger' })),
  );
  test.each(cases)('/$name for a $who', async ({ one, role }) => {
    let ran = false;
    const watched: Command = {
      ...one,
      args: z.object({}),
      async run() {
        ran = true;
        return say('ran');
      },
    };
    const { desk } = deskOf([watched]);
    const reply = await desk.answer(ask(one.name, actorOf(role)));
    const may = one.role === 'anyone' || hasRole(role, one.role);
    expect(ran).toBe(may);
    if (may) return;
    expect(reply.private).toBe(true);
    expect(text(reply)).toMatch(
      role === null ? /222.*tg:222.*ROLE_OPERATOR_IDS/ : /tg:222 to ROLE_/,
    );
  });

  test('only pairing is open to strangers', () => {
    expect(commands.filter(({ role }) => role === 'anyone').map(({ name }) => name)).toEqual([
      'pair',
    ]);
  });

  test('acting on alerts, and lines of logs as they are, are for operators', () => {
    const operators = commands.filter(({ role }) => role === 'operator').map(({ name }) => name);
    expect(operators.sort()).toEqual([
      'ack',
      'board',
      'logs',
      'noise',
      'note',
      'resolve',
      'silence',
      'unack',
      'unsilence',
    ]);
  });
});

describe('a stranger', () => {
  test('is told the Discord id as it stands', async () => {
    const { desk } = deskOf(commands);
    const reply = await desk.answer(
      ask('health', { id: 'discord:111', name: 'x', surface: 'discord', role: null }),
    );
    expect(text(reply)).toContain('Give an admin this id: 111. They add 111 to ROLE_OPERATOR_IDS');
  });

  test('learns nothing about which commands there are', async () => {
    const { desk } = deskOf(commands);
    const known = await desk.answer(ask('health', actorOf(null)));
    expect(await desk.answer(ask('nonsense', actorOf(null)))).toEqual(known);
  });

  test('gets no suggestions', async () => {
    const { desk } = await openDesk();
    const request = { ...ask('health', actorOf(null)), argument: 'target', typed: '' };
    expect(await desk.complete(request)).toEqual([]);
  });
});

describe('an unknown command', () => {
  test.each([
    ['healht', '/health'],
    ['HEALHT', '/health'],
    ['alrets', '/alerts'],
    ['rep', '/report'],
    ['ackk', '/ack'],
    ['targts', '/targets'],
    ['resolved', '/resolve'],
  ])('/%s hints at %s', async (typed, meant) => {
    const reply = await deskOf(commands).desk.answer(ask(typed));
    expect(text(reply)).toContain(`Did you mean ${meant}?`);
  });

  test.each(['hi', 'x', '', 'deploy', 'x'.repeat(100_000)])('/%.20s has no hint', async (typed) => {
    const shown = text(await deskOf(commands).desk.answer(ask(typed)));
    expect(shown).not.toContain('Did you mean');
    expect(shown).toContain('/help lists them all');
    expect(shown.length).toBeLessThan(200);
  });

  test('names are known in any case', async () => {
    const { desk } = deskOf([plain('health', async () => say('fine'))]);
    expect(text(await desk.answer(ask('HEALTH')))).toBe('fine');
  });
});

describe('a command that goes wrong', () => {
  const fine = plain('fine', async () => say('fine'));

  test.each([
    [
      'throws',
      plain('bad', () => {
        throw new Error('kaput');
      }),
    ],
    ['rejects', plain('bad', async () => Promise.reject(new Error('kaput')))],
    ['throws no error', plain('bad', async () => Promise.reject('kaput'))],
    [
      'cannot read its arguments',
      plain('bad', async () => say('x'), {
        args: z.object({
          odd: z
            .string()
            .optional()
            .transform((word) => {
              if (word !== undefined) throw new Error('kaput');
            }),
        }),
      }),
    ],
  ])('%s: there is a reply, the log knows, the desk lives on', async (_, bad) => {
    const { desk, failures } = deskOf([bad, fine]);
    const input: Record<string, string> = { odd: 'x' };
    const shown = text(await desk.answer({ ...ask('bad'), input }));
    expect(shown).toContain('/bad failed');
    expect(shown).not.toContain('kaput');
    expect(failures.map(({ name }) => name)).toEqual(['bad']);
    expect(text(await desk.answer(ask('fine')))).toBe('fine');
  });

  test('hangs: it is given up at its deadline, and told to stop', async () => {
    let told = false;
    const hanging = plain('bad', (_args, { signal }) => {
      signal.addEventListener('abort', () => {
        told = true;
      });
      return new Promise<Reply>(() => {});
    });
    const { desk, failures } = deskOf([hanging, fine], { deadline: 20 });
    expect(text(await desk.answer(ask('bad')))).toContain('took too long');
    expect(told).toBe(true);
    expect(failures).toHaveLength(1);
    expect(text(await desk.answer(ask('fine')))).toBe('fine');
  });

  test('is cut short when Tocsin stops, also when it fails later', async () => {
    const stopping = new AbortController();
    let fail = (_: Error) => {};
    const slow = plain('bad', () => {
      stopping.abort();
      return new Promise<Reply>((_, reject) => {
        fail = reject;
      });
    });
    const reply = await deskOf([slow]).desk.answer(ask('bad', ana, stopping.signal));
    expect(text(reply)).toContain('Tocsin is stopping');
    fail(new Error('nobody listens any more'));
  });

  test('does not begin when Tocsin has stopped already', async () => {
    let ran = false;
    const one = plain('late', async () => {
      ran = true;
      return say('x');
    });
    const reply = await deskOf([one]).desk.answer(ask('late', ana, AbortSignal.abort()));
    expect(text(reply)).toContain('Tocsin is stopping');
    expect(ran).toBe(false);
  });
});

describe('suggestions', () => {
  const choice = (index: number) => ({ value: String(index), label: String(index) });
  const completing = (complete: Command['complete'], role: Command['role'] = 'viewer') =>
    plain('one', async () => say('x'), { role, ...(complete && { complete }) });
  const typed = { argument: 'id', typed: '' };

  test('are at most 25', async () => {
    const many = async () => Array.from({ length: 60 }, (_, index) => choice(index));
    const { desk } = deskOf([completing({ id: many })]);
    expect(await desk.complete({ ...ask('one'), ...typed })).toHaveLength(25);
  });

  test('need the role of the command', async () => {
    const { desk } = deskOf([completing({ id: async () => [choice(1)] }, 'operator')]);
    const viewer = { ...ask('one', actorOf('viewer')), ...typed };
    expect(await desk.complete(viewer)).toEqual([]);
    expect(await desk.complete({ ...viewer, actor: actorOf('operator') })).toHaveLength(1);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('kaput');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('kaput'))],
    ['hangs', () => new Promise<never>(() => {})],
  ])('are none when the completer %s', async (_, completer) => {
    const { desk, failures } = deskOf([completing({ id: completer })], { deadline: 20 });
    expect(await desk.complete({ ...ask('one'), ...typed })).toEqual([]);
    expect(failures).toHaveLength(1);
  });

  test.each(['constructor', 'toString', '__proto__', 'other'])(
    'are none for the argument %s',
    async (argument) => {
      const { desk, failures } = deskOf([completing({ id: async () => [choice(1)] })]);
      expect(await desk.complete({ ...ask('one'), argument, typed: 'x' })).toEqual([]);
      expect(failures).toEqual([]);
    },
  );

  test('are none for a command that is not there', async () => {
    expect(await deskOf([]).desk.complete({ ...ask('one'), ...typed })).toEqual([]);
  });
});
