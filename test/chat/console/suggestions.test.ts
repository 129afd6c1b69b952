import { describe, expect, test } from 'vitest';
import { CONSOLE } from '../../../src/chat/console/prompt.ts';
import { split, suggestions } from '../../../src/chat/console/suggestions.ts';
import type { Desk } from '../../../src/chat/surface.ts';
import { actorOf, NOON, openDesk, reading } from '../../support/desk.ts';

const root = actorOf('admin');

async function busyDesk(): Promise<Desk> {
  const { desk, measured } = await openDesk();
  const readings = (memory: number) => [
    reading('system.memory', memory),
    reading('system.cpu', 20),
    reading('system.disk', 97, { mount: '/' }),
  ];
  await measured('web-1', NOON, readings(99));
  await measured('web-2', NOON, readings(50));
  return desk;
}

test('an alert, a metric, a target, a choice and a name', async () => {
  const desk = await busyDesk();
  const found = async (line: string) =>
    (await suggestions({ desk, actor: root, place: CONSOLE }, line))[0];

  expect(await found('')).toContain('/health ');
  expect(await found('/he')).toEqual(['/health ', '/heatmap ', '/help ']);
  expect(await found('he')).toEqual(['health ', 'heatmap ', 'help ']);
  expect(await found('/HE')).toEqual(['/health ', '/heatmap ', '/help ']);
  expect(await found('/nothing')).toEqual([]);
  expect(await found('/health ')).toEqual(['web-1', 'web-2']);
  expect(await found('health WEB-2')).toEqual(['web-2']);
  expect(await found('/health web-1 ')).toEqual([]);
  expect(await found('/alerts ')).toEqual(expect.arrayContaining(['firing', 'critical', 'web-1']));
  expect(await found('/alerts critical ')).not.toContain('critical');
  expect(await found('/alerts critical f')).toEqual(['firing']);
  expect(await found('/alerts target=web-')).toEqual(['target=web-1', 'target=web-2']);
  expect(await found('/alerts severity=cr')).toEqual(['severity=critical']);
  expect(await found('/trend system.m')).toEqual(['system.memory']);
  expect(await found('/trend system.cpu 2')).toEqual(['24h']);
  expect(await found('/trend system.cpu web-1')).toEqual(['web-1']);
  expect(await found('/report y')).toEqual(['yesterday']);
  expect(await found('/help trend')).toEqual(['trend']);
  const ids = await found('/ack ');
  expect(ids.length).toBeGreaterThanOrEqual(2);
  expect(await found('/ack 1 ')).toEqual(ids);
  expect(await found('/ack #1')).toEqual(['#1']);
  expect(await found('/why 1')).toEqual(['1']);
  expect(await found('/ack 1 on it ')).toEqual([]);
  expect(await found('/nonsense x')).toEqual([]);
});

test('the part that is completed is the last word', async () => {
  const desk = await busyDesk();
  const asking = { desk, actor: root, place: CONSOLE };
  expect((await suggestions(asking, '/alerts  web'))[1]).toBe('web');
  expect((await suggestions(asking, '/alerts '))[1]).toBe('');
});

describe('a line in its parts', () => {
  test.each([
    ['/ack 3 on it', 'ack', '3 on it'],
    ['  ACK   3', 'ack', '3'],
    ['health', 'health', ''],
    ['/', '', ''],
    ['', '', ''],
  ])('%j', (line, name, input) => {
    expect(split(line)).toEqual({ name, input });
  });
});
