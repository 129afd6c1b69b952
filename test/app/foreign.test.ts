import { describe, expect, test } from 'vitest';
import { openForeignAlerts } from '../../src/app/foreign.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { ForeignAlert } from '../../src/model/foreign-alert.ts';
import { MINUTE } from '../../src/model/time.ts';
import { NOON, openDesk } from '../support/desk.ts';

function anAlert(more: Partial<ForeignAlert> = {}): ForeignAlert {
  return {
    ...{ source: 'prometheus', about: [], rule: 'HighLatency', labels: { alertname: 'A' } },
    ...{ severity: 'critical', message: 'Latency is high', detail: null, startsAt: null },
    ...{ isOver: false, endsAt: null, mark: 'abc', url: null, sender: null, cut: [], ...more },
  };
}

async function taking() {
  const desk = await openDesk();
  const log = { error: () => {}, info: () => {} };
  const open = () => openForeignAlerts({ ...desk, log, queued: () => {}, rejudge: async () => {} });
  return {
    ...desk,
    shownAs: desk.shown,
    open,
    at: (minute: number) => desk.at(NOON + minute * MINUTE),
    shown: async () => (await desk.store.alerts.open(null)).map(textOf),
  };
}

function textOf({ targetName, message }: Alert): string {
  return `${targetName}: ${message}`;
}

describe('an alert of another product', () => {
  test.each([
    { about: ['web-1'], on: 'web-1' },
    { about: ['WEB-2:9100'], on: 'web-2' },
    { about: ['db-7', 'web-1:80'], on: 'web-1' },
    { about: ['db-7:9100'], on: 'prometheus' },
    { about: [], on: 'prometheus' },
  ])('about $about belongs to $on', async ({ about, on }) => {
    const { open, shown, live } = await taking();
    await using foreign = await open();
    await foreign.take([anAlert({ about })]);
    expect(await shown()).toEqual([expect.stringMatching(new RegExp(`^${on}: Latency is high`))]);
    await live.put(live.config());
    expect(live.targets().some(({ name }) => name === on)).toBe(true);
  });

  test('that is sent again goes on, and ends when it is not', async () => {
    const { open, shown, at } = await taking();
    await using foreign = await open();
    await foreign.take([anAlert({ endsAt: NOON + 4 * MINUTE })]);
    at(3);
    await foreign.take([anAlert({ endsAt: NOON + 7 * MINUTE })]);
    at(6);
    await foreign.expire();
    expect(await shown()).toHaveLength(1);
    at(7);
    await foreign.expire();
    expect(await shown()).toEqual([]);
  });

  test('has three minutes after a start to be sent again, and ends then', async () => {
    const { open, shown, at } = await taking();
    {
      await using before = await open();
      await before.take([
        anAlert({ endsAt: NOON + 4 * MINUTE }),
        anAlert({ mark: 'webhook', source: 'grafana', message: 'Other' }),
      ]);
    }
    at(60);
    await using foreign = await open();
    at(62);
    await foreign.expire();
    expect(await shown()).toHaveLength(2);
    at(63);
    await foreign.expire();
    expect(await shown()).toEqual(['grafana: Other']);
  });

  test('keeps the end that is further away than the grace after a start', async () => {
    const { open, shown, at } = await taking();
    {
      await using before = await open();
      await before.take([anAlert({ source: 'uptime-kuma', endsAt: NOON + 30 * MINUTE })]);
    }
    at(1);
    await using foreign = await open();
    at(29);
    await foreign.expire();
    expect(await shown()).toHaveLength(1);
    at(30);
    await foreign.expire();
    expect(await shown()).toEqual([]);
  });

  test('shows its labels and where it comes from, and is silenced like any other', async () => {
    const { open, ask, shown: _, ...desk } = await taking();
    await using foreign = await open();
    await foreign.take([anAlert({ labels: { alertname: 'A', pod: 'shop-1' } })]);
    const say = async (line: string) => desk.shownAs(await ask(line));
    expect(await say('alert 1')).toContain('alertname=A, pod=shop-1');
    expect(await say('why 1')).toContain('prometheus tells of it (HighLatency)');
    expect(await say('silence label=pod:shop-1 1h')).toContain('It covers 1 open alert');
    expect(await say('silence 1 1h also=main')).toContain('Only a running Tocsin writes');
  });

  test('finds no room beside 10,000 others, and has it once one is over', async () => {
    const { open, shown } = await taking();
    await using foreign = await open();
    const many = Array.from({ length: 10_001 }, (_, at) => anAlert({ mark: `m${at}` }));
    expect(await foreign.take(many)).toEqual({ full: 1 });
    expect(await shown()).toHaveLength(10_000);
    const [first] = many;
    await foreign.take([{ ...anAlert(), ...first, isOver: true }]);
    expect(await foreign.take(many.slice(-1))).toEqual({ full: 0 });
  });
});
