import { expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import type { Service } from './chat-world.ts';
import { chatWorld } from './chat-world.ts';
import { aPlace, aRoute, series, seriesRule, settings, someTargets } from './engine.ts';
import { compare, recordedOf } from './oracle.ts';

const RUNS = 100;

test.each<{ service: Service; name: string; most: number; often: string }>([
  { service: 'ops', name: 'Discord', most: 1, often: 'once' },
  { service: 'phone', name: 'Telegram', most: 2, often: 'at most twice' },
])(
  `what $name took without an answer stands there $often (${RUNS} lost answers)`,
  { timeout: 120_000 },
  async ({ service, name, most }) => {
    await using world = await chatWorld({
      targets: someTargets(RUNS),
      rules: [seriesRule('mild', 'warning')],
      channels: [aPlace('ops'), aPlace('phone')],
      routes: [aRoute('info', [service])],
      alerting: settings({ groupBy: 'none', storm: 1_000_000 }),
    });
    const { engine, seen } = world;
    for (let n = 1; n <= RUNS; n++) {
      let lost = 0;
      world.trouble(service, 'answer lost', (isNew) => isNew && lost++ === 0);
      const see = (breaks: boolean) =>
        engine.measured(`web-${n}`, [series('mild', `s${String(n).padStart(4, '0')}x`, breaks)]);
      await see(true);
      await world.settle();
      // Half of them end while nobody knows whether the message is there.
      if (n % 2 === 0) await see(false);
      await world.pass(MINUTE, 5 * SECOND);
      expect(lost).toBeGreaterThan(0);
    }
    world.well();
    await world.pass(5 * MINUTE, 5 * SECOND);
    const { alerts } = await engine.store.alerts.list(EVERY_OPEN);
    const { alerts: over } = await engine.store.alerts.list({ ...EVERY_OPEN, state: 'resolved' });
    const recorded = [...alerts, ...over].map(recordedOf);
    const found = compare(recorded, seen[service]());
    const times = new Map<string, number>();
    for (const lead of found.repeated) times.set(lead, (times.get(lead) ?? 1) + 1);
    console.log(
      `${name}: ${RUNS} answers lost, ${recorded.length} alerts, lost ${found.lost.length}, ` +
        `messages for one alert at most ${Math.max(1, ...times.values())}`,
    );
    expect(recorded).toHaveLength(RUNS);
    expect(found).toMatchObject({ lost: [], early: [] });
    expect(Math.max(1, ...times.values())).toBeLessThanOrEqual(most);
    expect(await engine.store.outbox.counts()).toMatchObject({ queued: 0, sending: 0, dead: 0 });
  },
);

const EVERY_OPEN = { state: 'open', severity: null, target: null, limit: 10_000 } as const;
