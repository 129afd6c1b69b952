import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/model/time.ts';
import { NOON, openDesk } from '../support/desk.ts';

/** A disk that fills by one percent a day and holds 60 % now, and memory that repeats every day. */
async function filled(days = 28) {
  const desk = await openDesk();
  const { id } = desk.targetNamed('web-1');
  for (let hour = days * 24; hour >= 1; hour--) {
    const at = NOON - hour * HOUR + HOUR / 2;
    await desk.samples.append(id, at, [
      { metric: 'system.disk', labels: { mount: '/' }, value: 60 - hour / 24 },
      { metric: 'system.memory', labels: {}, value: at % DAY < DAY / 2 ? 30 : 50 },
    ]);
  }
  desk.at(NOON);
  return desk;
}

describe('/forecast', () => {
  test('says when a disk is full, in which range, by which method, and how far off that was', async () => {
    const desk = await filled();
    const reply = await desk.ask('/forecast system.disk');
    const text = desk.shown(reply);
    // 40 % are left: 40 days after 10 March.
    expect(text).toContain('web-1 mount=/: now 59.9 %, in 7d 67 % (67 % to 67 %); 100 % expected');
    expect(text).toMatch(/100 % expected 2026-04-(18|19|20)/);
    expect(text).toContain(
      'by straight line, ±0 % off when tried on 14 past days, up to 7 d ahead',
    );
    expect(text).toContain('No past forecast is due yet');
    expect(reply.blocks.map(({ kind }) => kind)).toContain('chart');
    expect(reply.data).toMatchObject({
      metric: 'system.disk',
      series: [
        { target: 'web-1', method: 'straight line', tries: 14, reach: { kind: 'expected' } },
      ],
    });
  });

  test('the record of past forecasts stands below', async () => {
    const desk = await filled();
    const { id: target } = desk.targetNamed('web-1');
    const one = {
      ...{ target, metric: 'system.disk', labels: { mount: '/' }, method: 'drift' },
      ...{ dueAt: NOON - DAY, expected: 58, low: 57, high: 60 },
    };
    await desk.store.forecasts.put(NOON - 2 * DAY, [one, { ...one, high: 58.5 }]);
    const due = await desk.store.forecasts.due(NOON, 9);
    await desk.store.forecasts.settle(
      due.map(({ id }) => ({ id, actual: 59 })),
      NOON,
    );
    const text = desk.shown(await desk.ask('/forecast system.disk 30d web-1'));
    expect(text).toContain('1 of 2 past forecasts within their range, median error 1 %.');
    expect(text).toContain('in 30d 90 %');
  });

  test('hours that repeat do not run out', async () => {
    const desk = await filled();
    const text = desk.shown(await desk.ask('/forecast system.memory'));
    expect(text).toContain('100 % not within 90 d');
    expect(text).toContain('by seasonal');
  });

  test('from too little, it says how much is missing', async () => {
    const desk = await openDesk();
    await desk.samples.append(desk.targetNamed('web-1').id, NOON - HOUR, [
      { metric: 'system.disk', labels: { mount: '/' }, value: 60 },
    ]);
    const text = desk.shown(await desk.ask('/forecast system.disk'));
    expect(text).toContain('web-1 mount=/: not enough data: 1 of 12 points');
  });

  test.each([
    ['/forecast system.dsk', 'Did you mean system.disk?'],
    ['/forecast system.disk 91d', 'at most 90d'],
    ['/forecast system.disk web-9', '“web-9” is no window and no target'],
    ['/forecast 7d', 'Which metric?'],
    ['/forecast 7d disk web-1', 'web-1 mount=/: '],
  ])('%s says what to write instead', async (asked, text) => {
    const desk = await filled(1);
    expect(desk.shown(await desk.ask(asked))).toContain(text);
  });
});

describe('/trend', () => {
  test('says the slope, the change against yesterday and last week, and what is usual', async () => {
    const desk = await filled();
    const text = desk.shown(await desk.ask('/trend system.disk 7d'));
    expect(text).toContain('+1 % a day (+1 % to +1 % with 95 % confidence)');
    expect(text).toContain('+1 % against yesterday, +7 % against the same hour last week');
    expect(text).toMatch(/usual by hour of week is [\d.]+ % to [\d.]+ % \(3 weeks\)/);
  });

  test('marks what is unusual for this hour', async () => {
    const desk = await filled();
    const { id } = desk.targetNamed('web-1');
    await desk.samples.append(id, NOON - 60_000, [
      { metric: 'system.memory', labels: {}, value: 95 },
    ]);
    const reply = await desk.ask('/trend system.memory');
    expect(desk.shown(reply)).toContain('⚠ unusual: ');
    expect(reply.data).toMatchObject({
      series: [{ unusual: true, usual: { by: 'hour of week' } }],
    });
  });

  test('is of the health score unless a metric is named', async () => {
    const desk = await filled(1);
    await desk.samples.append(desk.targetNamed('web-1').id, NOON - HOUR, [
      { metric: 'health.score', labels: {}, value: 88 },
    ]);
    expect(desk.shown(await desk.ask('/trend'))).toContain('health.score · last 24h');
  });
});
