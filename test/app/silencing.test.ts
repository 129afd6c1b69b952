import { describe, expect, test } from 'vitest';
import type { Maintenance } from '../../src/model/silence.ts';
import { ANY } from '../../src/model/silence.ts';
import { HOUR } from '../../src/model/time.ts';
import { acting } from './acting.ts';

describe('a silence', () => {
  test('holds what fires under it, says so, and lets it out when it is ended', async () => {
    const one = await acting();
    expect(await one.say('silence web-1 2h deploy')).toContain(
      'Nothing that it covers is open now',
    );
    await one.disk(1, 97);
    await one.sweep(1);
    expect(await one.told()).toEqual([]);
    expect(await one.say('why 1')).toContain('Silenced by Ana until 15:00: deploy (silence #1)');
    expect(await one.say('alerts')).toContain('Disk / at 97 % on web-1');
    expect(await one.say('silences')).toMatch(/#1 every alert on web-1 by Ana .* hid 1: deploy/);
    expect(await one.say('unsilence 1')).toContain('it hid 1 alert; 1 still open');
    await one.sweep(2);
    expect(await one.told()).toEqual(['card 1']);
    expect(await one.say('why 1')).toMatch(
      /held silenced: silence #1 by Ana: deploy\n13:02 told new/,
    );
    expect(await one.say('unsilence 1')).toMatch(/no .*silence|over/i);
  });

  test('of an alert that people know holds its next note, and the card goes on', async () => {
    const one = await acting();
    await one.disk(0, 90);
    expect(await one.told()).toEqual(['card 1']);
    expect(await one.say('silence 1 1h')).toContain('It covers 1 open alert');
    await one.disk(1, 97);
    expect(await one.told()).toEqual(['card 1']);
    expect(await one.say('why 1')).toContain('Silenced by Ana until 14:00 (silence #1)');
    await one.disk(1, 97, 'web-2');
    expect(await one.told()).toEqual(['card 2']);
  });

  test('that ends by its time tells what it hid and what is still open', async () => {
    const one = await acting();
    await one.say('silence severity=critical 30m');
    await one.disk(1, 97);
    await one.disk(1, 97, 'web-2');
    await one.disk(2, 10, 'web-2');
    await one.sweep(29);
    expect(await one.told()).toEqual([]);
    await one.sweep(30);
    const [summary, card] = await one.told();
    expect(summary).toMatch(/message .*hid 2 alerts.*1 (is )?still (open|firing)/);
    expect(card).toBe('card 1');
    expect(await one.say('silences')).toContain('Nothing is silenced');
  });

  test('of what people know says at its end that it still fires', async () => {
    const one = await acting();
    await one.disk(0, 97);
    await one.say('silence severity=critical 10m');
    await one.told();
    await one.sweep(10);
    const [summary, ...others] = await one.told();
    expect(summary).toMatch(/Silence #1 by Ana ended: nothing was hidden, #1 is still firing/);
    expect(others).toEqual([]);
  });

  test('over which nothing fires ends without a word', async () => {
    const one = await acting();
    await one.say('silence severity=critical 30m');
    await one.sweep(30);
    expect(await one.told()).toEqual([]);
  });

  test('that a person ends says what is open, also when it hid nothing', async () => {
    const one = await acting();
    await one.disk(0, 97);
    await one.disk(0, 97, 'web-2');
    await one.say('silence web-1 2h');
    expect(await one.say('unsilence 1')).toMatch(/nothing; 1 still open/);
  });

  test('until it clears ends with the alert', async () => {
    const one = await acting();
    await one.disk(0, 97);
    await one.say('silence 1 clear');
    await one.sweep(1);
    expect(await one.say('silences')).toContain('#1');
    await one.disk(2, 10);
    await one.sweep(2);
    expect(await one.say('silences')).toContain('Nothing is silenced');
  });

  test.each([
    { line: 'silence nothing 2h', says: /nothing/ },
    { line: 'silence web-1 yesterday', says: /yesterday/ },
    { line: 'silence', says: /Write|what/ },
    { line: 'silence 99 2h', says: /99/ },
    { line: 'unsilence 99', says: /99/ },
  ])('$line is refused with what to write', async ({ line, says }) => {
    const one = await acting();
    expect(await one.say(line)).toMatch(says);
    expect(one.alerting.silences.active()).toEqual([]);
  });
});

describe('maintenance', () => {
  const backup: Maintenance = {
    ...{ name: 'backup', at: '0 3 * * 0', zone: 'UTC', duration: HOUR, by: null },
    matcher: { ...ANY, target: 'web-2' },
  };

  test('of a chat holds what it covers while it is open, and lets it out behind', async () => {
    const one = await acting();
    // The cron is in the zone of whoever asks: noon in UTC is 13:00 in Berlin.
    expect(await one.say('maintenance add noon 30m web-1 10 13 * * *', 'admin')).toContain('noon');
    await one.disk(9, 97, 'web-2');
    await one.say('ack 1');
    await one.disk(11, 97);
    await one.sweep(11);
    expect(await one.told()).toEqual(['card 1']);
    expect(await one.say('why 2')).toMatch(/maintenance noon|Maintenance.*noon/i);
    expect(await one.say('maintenance')).toMatch(
      /noon: open now, until .*; every alert on web-1 for 30 min/,
    );
    await one.sweep(41);
    expect(await one.told()).toEqual(['card 2']);
  });

  test('is removed again, and what stands in the file is not', async () => {
    const one = await acting({ maintenance: [backup] });
    await one.say('maintenance add noon 30m web-1 0 13 * * *', 'admin');
    await one.disk(1, 97);
    expect(await one.told()).toEqual([]);
    expect(await one.say('maintenance remove noon', 'admin')).toContain('alerts are told again');
    await one.sweep(2);
    expect(await one.told()).toEqual(['card 1']);
    expect(await one.say('maintenance remove noon', 'admin')).toContain(
      'no maintenance window noon',
    );
    expect(await one.say('maintenance remove backup', 'admin')).toContain('stands in tocsin.yaml');
    expect(await one.say('maintenance')).toMatch(/backup: next .*; every alert on web-2/);
  });

  test.each([
    { line: 'maintenance add backup 1h all 0 3 * * *', says: 'window backup already' },
    { line: 'maintenance add night 1h all 0 3 * *', says: '“0 3 * *” is no calendar' },
    { line: 'maintenance add night 1h all 0 99 * * *', says: 'is no calendar' },
    { line: 'maintenance add night soon all 0 3 * * *', says: 'is no length of time' },
    { line: 'maintenance add night 99999d all 0 3 * * *', says: 'from 1m to 7d' },
    { line: 'maintenance add night 1h nothing 0 3 * * *', says: 'nothing' },
  ])('$line is refused', async ({ line, says }) => {
    const one = await acting({ maintenance: [backup] });
    expect(await one.say(line, 'admin')).toContain(says);
    expect(one.alerting.windows.all()).toEqual([backup]);
  });
});
