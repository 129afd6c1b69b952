import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/model/time.ts';
import { NOON, reading } from '../support/desk.ts';
import { acting } from './acting.ts';

describe('rules', () => {
  test('that are switched off end their alerts with the reason and judge no more, until they are on again', async () => {
    const one = await acting();
    await one.disk(0, 97);
    await one.told();
    const off = await one.say('rules off disk_high too noisy', 'admin');
    expect(off).toContain('Its open alert ends');
    expect(await one.told()).toEqual(['card 1', 'note 1']);
    expect(await one.say('why 1')).toContain('Ana switched its rule off');
    expect(await one.say('why 1')).toContain('Rule disk_high: warning when system.disk > 85');
    await one.disk(10, 98);
    expect(await one.say('alerts')).toContain('No open alerts');
    expect(await one.say('rules')).toMatch(/disk_high .* off/);
    expect(await one.say('rules show disk_high')).toContain('Off by Ana: too noisy');
    expect(await one.say('rules off disk_high', 'admin')).toContain('off already');
    expect(await one.say('rules on disk_high', 'admin')).toContain('on again');
    await one.disk(11, 98);
    expect(await one.say('alerts')).toContain('Disk / at 98 % on web-1');
  });

  test('are tested on the newest data, by name and as an expression', async () => {
    const one = await acting();
    await one.disk(0, 97);
    await one.disk(0, 20, 'web-2');
    expect(await one.say('rules test disk_high')).toContain('fires for 1 of 2 series');
    expect(await one.say('rules test system.disk > 10')).toContain('holds for 2 of 2 series');
    expect(await one.say('rules test system.disk > 10 target=web-2')).toContain('1 of 1 series');
    expect(await one.say('rules test system.disk >')).toContain('character 14');
    expect(await one.say("rules test avg('system.disk', '5m') > 96 target=web-1")).toMatch(
      /1 of 1/,
    );
    // Nothing is known any more of what was measured long ago.
    one.at(NOON + 60 * MINUTE);
    expect(await one.say('rules test disk_high')).toContain('2 unknown');
  });
});

describe('what people do with alerts', () => {
  test('giving one back, a note and noise are in its history, and the statistics', async () => {
    const one = await acting();
    await one.disk(0, 97);
    await one.say('ack 1 mine');
    expect(await one.say('alert 1')).toContain('acknowledged');
    await one.say('unack 1 lunch');
    expect(await one.say('alerts')).toMatch(/1 open alert|Disk/);
    await one.say('note 1 the fan is dusty');
    await one.say('noise 1');
    const history = await one.say('alert 1 history');
    expect(history).toMatch(/acknowledged by Ana: mine[\s\S]*unacknowledged by Ana: lunch/);
    expect(history).toMatch(/note by Ana: the fan is dusty[\s\S]*noise by Ana/);
    expect(await one.say('alerts stats')).toMatch(/disk_high .* 100 %/);
    await one.say('noise 1 undo');
    expect(await one.say('alerts stats')).toMatch(/disk_high .* 0 %$/m);
    expect(await one.say('note 99 x')).toContain('99');
  });

  test('the time to acknowledge and to resolve is in the statistics', async () => {
    const one = await acting();
    await one.disk(0, 97);
    one.at(NOON + 4 * MINUTE);
    await one.say('ack 1');
    await one.disk(10, 10);
    const stats = await one.say('alerts stats');
    expect(stats).toMatch(/MTTA .*4 min/);
    expect(stats).toMatch(/MTTR .*10 min/);
  });

  test('an alert that a person makes is told, and open until somebody resolves it', async () => {
    const one = await acting();
    expect(await one.say('alert create critical web-1 the lift is stuck')).toContain('#1 CRITICAL');
    expect(await one.told()).toEqual(['card 1']);
    await one.disk(5, 10);
    expect(await one.say('alerts')).toContain('the lift is stuck');
    await one.say('resolve 1 moving again');
    expect(await one.say('alerts')).toContain('No open alerts');
    // Without a target it is about the monitor itself.
    await one.say('alert create something is odd');
    expect(await one.say('alert 2')).toMatch(/WARNING · something is odd[\s\S]*tocsin/);
  });

  test('how each message of an alert fared is shown', async () => {
    const one = await acting();
    await one.disk(0, 97);
    const before = await one.say('alert 1 delivery');
    expect(before).toMatch(/ops +card +queued/);
    one.at(NOON + 3 * MINUTE);
    await one.told();
    expect(await one.say('alert 1 delivery')).toMatch(/ops +card +sent .*3 min/);
    await one.say('ack 1');
    const claim = { now: one.clock.now(), lease: 1, limit: 1 };
    const [entry] = await one.store.outbox.claim('ops', claim);
    const refused = { notBefore: one.clock.now() + MINUTE, reason: 'HTTP 503' };
    await one.store.outbox.retry(entry?.id ?? 0, refused);
    expect(await one.say('alert 1 delivery')).toMatch(/card +queued .*HTTP 503/);
  });

  test('alerts of one target at once are one message, and 1* means all of them', async () => {
    const one = await acting();
    await one.measured('web-1', NOON, [
      reading('system.disk', 97, { mount: '/' }),
      reading('system.disk', 97, { mount: '/var' }),
      reading('system.memory', 97),
    ]);
    expect(await one.told()).toEqual(['card 1']);
    expect(await one.say('why 2')).toContain('in the message of #1 to ops');
    expect(await one.say('ack 1*')).toMatch(/#1[\s\S]*#2[\s\S]*#3/);
    await one.say('unack 2');
    const over = await one.say('resolve 1*');
    for (const id of ['#1', '#2', '#3']) expect(over).toContain(`Ana resolved ${id}`);
    expect(await one.say('alerts')).toContain('No open alerts');
  });
});

describe('who may', () => {
  test.each([
    { line: 'silence web-1 2h', who: 'viewer', needs: 'operator' },
    { line: 'unsilence 1', who: 'viewer', needs: 'operator' },
    { line: 'note 1 hello', who: 'viewer', needs: 'operator' },
    { line: 'noise 1', who: 'viewer', needs: 'operator' },
    { line: 'unack 1', who: 'viewer', needs: 'operator' },
    { line: 'alert create fire', who: 'viewer', needs: 'operator' },
    { line: 'rules off disk_high', who: 'operator', needs: 'admin' },
    { line: 'rules on disk_high', who: 'operator', needs: 'admin' },
    { line: 'maintenance add night 1h all 0 3 * * *', who: 'operator', needs: 'admin' },
    { line: 'maintenance remove night', who: 'operator', needs: 'admin' },
    { line: 'config reload', who: 'operator', needs: 'admin' },
    { line: 'config show', who: 'operator', needs: 'admin' },
  ] as const)('$line is not for a $who', async ({ line, who, needs }) => {
    const one = await acting();
    await one.disk(0, 97);
    const before = await one.store.alerts.get(1);
    expect(await one.say(line, who)).toContain(needs);
    expect(await one.store.alerts.get(1)).toEqual(before);
    expect(one.alerting.silences.active()).toEqual([]);
    expect(one.alerting.windows.all()).toEqual([]);
    expect(one.live.switches()).toEqual([]);
    expect(await one.say('alerts', 'viewer')).toMatch(/Disk \/ at 97 %/);
  });

  test.each(['alerts', 'alert 1', 'why 1', 'silences', 'maintenance', 'rules', 'alerts stats'])(
    '%s is for everybody who is known',
    async (line) => {
      const one = await acting();
      await one.disk(0, 97);
      expect(await one.say(line, 'viewer')).not.toContain('is for the role');
    },
  );
});
