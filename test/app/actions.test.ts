import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ActionAnswer } from '../../src/model/action.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { actorOf, aTarget, NOON, openDesk, place } from '../support/desk.ts';
import { ANA, actionWorld, anAction, BEN } from './action-world.ts';

const whyOf = (answer: ActionAnswer) => (answer.kind === 'refused' ? answer.why : answer.kind);

test('what a preview showed is done once, with what it printed, its exit code and who', async () => {
  const deed = { kind: 'run', command: 'echo out; echo err >&2; exit 3' } as const;
  const world = await actionWorld(anAction({ deed, dryRun: 'echo would; exit 0' }));
  const shown = await world.preview();
  expect(shown.dry).toMatchObject({
    mode: 'dry',
    state: 'done',
    output: 'would',
    by: { name: 'Ana' },
  });
  const answer = await world.confirm(shown.token);
  expect(answer).toMatchObject({
    kind: 'ended',
    target: 'web-1',
    run: { state: 'failed', code: 3, output: 'out\nerr', mode: 'real', by: { id: ANA.id } },
  });
  expect(whyOf(await world.confirm(shown.token, BEN))).toMatch(/Ana has confirmed this already/);
  const kept = await world.runs();
  expect(kept.map(({ mode, state }) => `${mode} ${state}`)).toEqual(['real failed', 'dry done']);
});

test('two presses at the same moment do it once', async () => {
  const world = await actionWorld(anAction());
  const { token } = await world.preview();
  const answers = await Promise.all([world.confirm(token), world.confirm(token, BEN)]);
  expect(answers.map(({ kind }) => kind).sort()).toEqual(['ended', 'refused']);
});

test('a preview that is too old, of another action, or that nobody made confirms nothing', async () => {
  const world = await actionWorld(anAction());
  const { token } = await world.preview();
  world.at(NOON + 15 * MINUTE);
  expect(whyOf(await world.confirm(token))).toMatch(/shown too long ago.*\/fix web-1 again/);
  const [ref = ''] = (token ?? '').split('.');
  const far = Math.floor((NOON + HOUR) / 1_000).toString(36);
  const soon = Math.floor((NOON + 20 * MINUTE) / 1_000).toString(36);
  expect(whyOf(await world.confirm(`${ref}.${far}`))).toMatch(/No button of mine/);
  expect(whyOf(await world.confirm(`0123456789.${soon}`))).toMatch(/changed or removed/);
  expect(whyOf(await world.confirm("'; reboot #"))).toMatch(/No button of mine/);
  expect(await world.runs()).toEqual([]);
});

test('the limit of an hour outlives a restart', async () => {
  const world = await actionWorld(anAction({ perHour: 1 }));
  const early = await world.preview(BEN);
  world.at(NOON + 1_000);
  expect((await world.confirm((await world.preview()).token)).kind).toBe('ended');
  await world.reopen();
  expect(whyOf(await world.confirm(early.token))).toMatch(/was done once within the hour/);
  expect(await world.preview()).toMatchObject({
    token: null,
    why: expect.stringMatching(/again in 1 h/),
  });
  world.at(NOON + HOUR + 1_000);
  expect((await world.confirm((await world.preview()).token)).kind).toBe('ended');
});

describe('with two people', () => {
  const two = anAction({ twoPerson: true });
  const ask = async (world: Awaited<ReturnType<typeof actionWorld>>) => {
    const answer = await world.confirm((await world.preview()).token);
    if (answer.kind !== 'asked') throw new Error(whyOf(answer));
    return answer.run.id;
  };

  test('the first asks and another confirms, across a restart', async () => {
    const people = [
      { name: 'Ana', role: 'admin' as const, discord: '7', telegram: '222', zone: null },
    ];
    const world = await actionWorld(two, { people });
    const id = await ask(world);
    const buttons = world.told.flatMap(({ blocks }) =>
      blocks.filter(({ kind }) => kind === 'buttons'),
    );
    expect(buttons).toMatchObject([
      { buttons: [{ input: `approve=${id}` }, { input: `cancel=${id}` }] },
    ]);
    await world.reopen();
    expect(whyOf(await world.approve(id, ANA))).toMatch(/asked for again yourself/);
    const onDiscord = { ...BEN, id: 'discord:7', name: 'Ana on Discord' };
    expect(whyOf(await world.approve(id, onDiscord))).toMatch(/asked for again yourself/);
    expect(await world.approve(id, BEN)).toMatchObject({
      kind: 'ended',
      run: { state: 'done', output: 'done', by: { name: 'Ben' }, asked: { name: 'Ana' } },
    });
    expect(whyOf(await world.approve(id, BEN))).toMatch(/is over: done/);
  });

  test('what waits is not asked for twice, ends by itself, and can be taken back', async () => {
    const world = await actionWorld(two);
    const id = await ask(world);
    expect(await world.preview(BEN)).toMatchObject({
      token: null,
      why: expect.stringMatching(new RegExp(`Ana has asked .*approve=${id}$`)),
    });
    expect(whyOf(await world.approve(id, ANA))).toMatch(/asked for again yourself/);
    world.at(NOON + 15 * MINUTE);
    expect(whyOf(await world.approve(id, BEN))).toMatch(/has waited for too long/);
    const later = await ask(world);
    expect(await world.cancel(later, BEN)).toBe(true);
    expect(await world.cancel(later, BEN)).toBe(false);
    expect(whyOf(await world.approve(later, BEN))).toMatch(/is over: cancelled/);
    expect(whyOf(await world.approve(99, BEN))).toMatch(/Nothing waits/);
  });
});

test('nothing that no chat may show is kept of an output', async () => {
  const command = 'echo key-of-ours +49 170 1234567; seq 1 3000';
  const deed = { kind: 'run', command } as const;
  const world = await actionWorld(anAction({ deed }), { secrets: ['key-of-ours'] });
  const shown = await world.preview();
  expect(shown.view.deed).not.toContain('key-of-ours');
  await world.confirm(shown.token);
  const [run] = await world.runs();
  expect(run?.output).not.toMatch(/key-of-ours|1234567/);
  expect(run?.output).toMatch(/characters left out[\s\S]*3000$/);
  expect(run?.output.length).toBeLessThan(2_100);
});

test('what takes long is told in the same chat when it has ended', async () => {
  const deed = { kind: 'run', command: 'sleep 0.3; echo at last' } as const;
  const world = await actionWorld(anAction({ deed }), { wait: 100 });
  const { token } = await world.preview();
  expect((await world.confirm(token)).kind).toBe('begun');
  expect(await world.preview(BEN)).toMatchObject({
    why: expect.stringMatching(/being done just now/),
  });
  await expect
    .poll(() => world.told.map(({ data }) => data), { timeout: 5_000 })
    .toMatchObject([{ state: 'done', output: 'at last' }]);
});

test('what goes on when the process stops is ended there, and that is written down', async () => {
  const file = join(freshFolder(), 'pid');
  const deed = { kind: 'run', command: `echo $$ >${file}; sleep 1000` } as const;
  const world = await actionWorld(anAction({ deed }), { wait: 100 });
  expect((await world.confirm((await world.preview()).token)).kind).toBe('begun');
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toMatch(/\d/);
  await world.reopen();
  expect(await world.runs()).toMatchObject([
    { state: 'broken off', detail: expect.stringMatching(/Tocsin stopped while it ran/) },
  ]);
  const pid = Number(readFileSync(file, 'utf8'));
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
});

test('/fix lists and completes what is configured; where nothing runs it only shows', async () => {
  const actions = [anAction(), anAction({ name: 'prune', rules: ['disk_high'], after: HOUR })];
  const desk = await openDesk({ targets: [aTarget({ name: 'web-1', actions })] });
  const say = async (line: string) => desk.shown(await desk.ask(line, ANA));
  expect(await say('fix')).toMatch(/web-1 again runs echo done \(at most 3 an hour\); never done/);
  expect(await say('fix web-1')).toContain('for disk_high, by itself after 1 h');
  expect(await say('fix web-1 again')).toContain('Only a running Tocsin does that');
  expect(await say('fix web-1 nothing')).toContain('Actions: again, prune.');
  expect(await say('fix web-9')).toContain('There is no target “web-9”');
  expect(await say('fix web-1 again alert=9')).toContain('There is no alert #9');
  expect(await say('fix cancel=9')).toContain('Nothing waits under that number');
  const complete = (argument: string, typed: string) => {
    const signal = AbortSignal.timeout(5_000);
    return desk.desk.complete({
      name: 'fix',
      input: '',
      actor: ANA,
      place,
      signal,
      argument,
      typed,
    });
  };
  expect(await complete('target', 'w')).toEqual([{ value: 'web-1', label: 'web-1' }]);
  expect(await complete('action', 'pr')).toEqual([{ value: 'prune', label: 'prune (web-1)' }]);
});

test('what a process was doing when it died is told, and not done again', async () => {
  const world = await actionWorld(anAction());
  await world.confirm((await world.preview()).token);
  const [run] = await world.runs();
  await world.store.actions.change(run?.id ?? 0, 'done', { state: 'running' });
  await world.reopen();
  expect(await world.store.actions.get(run?.id ?? 0)).toMatchObject({
    state: 'broken off',
    detail: expect.stringMatching(/Tocsin ended while it ran/),
  });
});

const FORGED = [
  '',
  'action=0123456789 alert=1',
  'confirm=0123456789.zzzzzz',
  'approve=1',
  'cancel=1',
];

test.each(['viewer', 'operator', null] as const)(
  'forged presses of a %s are refused',
  async (role) => {
    const desk = await openDesk();
    for (const words of FORGED) {
      const answer = desk.shown(await desk.ask(`fix ${words}`, actorOf(role)));
      expect(answer, words).toMatch(role === null ? /I do not know you/ : /is for the role admin/);
    }
  },
);
