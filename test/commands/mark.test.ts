import { expect, test } from 'vitest';
import { MINUTE } from '../../src/model/time.ts';
import { actorOf, NOON, openDesk, reading } from '../support/desk.ts';

async function marking() {
  const desk = await openDesk();
  const text = async (words: string, role: 'viewer' | 'operator' = 'operator') =>
    desk.shown(await desk.ask(words, actorOf(role)));
  return { ...desk, text };
}

test.each([
  { said: 'deploy 1f3c', mark: { kind: 'deploy', text: '1f3c', target: null } },
  { said: 'deploy 1f3c on web-1', mark: { kind: 'deploy', text: '1f3c', target: 'web-1' } },
  { said: 'restart api WEB-1', mark: { kind: 'restart', text: 'api', target: 'web-1' } },
  { said: 'note new router', mark: { kind: 'note', text: 'new router', target: null } },
])('/mark $said is kept and listed', async ({ said, mark }) => {
  const desk = await marking();
  await desk.ask(`/mark ${said}`);
  const { data } = await desk.ask('/mark');
  expect(data).toEqual({
    marks: [{ id: 1, url: null, by: 'Ana', at: new Date(NOON).toISOString(), ...mark }],
  });
});

test('viewers mark nothing, and nothing without words is marked', async () => {
  const { text } = await marking();
  expect(await text('/mark deploy 1f3c', 'viewer')).toContain('Only operators mark changes');
  expect(await text('/mark deploy')).toContain('Write what changed');
  expect(await text('/mark deploy web-1')).toContain('Write what changed');
  expect(await text('/mark deploy abc on nosuch')).toContain('There is no target “nosuch”');
  expect(await text('/mark foo bar')).toContain('“foo” is no kind of change');
  expect(await text('/mark')).toContain('None was told of');
});

test('a mark is removed by its number', async () => {
  const { text } = await marking();
  await text('/mark deploy 1f3c');
  expect(await text('/mark remove x')).toContain('Write its number');
  expect(await text('/mark remove 7')).toContain('There is no mark #7');
  expect(await text('/mark remove #1')).toContain('is removed');
  expect(await text('/mark')).toContain('None was told of');
});

test.each([
  { before: 2 * MINUTE, of: 'web-1', says: 'It began 2 min after deploy 1f3c by Ana.' },
  { before: 2 * MINUTE, of: '', says: 'It began 2 min after deploy 1f3c by Ana.' },
  { before: 2 * MINUTE, of: 'web-2', says: null },
  { before: 31 * MINUTE, of: 'web-1', says: null },
])('a change $before ms before an alert, of “$of”', async ({ before, of, says }) => {
  const desk = await marking();
  await desk.ask(`/mark deploy 1f3c ${of}`);
  await desk.measured('web-1', NOON + before, [reading('system.memory', 99)]);
  await desk.measured('web-1', NOON + before + 10 * MINUTE, [reading('system.memory', 99)]);
  const { alerts } = await desk
    .ask('/alerts')
    .then(({ data }) => data as { alerts: { id: number }[] });
  const why = await desk.text(`/why ${alerts[0]?.id}`);
  if (says === null) expect(why).not.toContain('It began');
  else expect(why).toContain(says);
});
