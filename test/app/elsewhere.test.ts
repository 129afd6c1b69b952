import { describe, expect, onTestFinished, test } from 'vitest';
import { openElsewhere } from '../../src/app/elsewhere.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { AlertmanagerPlace } from '../../src/model/alertmanager.ts';
import { ANY } from '../../src/model/silence.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import type { Delivery } from '../../src/notify/channel.ts';
import { settings } from '../web/serving.ts';

const START = Date.UTC(2030, 0, 15, 12);
const PLACE: AlertmanagerPlace = {
  ...{ name: 'main', url: 'http://192.0.2.10:9093', login: { kind: 'none' }, writesSilences: true },
};
const SILENCE = {
  ...{ id: 3, matcher: ANY, by: { id: 'telegram:222', name: 'Ana' }, reason: '', hidden: 0 },
  ...{ createdAt: START, endsAt: START + HOUR, ended: null },
};
const ALERT = {
  ...{ id: 7, target: 1, fingerprint: 'from:alertmanager/a', labels: { alertname: 'A' } },
} as unknown as Alert;

const there: Delivery = { kind: 'delivered', remoteId: 'am-1' };
const none: Delivery = { kind: 'delivered', remoteId: '' };
const away: Delivery = { kind: 'retry', after: 0, reason: 'it does not answer' };
const refused: Delivery = { kind: 'rejected', reason: 'HTTP 400: bad matchers' };

/** An Alertmanager that answers as scripted, in turn and then as the last time; what was asked of it, and what people were told. */
async function writing(
  script: readonly Delivery[],
  store = settings(),
  active: readonly { id: number }[] = [SILENCE],
) {
  const answers = [...script];
  const asked: string[] = [];
  const told: string[] = [];
  let now = START;
  const answer = async (what: string) => {
    asked.push(what);
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? away;
  };
  const elsewhere = await openElsewhere({
    live: { config: () => ({ alertmanagers: [PLACE] }), target: () => null } as never,
    ...{ store: { settings: store }, clock: { now: () => now }, active: () => active },
    log: { info: () => {}, error: () => {} },
    connect: () => ({
      write: () => answer('write'),
      find: () => answer('find'),
      end: (id) => answer(`end ${id}`),
    }),
    tell: async ({ alert, reply }) => void told.push(`#${alert} ${JSON.stringify(reply.blocks)}`),
  });
  onTestFinished(() => elsewhere[Symbol.asyncDispose]());
  const later = async (milliseconds: number) => {
    now += milliseconds;
    await elsewhere.attempt();
  };
  return {
    ...elsewhere,
    asked,
    told,
    store,
    later,
    silence: () => elsewhere.write(SILENCE, ALERT, [PLACE]),
  };
}

describe('a silence in an Alertmanager', () => {
  test('is written at once and ended with ours', async () => {
    const { silence, ended, later, asked, told } = await writing([there, none]);
    expect(await silence()).toEqual(['Also in Alertmanager main.']);
    ended(3);
    await later(0);
    await later(MINUTE);
    expect(asked).toEqual(['write', 'end am-1']);
    expect(told).toEqual([]);
  });

  test('that cannot be written is tried again, and looked for first', async () => {
    const { silence, later, asked } = await writing([away, none, there]);
    expect(await silence()).toEqual([
      'Not in Alertmanager main: it does not answer. It is tried again for 10 minutes.',
    ]);
    await later(SECOND);
    expect(asked).toEqual(['write']);
    await later(2 * SECOND);
    expect(asked).toEqual(['write', 'find', 'write']);
  });

  test('whose answer was lost is not written twice', async () => {
    const { silence, ended, later, asked } = await writing([away, there, none]);
    await silence();
    await later(3 * SECOND);
    ended(3);
    await later(0);
    expect(asked).toEqual(['write', 'find', 'end am-1']);
  });

  test('that ended while nothing could be done about it is ended there at the next start', async () => {
    const { silence, store } = await writing([there]);
    await silence();
    const { later, asked } = await writing([none], store, []);
    await later(0);
    await later(MINUTE);
    expect(asked).toEqual(['end am-1']);
  });

  test('that is refused is not tried again', async () => {
    const { silence, later, asked, told } = await writing([refused]);
    expect(await silence()).toEqual(['Not in Alertmanager main: HTTP 400: bad matchers.']);
    await later(HOUR);
    expect([asked, told]).toEqual([['write'], []]);
  });

  test('is given up after ten minutes, and people are told', async () => {
    const { silence, later, asked, told } = await writing([away]);
    await silence();
    for (let minute = 0; minute < 15; minute++) await later(MINUTE);
    const tries = asked.length;
    await later(MINUTE);
    expect(asked).toHaveLength(tries);
    expect(told).toEqual([
      expect.stringMatching(
        /^#7 .*Silence #3 could not be written to Alertmanager main: it does not answer/,
      ),
    ]);
  });

  test('that could not be ended there is told', async () => {
    const { silence, ended, later, told } = await writing([there, refused]);
    await silence();
    ended(3);
    await later(0);
    expect(told).toEqual([expect.stringMatching(/is over, but not in Alertmanager main/)]);
  });

  test('is ended after a restart too, and tried on', async () => {
    const before = await writing([away]);
    await before.silence();
    const next = await writing([there, none], before.store);
    await next.later(5 * SECOND);
    next.ended(3);
    await next.later(0);
    expect(next.asked).toEqual(['find', 'end am-1']);
  });

  test('that has ended there by its time is left alone', async () => {
    const { silence, ended, later, asked } = await writing([there]);
    await silence();
    await later(HOUR);
    ended(3);
    await later(SECOND);
    expect(asked).toEqual(['write']);
  });
});
