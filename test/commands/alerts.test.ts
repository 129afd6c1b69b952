import { describe, expect, test } from 'vitest';
import type { Actor } from '../../src/model/person.ts';
import { MINUTE } from '../../src/model/time.ts';
import { busy, root } from '../support/busy-desk.ts';
import { actorOf, aTarget, NOON, openDesk, reading } from '../support/desk.ts';

describe('/alerts', () => {
  test('strongest first, then oldest, with what can be narrowed', async () => {
    const { answer, ask } = await busy();
    const open = await answer('/alerts');
    const order = open
      .split('\n')
      .slice(2, 5)
      .map((row) => row.replace(/^#\d+ +/, '').slice(0, 30));
    expect(order).toEqual([
      expect.stringMatching(/^critical {2}Disk \/var at 97 %/),
      expect.stringMatching(/^critical {2}web-2 cannot be/),
      expect.stringMatching(/^critical {2}Memory at 97 %/),
    ]);
    expect(open).toContain('3 open alerts');
    expect(await answer('/alerts web-2')).toContain('1 open alert on web-2');
    expect(await answer('/alerts critical web-1')).toContain('2 open critical alerts on web-1');
    expect(await answer('/alerts emergency web-1')).toBe('No open emergency alerts on web-1.');
    expect(await answer('/alerts resolved')).toMatch(
      /1 resolved alert\n[\s\S]*CPU at 80 % on web-1 +resolved/,
    );
    expect(await answer('/alerts all')).toMatch(/4 alerts\n[\s\S]*CPU at 80 % on web-1 +resolved/);
    expect(await answer('/alerts all info')).toBe('No info alerts.');
    expect(await answer('/alerts nope')).toBe(
      '“nope” is no state, severity or target. States: open, pending, firing, acknowledged, resolved, all. Severities: info, warning, error, critical, emergency. Targets: db, web-1, web-2.',
    );
    expect((await ask('/alerts')).blocks.at(-1)).toMatchObject({
      kind: 'buttons',
      buttons: [{ command: 'ack' }, {}, {}],
    });
  });

  test('many are counted, not listed', async () => {
    const { measured, ask, shown } = await openDesk({ targets: [aTarget({ name: 'web-1' })] });
    const disks = Array.from({ length: 30 }, (_, index) =>
      reading('system.disk', 97, { mount: `/${index}` }),
    );
    await measured('web-1', NOON, disks);
    const text = shown(await ask('/alerts'));
    expect(text).toContain('30 open alerts');
    expect(text).toContain('10 more: narrow by state, severity or target.');
  });
});

describe('one alert, from first to last', () => {
  test('is looked at, taken, explained and resolved', async () => {
    const { answer, at } = await busy();
    const id = Number(/#(\d+) +critical +Memory/.exec(await answer('/alerts'))?.[1]);
    expect(await answer(`/alert ${id}`)).toMatch(
      new RegExp(
        `■ #${id} CRITICAL · Memory at 97 % on web-1\nState +firing\nTarget +web-1\nRule +high_memory\nsystem.memory +97 % \\(limit > 95 %\\)\n2026-03-10 11:00 fired`,
      ),
    );
    expect(await answer(`/why ${id}`)).toContain(
      'Rule high_memory: warning when system.memory > 80, critical when system.memory > 95, at once. It clears when that holds no more.\nThe condition has held since 2026-03-10 11:00; system.memory was 97 %. Nobody has acknowledged it.',
    );
    at(NOON + MINUTE);
    expect(await answer(`/ack ${id} a leak, restarting`)).toBe(
      `Ana has #${id} Memory at 97 % on web-1.`,
    );
    expect(await answer(`/ack ${id}`)).toMatch(/already acknowledged by Ana/);
    const taken = await answer(`/alert #${id}`);
    expect(taken).toMatch(/State +acknowledged by Ana\n/);
    expect(taken).toContain('2026-03-10 13:01 acknowledged by Ana: a leak, restarting');
    expect(await answer(`/why ${id}`)).toContain('Ana has had it since 2026-03-10 13:01.');
    at(NOON + 2 * MINUTE);
    expect(await answer(`/resolve ${id} restarted`, root)).toBe(
      `root resolved #${id} Memory at 97 % on web-1.`,
    );
    expect(await answer(`/why ${id}`)).toContain(
      'Resolved by root: restarted. The rule stays quiet until its condition was false once, or its cooldown is over.',
    );
    expect(await answer(`/alert ${id}`)).toContain('2026-03-10 13:02 resolved by root: restarted');
    expect(await answer(`/resolve ${id}`)).toMatch(/already resolved by root/);
  });

  test('a yes or no is not told as a value with a limit', async () => {
    const { answer } = await busy();
    const id = Number(/#(\d+) +critical +web-2 cannot/.exec(await answer('/alerts'))?.[1]);
    const why = await answer(`/why ${id}`);
    expect(why).toMatch(/The condition has held since [-:\d ]+\. Nobody/);
    expect(await answer(`/alert ${id}`)).toMatch(/ pending: critical\n.* fired: critical\n/);
  });

  test('while it is pending, nobody is said to wait for a message', async () => {
    const { answer, measured, id } = await pendingAlert();
    const why = await answer(`/why ${id}`);
    expect(why).toContain('It has not lasted long enough to tell anybody.');
    expect(why).not.toContain('No channel');
    await measured('web-1', NOON + 30_000, [reading('system.cpu', 1)]);
    expect(await answer(`/why ${id}`)).toContain('Nobody was told: it ended before it fired.');
  });

  test('several at once, each with its outcome', async () => {
    const { ask, shown } = await busy();
    const reply = await ask('/ack 1,1 77 looking');
    expect(shown(reply)).toBe(
      'Ana has #1 Disk /var at 97 % on web-1.\nThere is no alert #77. /alerts lists the open ones.',
    );
    expect(reply.private).toBe(false);
    expect((await ask('/ack 78 79')).private).toBe(true);
  });

  test('an id that is not there', async () => {
    const { answer } = await busy();
    for (const name of ['alert', 'why']) {
      expect(await answer(`/${name} 999`)).toBe(
        'There is no alert #999. /alerts lists the open ones.',
      );
    }
  });
});

async function pendingAlert() {
  const desk = await openDesk({ targets: [aTarget({ name: 'web-1' })] });
  await desk.measured('web-1', NOON, [reading('system.cpu', 99)]);
  const { alerts } = await desk.store.alerts.list({
    state: 'pending',
    severity: null,
    target: null,
    limit: 1,
  });
  const answer = async (line: string) => desk.shown(await desk.ask(line));
  return { ...desk, answer, id: alerts[0]?.id ?? 0 };
}

describe('/pair', () => {
  test('a code from the terminal makes a stranger in a chat an admin', async () => {
    const { answer, identify } = await busy();
    const code = /Pairing code ([A-Z2-9]+), good until 13:15/.exec(await desked(answer))?.[1];
    expect(code).toBeDefined();
    expect(await answer(`/pair ${code}`, actorOf(null))).toBe(
      'Paired: alerts come here from now on, and you are an admin. 3 open alerts: /alerts shows them.',
    );
    expect(await answer(`/pair ${code}`, actorOf(null))).toContain(
      'not known, or was used already',
    );
    const seen = {
      surface: 'telegram',
      userId: '222',
      name: 'Ana',
      groups: [],
      owner: false,
    } as const;
    expect((await identify(seen)).role).toBe('admin');
  });

  const desked = (answer: (line: string, actor?: Actor) => Promise<string>) =>
    answer('/pair', root);

  test('a code that ran out', async () => {
    const { answer, at } = await busy();
    const code = /Pairing code ([A-Z2-9]+)/.exec(await desked(answer))?.[1];
    at(NOON + 15 * MINUTE);
    expect(await answer(`/pair ${code}`, actorOf(null))).toContain('That code has run out.');
  });

  test.each(['admin', 'operator', null] as const)(
    'no code is shown in a chat, not even to %s',
    async (role) => {
      const { answer } = await busy();
      expect(await answer('/pair', actorOf(role))).toContain('Give a code: /pair CODE.');
    },
  );
});

describe('suggestions', () => {
  const typed = (name: string, argument: string, text: string) => ({
    name,
    argument,
    typed: text,
    input: '',
    actor: actorOf('operator'),
    place: { surface: 'discord', id: '1', thread: null, title: 'x' } as const,
    signal: new AbortController().signal,
  });
  test('for ids say what the alert is about', async () => {
    const { desk } = await busy();
    const found = await desk.complete(typed('ack', 'ids', 'memory'));
    expect(found).toEqual([
      {
        value: expect.stringMatching(/^\d+$/),
        label: expect.stringMatching(/^#\d+ critical · Memory at 97 % on web-1 \(firing\)$/),
      },
    ]);
    expect(await desk.complete(typed('alert', 'id', 'resolved'))).toHaveLength(1);
    expect(await desk.complete(typed('ack', 'ids', 'resolved'))).toEqual([]);
  });

  test('for metrics name what they are', async () => {
    const { desk } = await busy();
    expect(await desk.complete(typed('trend', 'metric', 'mem'))).toEqual([
      { value: 'system.memory', label: 'system.memory: Memory' },
    ]);
  });
});
