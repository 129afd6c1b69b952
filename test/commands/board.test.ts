import { expect, test } from 'vitest';
import { NOON, openDesk, reading } from '../support/desk.ts';

test('shows scores, open alerts, who is on call, and what is silent since when', async () => {
  const desk = await openDesk();
  await desk.measured('web-1', NOON, [reading('system.disk', 97, { mount: '/' })]);
  await desk.measured('web-2', NOON - 3_600_000, [reading('system.cpu', 10)]);
  desk.at(NOON + 1_000);
  const shown = desk.shown(await desk.ask('/board'));
  expect(shown).toContain('1 open alert');
  expect(shown).toMatch(/web-1 +80 +GOOD +1/);
  expect(shown).toMatch(/web-2 +100 \(old\) +NO DATA/);
  expect(shown).toContain('web-2 has no fresh data since 12:00');
  expect(shown).toContain('its score was 100 then.');
  expect(shown).toContain('Disk / at 97 % on web-1');
});

test('says the same while nothing happens, so that nothing is edited', async () => {
  const desk = await openDesk();
  await desk.measured('web-1', NOON, [reading('system.cpu', 10)]);
  const before = await desk.ask('/board');
  await desk.measured('web-1', NOON + 30_000, [reading('system.cpu', 12)]);
  const { blocks } = await desk.ask('/board');
  expect(blocks).toEqual(before.blocks);
});

test('only a running process keeps one', async () => {
  const desk = await openDesk();
  expect(desk.shown(await desk.ask('/board here'))).toContain('Only a running Tocsin');
  expect(desk.shown(await desk.ask('/board off'))).toContain('There is no board here');
});

test('rounds without an answer leave the score from before them there', async () => {
  const desk = await openDesk();
  await desk.measured('web-2', NOON - 3_600_000, [reading('system.cpu', 10)]);
  for (let at = NOON - 3_540_000; at <= NOON; at += 600_000) await desk.missed('web-2', at);
  const shown = desk.shown(await desk.ask('/board'));
  expect(shown).toMatch(/web-2 +100 \(old\) +(NO DATA|UNREACHABLE)/);
});
