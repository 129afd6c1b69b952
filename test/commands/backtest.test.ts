import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { aTarget, NOON, openDesk, reading } from '../support/desk.ts';
import { aRule, stubDesk } from './stub-context.ts';

const EVERY = 5 * MINUTE;
const busy = aRule({ name: 'busy', levels: [{ severity: 'warning', when: 'system.cpu > 80' }] });

/** Three days in which the CPU is at 93 % from 02:00 to 03:00 and at 86 % from 14:00 to 14:20, UTC, and at 20 % else. */
async function threeDays() {
  const desk = await openDesk({
    targets: [aTarget({ name: 'web-1', interval: EVERY }), aTarget({ name: 'db' })],
    rules: [busy],
  });
  const { id } = desk.targetNamed('web-1');
  const rows = Array.from({ length: (3 * DAY) / EVERY }, (_, index) => {
    const at = NOON - 3 * DAY + index * EVERY;
    const of = { target: id, labels: {}, at };
    return [
      { ...of, metric: 'system.cpu', value: valueAt(at % DAY) },
      { ...of, metric: 'target.reachable', value: 1 },
    ];
  });
  await desk.samples.ingest(rows.flat());
  desk.at(NOON);
  const answer = async (line: string) => desk.shown(await desk.ask(line));
  return { ...desk, answer };
}

function valueAt(time: number): number {
  if (time >= 2 * HOUR && time < 3 * HOUR) return 93;
  return time >= 14 * HOUR && time < 14 * HOUR + 20 * MINUTE ? 86 : 20;
}

test('says how often it would have fired, when, and what other limits would have done', async () => {
  const { answer } = await threeDays();
  expect(await answer('/rules backtest system.cpu > 85 for:10m days:3')).toBe(
    [
      '▲ system.cpu > 85 would have fired 6 times in 3 days',
      'system.cpu > 85 for 10 min, cooldown 5 min',
      'Per day   2',
      'In all    3 h',
      'Longest   50 min',
      'Median    10 min',
      'At night  3',
      '     0·····6·····12····18····',
      'Sat  -------------··░········',
      'Sun  ···█···········░········',
      'Mon  ···█···········░········',
      'Tue  ···█·········-----------',
      '2026-03-10 03:10 web-1: 50 min, 93 %',
      '2026-03-09 15:10 web-1: 10 min, 86 %',
      '2026-03-09 03:10 web-1: 50 min, 93 %',
      '2026-03-08 15:10 web-1: 10 min, 86 %',
      '2026-03-08 03:10 web-1: 50 min, 93 %',
      '2026-03-07 15:10 web-1: 10 min, 86 %',
      'With another limit',
      '75     ████████████████████ 6×',
      '80     ████████████████████ 6×',
      '85 now ████████████████████ 6×',
      '90     ██████████░░░░░░░░░░ 3×',
      '95     ░░░░░░░░░░░░░░░░░░░░ 0×',
      'judged 864 times on 1 target',
    ].join('\n'),
  );
});

test('answers other questions, and says what is wrong with them', async () => {
  const { answer } = await threeDays();
  const asked: readonly (readonly [line: string, ...says: string[]])[] = [
    ['busy', 'busy would have fired 6 times in 7 days', 'Live it did not fire in that time.'],
    ['BUSY days=1', 'busy would have fired 2 times in 1 day', 'system.cpu > 80 for 5 min'],
    ['busy for=30m', 'busy would have fired 3 times', 'Too short  3'],
    ['busy clear=system.cpu < 10', 'busy would have fired once', 'and still open, 93 %'],
    ['busy', 'Stored since 2026-03-07 13:00.', 'busy'],
    ['system.cpu > 99', 'system.cpu > 99 would not have fired in 7 days', 'judged 864 times'],
    ["avg('system.cpu', '1h') > 60", 'would have fired 3 times', '50'],
    ['busy target=db', 'busy: nothing to judge it by in 7 days', 'No target has what it asks for.'],
    ['system.cpi > 9', 'nothing to judge it by', 'No metric is named system.cpi: did you mean'],
    ['busi', 'There is no rule “busi”. Did you mean busy?'],
    ['system.cpu >', '“system.cpu >” cannot be tried: character'],
    ['system.cpu > 5 clear=system.cpu <', 'clear, character'],
    ['busy days=32', '“32” days: write a number from 1 to 31.'],
    ['busy for=soon', 'for: “soon” is no duration: write 30s, 5m or 2h.'],
    ['busy target=wob-1', 'There is no target'],
    ['', 'Write /rules backtest system.disk > 90 for=5m days=7'],
  ];
  for (const [line, ...says] of asked) {
    const text = await answer(`/rules backtest ${line}`);
    for (const one of says) expect(text, line).toContain(one);
  }
});

test('compares with what the rule did', async () => {
  const desk = await openDesk({
    targets: [aTarget({ name: 'web-1', interval: EVERY })],
    rules: [{ ...busy, for: 0, cooldown: 0 }],
  });
  for (let round = 0; round < 12; round++) {
    const at = NOON + round * EVERY;
    await desk.measured('web-1', at, [reading('system.cpu', round % 4 === 1 ? 95 : 10)]);
  }
  const [alert] = await desk.store.alerts.between(NOON, NOON + DAY, null);
  await desk.ask(`/noise ${alert?.id}`);
  const { data } = await desk.ask('/rules backtest busy');
  expect(data).toMatchObject({ fired: 3, live: { fired: 3, noise: 1, taken: 0 } });
});

test('a question that a viewer may ask, in which options come one by one', async () => {
  const { ask, called } = stubDesk({ rules: [{ rule: busy, targets: [], off: null, open: 0 }] });
  await ask('/rules backtest busy for=5m cooldown=1h clear=2m target=web-1 days=3', 'viewer');
  expect(called).toEqual([
    {
      what: 'rules.backtest',
      with: {
        ...{ text: 'busy', target: 'web-1', days: 3 },
        change: { for: 5 * MINUTE, cooldown: HOUR, clear: null, clearFor: 2 * MINUTE },
      },
    },
  ]);
});
