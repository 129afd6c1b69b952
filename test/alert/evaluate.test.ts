import { describe, expect, test } from 'vitest';
import { retire } from '../../src/alert/retire.ts';
import { MINUTE } from '../../src/model/time.ts';
import { change, win } from '../store/fixtures.ts';
import { aRule, at, aWorld, disk, fact } from './world.ts';

const full = aRule('system.disk > 90', { name: 'disk_full', message: '{mount} at {value}' });
const levels = aRule({ warning: 'system.cpu > 75', critical: 'system.cpu > 90' });
const lasting = aRule('system.cpu > 75', { for: 5 * MINUTE });
const cpu = (value: number) => [fact('system.cpu', value)];

describe('one alert per series', () => {
  test('two full disks are two alerts, and one goes while the other stays', async () => {
    await using world = await aWorld([full]);
    await world.see(0, [disk('/', 95), disk('/var', 97), disk('/home', 10)]);
    expect((await world.open()).map(({ id, message }) => [id, message])).toEqual([
      [1, '/ at 95 %'],
      [2, '/var at 97 %'],
    ]);
    await world.see(1, [disk('/', 50), disk('/var', 98), disk('/home', 10)]);
    expect(await world.shown()).toEqual(['/var firing warning']);
  });

  test('a condition that goes on opens no second alert and says nothing more', async () => {
    await using world = await aWorld([full]);
    for (let minute = 0; minute < 10; minute++) await world.see(minute, [disk('/', 95)]);
    expect(await world.shown()).toEqual(['/ firing warning']);
    expect(await world.told()).toEqual(['card']);
  });

  test('labels of the rule are added to those of the series, and name no series', async () => {
    await using world = await aWorld([{ ...full, labels: { team: 'core' } }]);
    await world.see(0, [disk('/', 95)]);
    const [alert] = await world.open();
    expect(alert?.labels).toEqual({ team: 'core', mount: '/' });
    expect(alert?.fingerprint).toBe('disk_full/1/mount=/');
  });
});

test("labels of the target are the alert's too, so that routes can ask for them", async () => {
  await using world = await aWorld([full]);
  const target = { ...world.target, labels: { team: 'core' } };
  await world.see(0, [disk('/', 95)], { target });
  const [alert] = await world.open();
  expect(alert?.labels).toEqual({ team: 'core', mount: '/' });
  expect(alert?.fingerprint).toBe('disk_full/1/mount=/');
});

test('an alert that no route takes says so in its history', async () => {
  await using world = await aWorld([full], { channels: () => [] });
  await world.see(0, [disk('/', 95)]);
  expect(await world.decided(1)).toEqual(['held no route matches']);
});

describe('how long a condition must hold', () => {
  test('it waits, fires after `for`, and clears', async () => {
    await using world = await aWorld([lasting]);
    await world.see(0, cpu(80));
    expect(await world.shown()).toEqual(['pending warning']);
    await world.see(4, cpu(80));
    expect(await world.shown()).toEqual(['pending warning']);
    expect(await world.told()).toEqual([]);
    await world.see(5, cpu(80));
    expect(await world.shown()).toEqual(['firing warning']);
    await world.see(6, cpu(10));
    expect(await world.shown()).toEqual([]);
    expect(await world.history(1)).toEqual(['pending', 'fired', 'resolved']);
    expect(await world.told()).toEqual(['card', 'resolved warning']);
  });

  test('the time that was waited outlives a restart', async () => {
    const first = await aWorld([lasting]);
    await first.see(0, cpu(80));
    await first[Symbol.asyncDispose]();
    await using world = await aWorld([lasting], { file: first.file });
    await world.see(5, cpu(80));
    expect(await world.shown()).toEqual(['firing warning']);
  });

  test('blips are told to nobody and use up no ids', async () => {
    await using world = await aWorld([lasting, { ...full, name: 'other' }]);
    for (const minute of [0, 2, 4]) {
      await world.see(minute, cpu(80));
      await world.see(minute + 1, cpu(10));
    }
    expect(await world.told()).toEqual([]);
    await world.see(6, [disk('/', 95)]);
    expect((await world.open()).map(({ id }) => id)).toEqual([2]);
    await world.see(7, cpu(80));
    await world.see(12, cpu(80));
    expect((await world.open()).map(({ id, rule }) => [id, rule])).toEqual([
      [1, 'a_rule'],
      [2, 'other'],
    ]);
  });
});

describe('what is unknown', () => {
  test.each([
    { name: 'nothing measured', facts: [] },
    { name: 'a missing value', facts: [fact('system.cpu', null)] },
    { name: 'a text for a number', facts: [fact('system.cpu', 'high')] },
    { name: 'no number at all', facts: [fact('system.cpu', Number.NaN)] },
  ])('$name neither fires, nor ends a wait, nor clears', async ({ facts }) => {
    await using world = await aWorld([lasting]);
    await world.see(0, facts);
    expect(await world.shown()).toEqual([]);
    await world.see(1, cpu(80));
    await world.see(7, facts);
    expect(await world.shown()).toEqual(['pending warning']);
    await world.see(8, cpu(80));
    await world.see(9, facts);
    expect(await world.shown()).toEqual(['firing warning']);
  });

  test('a stronger level that is unknown keeps the severity; known to be false, it lowers it', async () => {
    const rule = aRule({ warning: 'system.cpu > 75', critical: 'api.errors > 5' });
    await using world = await aWorld([rule]);
    await world.see(0, [...cpu(80), fact('api.errors', 9)]);
    await world.see(1, cpu(80));
    expect(await world.shown()).toEqual(['firing critical']);
    await world.see(2, [...cpu(80), fact('api.errors', 0)]);
    expect(await world.shown()).toEqual(['firing warning']);
  });
});

describe('severity', () => {
  test('it is raised with a note and lowered without, in one alert', async () => {
    await using world = await aWorld([levels]);
    await world.see(0, cpu(80));
    await world.see(1, cpu(95));
    expect(await world.shown()).toEqual(['firing critical']);
    expect(await world.told()).toEqual(['card', 'raised critical']);
    await world.see(2, cpu(80));
    expect(await world.told()).toEqual(['card']);
    await world.see(3, cpu(10));
    expect(await world.history(1)).toEqual(['fired', 'raised', 'lowered', 'resolved']);
    expect(await world.told()).toEqual(['card', 'resolved warning']);
  });

  test('it is raised for somebody who has the alert, and stays theirs', async () => {
    await using world = await aWorld([levels]);
    await world.see(0, cpu(80));
    await world.ack(1, 1);
    await world.see(2, cpu(95));
    expect(await world.shown()).toEqual(['acknowledged critical']);
  });

  test('it fires with the strongest level that holds', async () => {
    await using world = await aWorld([levels]);
    await world.see(0, cpu(99));
    expect(await world.shown()).toEqual(['firing critical']);
  });
});

describe('a limit of its own for clearing', () => {
  const rule = aRule('system.disk > 90', { clear: 'system.disk < 85' });

  test('between the two limits the alert stays', async () => {
    await using world = await aWorld([rule]);
    await world.see(0, [disk('/', 95)]);
    await world.see(1, [disk('/', 88)]);
    expect(await world.shown()).toEqual(['/ firing warning']);
    await world.see(2, [disk('/', 84)]);
    expect(await world.shown()).toEqual([]);
  });

  test('below the first limit it does not open', async () => {
    await using world = await aWorld([rule]);
    await world.see(0, [disk('/', 88)]);
    expect(await world.shown()).toEqual([]);
  });

  test('a limit without labels clears every series', async () => {
    await using world = await aWorld([aRule('system.disk > 90', { clear: 'maintenance == true' })]);
    await world.see(0, [disk('/', 95), disk('/var', 96), fact('maintenance', false)]);
    await world.see(1, [disk('/', 95), disk('/var', 80), fact('maintenance', false)]);
    expect(await world.shown()).toEqual(['/ firing warning', '/var firing warning']);
    await world.see(2, [disk('/', 80), disk('/var', 80), fact('maintenance', true)]);
    expect(await world.shown()).toEqual([]);
  });

  test('a level without labels counts for every series and opens no alert of its own', async () => {
    await using world = await aWorld([
      aRule({ warning: 'system.disk > 90', critical: 'backup.failed == true' }),
    ]);
    await world.see(0, [disk('/', 95), disk('/var', 96), fact('backup.failed', false)]);
    expect(await world.shown()).toEqual(['/ firing warning', '/var firing warning']);
    await world.see(1, [disk('/', 95), disk('/var', 96), fact('backup.failed', true)]);
    expect(await world.shown()).toEqual(['/ firing critical', '/var firing critical']);
  });
});

describe('what an alert says', () => {
  test('value, limit, target and labels are filled in; what is not known stays', async () => {
    const message = '{target} {mount}: {value} of {limit}, {disk.name} {nobody} {constructor}';
    await using world = await aWorld([{ ...full, message, labels: { 'disk.name': 'sda' } }]);
    await world.see(0, [disk('/var', 95)]);
    const text = 'web-1 /var: 95 % of 90 %, sda {nobody} {constructor}';
    expect((await world.open())[0]?.message).toBe(text);
  });

  test('it keeps what broke the limit when it has cleared', async () => {
    await using world = await aWorld([full]);
    await world.see(0, [disk('/', 95)]);
    await world.see(1, [disk('/', 20)]);
    const alert = (await world.store.alerts.get(1))?.alert;
    expect(alert?.message).toBe('/ at 95 %');
    expect(alert?.evidence).toMatchObject({ metric: 'system.disk', value: 95, limit: 90 });
  });

  test('it keeps the score from before, and follows the score of now', async () => {
    await using world = await aWorld([levels]);
    await world.see(0, cpu(80), { scoreBefore: null, scoreNow: 90 });
    await world.see(1, cpu(95), { scoreBefore: 90, scoreNow: 70 });
    expect((await world.open())[0]).toMatchObject({ scoreBefore: null, scoreNow: 70 });
  });
});

test('a rule that is configured no more ends its alerts and says why', async () => {
  await using world = await aWorld([full, lasting]);
  await world.see(0, [disk('/', 95), ...cpu(80)]);
  await retire(world.deps, { at: at(1), rules: () => false });
  expect(await world.shown()).toEqual([]);
  expect(await world.history(1)).toEqual(['fired', 'resolved']);
  expect(await world.history(2)).toEqual(['pending', 'cancelled']);
  expect((await world.store.alerts.get(1))?.alert.state).toMatchObject({
    by: { id: 'rule' },
    note: 'its rule or target is configured no more',
  });
  expect(await world.told()).toEqual(['card', 'resolved warning']);
});

test('a change that somebody else forestalled is made in the next round', async () => {
  await using world = await aWorld([levels]);
  await world.see(0, cpu(80));
  const found = (await world.store.alerts.get(1))?.alert;
  if (!found) throw new Error('no alert');
  await win(world.store, change(found, { on: found }));
  const [lost] = await world.see(1, cpu(10));
  expect(lost).toEqual({ kind: 'lost' });
  expect(await world.shown()).toEqual(['firing warning']);
  await world.see(2, cpu(10));
  expect(await world.shown()).toEqual([]);
});
