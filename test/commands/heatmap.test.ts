import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/model/time.ts';
import { NOON, openDesk, reading } from '../support/desk.ts';

async function measured(days: number) {
  const desk = await openDesk();
  const { id } = desk.targetNamed('web-1');
  // On the clocks of Berlin, an hour ahead: 90 from 14:00 to 15:00 each day, 10 at all other times.
  for (let at = NOON - days * DAY; at <= NOON; at += HOUR / 4) {
    const isBusy = Math.ceil(at / HOUR) % 24 === 14;
    await desk.samples.append(id, at, [reading('system.cpu', isBusy ? 90 : 10)]);
  }
  return desk;
}

test('/heatmap shows a metric by hour and weekday, on the clocks of whoever asks', async () => {
  const desk = await measured(8);
  const answer = await desk.ask('/heatmap cpu web-1');
  const text = desk.shown(answer);
  expect(text).toContain('system.cpu · web-1 · by hour, last 28d');
  expect(text).toMatch(/Most at \w{3} 14:00: 90.%; least at \w{3} \d\d:00: 10.%/);
  expect(text).toContain('clocks of Europe/Berlin');
  const chart = answer.blocks.find((block) => block.kind === 'chart');
  expect(chart?.chart).toMatchObject({ kind: 'heatmap', unit: 'percent', rows: { length: 7 } });
  const { cells } = answer.data as { cells: (number | null)[][] };
  expect(cells.map((row) => row[14])).toEqual(Array.from({ length: 7 }, () => 90));
});

test('/heatmap of too little says how much is missing', async () => {
  const desk = await measured(0.5);
  expect(desk.shown(await desk.ask('/heatmap system.cpu'))).toMatch(
    /Not enough data: 1\d of 24 hours\./,
  );
});

test.each([
  ['/heatmap events', 'No events in 28d.'],
  ['/heatmap events 7d web-1', 'No events of web-1 in 7d.'],
  ['/heatmap events sale', '“sale” is no target and no type of events. None came yet.'],
  ['/heatmap cpuu', '“cpuu” is no target, metric'],
  ['/heatmap', 'Which metric? Write e.g. /heatmap system.cpu'],
])('%s', async (line, says) => {
  const desk = await measured(0.1);
  expect(desk.shown(await desk.ask(line))).toContain(says);
});
