import { expect, test, vi } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { DAY, HOUR, MINUTE, SECOND, systemClock } from '../../src/model/time.ts';
import type { Channel } from '../../src/notify/channel.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { often } from '../support/often.ts';
import type { Engine } from './engine.ts';
import { aPlace, aRoute, openEngine, series, seriesRule, settings, someTargets } from './engine.ts';
import { deskOf } from './engine-desk.ts';
import { fakeTime } from './world.ts';

/** When the clock is set, between two looks of the engine. */
const JUMPS_AT = 8 * MINUTE + 5 * SECOND;

/** Keeps the first words of each new message and when it came, in minutes of a clock that nobody sets. */
function listening(name: string) {
  const heard: { readonly minute: number; readonly wall: number; readonly text: string }[] = [];
  const begin = performance.now();
  const channel: Channel = {
    name,
    kind: 'listening',
    async post({ key, reply }) {
      const [first] = reply.blocks;
      const text = first?.kind === 'heading' || first?.kind === 'text' ? String(first.text) : '?';
      const minute = (performance.now() - begin) / MINUTE;
      heard.push({ minute, wall: Date.now(), text });
      return { kind: 'delivered', remoteId: key };
    },
    edit: async (remoteId) => ({ kind: 'delivered', remoteId }),
  };
  return { channel, heard };
}

async function aClockWorld(config: Partial<Config>, names: readonly string[]) {
  const channels = names.map(listening);
  const engine = await openEngine({
    folder: freshFolder(),
    clock: systemClock,
    channels: channels.map(({ channel }) => channel),
    config: {
      targets: someTargets(5),
      routes: [aRoute('info', names.slice(0, 1))],
      channels: names.map((name) => aPlace(name)),
      alerting: settings({ groupBy: 'none', storm: 1_000_000 }),
      ...config,
    },
  });
  engine.send();
  return { engine, heard: channels.map(({ heard }) => heard) };
}

/** What breaks at a minute, as `<target> <rule>` or `<target> <series> <rule>`. */
type Course = (minute: number) => Readonly<Record<string, boolean>>;

/** Lets time pass: a look of the engine every `step`, a round of every target every `round`. */
async function live(
  engine: Engine,
  {
    minutes,
    step,
    round,
  }: { readonly minutes: number; readonly step: number; readonly round: number },
  course: Course,
  set: (passed: number) => void,
) {
  const [...names] = engine.targets.keys();
  for (let passed = 0; passed <= minutes * MINUTE; passed += step) {
    await engine.sweep();
    if (passed % round === 0) {
      const now = course(passed / MINUTE);
      for (const name of names) {
        const readings = Object.entries(now)
          .map(([key, breaks]) => ({ parts: key.split(' '), breaks }))
          .filter(({ parts: [target] }) => target === name)
          .map(({ parts, breaks }) => series(parts.at(-1) ?? '', parts.at(-2) ?? '', breaks));
        await engine.measured(name, readings);
      }
    }
    // The clock is set between two looks.
    await vi.advanceTimersByTimeAsync(step / 2);
    set(passed + step / 2);
    await vi.advanceTimersByTimeAsync(step / 2);
  }
}

const JUMPS = [
  { name: 'an hour back', by: -HOUR, silenced: 92 },
  { name: 'a day ahead', by: DAY, silenced: 8 },
  { name: 'an hour ahead', by: HOUR, silenced: 8 },
  { name: 'a day back', by: -DAY, silenced: null },
];

test.each(JUMPS.slice(0, often(2, 4)))(
  'a clock that is set $name fires, ends, repeats and escalates nothing early, late or twice',
  async ({ name, by, silenced }) => {
    fakeTime();
    const { engine, heard } = await aClockWorld(
      {
        rules: [
          seriesRule('urgent', 'critical', { remind: 30 * MINUTE, escalate: 20 * MINUTE }),
          seriesRule('slow', 'warning', { for: 10 * MINUTE }),
          seriesRule('calm', 'warning', { clearFor: 10 * MINUTE }),
          seriesRule('mild', 'warning'),
        ],
        routes: [aRoute('info', ['ops']), aRoute('emergency', ['phone'])],
      },
      ['ops', 'phone'],
    );
    await using _ = engine;
    const ask = deskOf(engine, systemClock);
    let isSet = false;
    await live(
      engine,
      { minutes: 100, step: 10 * SECOND, round: 30 * SECOND },
      (minute) => ({
        'web-1 urgent': true,
        'web-2 slow': minute >= 5,
        'web-3 slow': minute >= 5 && minute < 11,
        'web-4 calm': minute < 5,
        'web-5 mild': minute >= 3,
      }),
      (passed) => {
        if (passed === 125 * SECOND) void ask('silence target=web-5 30m');
        if (isSet || passed !== JUMPS_AT) return;
        isSet = true;
        vi.setSystemTime(Date.now() + by);
      },
    );
    const [ops = [], phone = []] = heard;
    console.log(
      `the clock set ${name}: ${ops.length + phone.length} messages in 100 minutes, each in its minute`,
    );
    const reminders = [30, 60, 90].map((minute) => `${minute} Still firing: web-1`);
    expect(ops.map(inShort)).toEqual(
      [
        '0 CRITICAL: web-1',
        '0 WARNING: web-4',
        ...(silenced === null
          ? []
          : [`${silenced} Silence #1 by Ana ended`, `${silenced} WARNING: web-5`]),
        '15 WARNING: web-2',
        '15 Resolved: web-4',
        '20 Escalated: web-1',
        ...reminders,
      ].toSorted(byMinute),
    );
    expect(phone.map(inShort)).toEqual(['20 CRITICAL: web-1', ...reminders]);
  },
);

function inShort({ minute, text }: { readonly minute: number; readonly text: string }): string {
  const [what] = /^(Silence #\d+ by \w+ ended|Still firing|[A-Za-z]+)/.exec(text) ?? [text];
  const [target] = / on (web-\d)/.exec(text)?.slice(1) ?? [];
  return `${Math.floor(minute + 0.2)} ${what}${target === undefined ? '' : `: ${target}`}`;
}

function byMinute(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10);
}

/** Between two looks in a night. */
const STEP = often(60, 30) * SECOND;
const BERLIN = 'Europe/Berlin';
const wallClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: BERLIN,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const wallTime = (at: number) => wallClock.format(at);

test.each([
  { night: 'that loses an hour', evening: Date.UTC(2026, 2, 28, 20), lost: ['02'], hours: 11 },
  { night: 'that has an hour twice', evening: Date.UTC(2026, 9, 24, 19), lost: [], hours: 13 },
])('in a night $night everything goes by the clock on the wall', async (given) => {
  const { night, evening, lost, hours } = given;
  fakeTime();
  vi.setSystemTime(evening);
  expect(wallTime(evening)).toBe('21:00');
  const { engine, heard } = await aClockWorld(
    {
      rules: [
        seriesRule('urgent', 'critical', { remind: HOUR }),
        seriesRule('mild', 'warning'),
        seriesRule('probe', 'critical'),
      ],
      channels: [aPlace('ops', { quiet: { from: 22 * 60, to: 7 * 60, zone: BERLIN } })],
      maintenance: [
        { name: 'gap', at: '30 2 * * *', target: 'web-2' },
        { name: 'late', at: '0 4 * * *', target: 'web-3' },
      ].map(({ name, at, target }) => ({
        ...{ name, at, zone: BERLIN, duration: HOUR, by: null },
        matcher: { target, rule: null, severity: null, labels: {}, fingerprint: null },
      })),
    },
    ['ops'],
  );
  await using _ = engine;
  const ask = deskOf(engine, systemClock);
  // Every ten minutes something new fires on both targets with a window, for five minutes.
  const probes = (target: string, minute: number) => ({
    [`${target} p${Math.floor(minute / 10)} probe`]: minute % 10 < 5,
  });
  await live(
    engine,
    { minutes: hours * 60, step: STEP, round: MINUTE },
    (minute) => ({
      'web-1 m mild': minute >= 90,
      ...probes('web-2', minute),
      ...probes('web-3', minute),
      'web-4 s urgent': minute >= 165,
      'web-5 u urgent': minute >= 30,
    }),
    (passed) => {
      if (passed === 150 * MINUTE + STEP / 2) void ask('silence target=web-4 08:00');
    },
  );
  const [ops = []] = heard;
  const timesOf = (pattern: RegExp) =>
    ops.filter(({ text }) => pattern.test(text)).map(({ wall }) => wallTime(wall));
  const fired = (await engine.store.alerts.list(EVERYTHING)).alerts.filter(
    ({ rule }) => rule === 'probe',
  );
  const held = { 'web-2': [] as string[], 'web-3': [] as string[] };
  for (const { id, targetName, state } of fired) {
    const { events = [] } = (await engine.store.alerts.get(id)) ?? {};
    const isHeld = events.some(({ kind, detail }) => kind === 'held' && /maintenance/.test(detail));
    if (isHeld && state.kind === 'resolved' && targetName in held) {
      held[targetName as keyof typeof held].push(wallTime(state.since));
    }
  }
  console.log(
    `a night ${night}: ${fired.length} alerts against two windows, ${ops.length} messages; ` +
      `held in ${held['web-2'].toSorted().join(' ')} and ${held['web-3'].toSorted().join(' ')}`,
  );
  // Quiet hours: what fired at 22:30 comes at 7, with their summary.
  expect(timesOf(/^WARNING · .* web-1/)).toEqual(['07:00']);
  expect(timesOf(/^While it was quiet \(22:00 to 07:00\)/)).toEqual(['07:00']);
  // A silence until 8 ends at 8.
  expect(timesOf(/^Silence #1 by Ana ended/)).toEqual(['08:00']);
  expect(timesOf(/^CRITICAL · .* web-4/)).toEqual(['08:00']);
  // Reminders come each hour of real time, with whatever name it has on the wall.
  const whole = Array.from({ length: hours - 1 }, (_one, n) => evening + (n + 1.5) * HOUR);
  expect(timesOf(/^Still firing .* web-5/)).toEqual(whole.map(wallTime));
  expect(held['web-3'].toSorted()).toEqual(['04:00', '04:10', '04:20', '04:30', '04:40', '04:50']);
  expect(held['web-2'].toSorted()).toEqual(
    lost.length > 0
      ? ['03:00', '03:10', '03:20', '03:30', '03:40', '03:50']
      : // The hour after the first half past two, which goes on in the second two o'clock.
        ['02:00', '02:10', '02:20', '02:30', '02:40', '02:50'],
  );
});

const EVERYTHING = { state: 'resolved', severity: null, target: null, limit: 10_000 } as const;
