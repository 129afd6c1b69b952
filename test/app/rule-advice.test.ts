import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/model/time.ts';
import { aRule } from '../commands/stub-context.ts';
import { aTarget, NOON, openDesk, reading } from '../support/desk.ts';

const busy = aRule({
  ...{ name: 'busy', for: 0, cooldown: 0 },
  levels: [{ severity: 'warning', when: 'system.cpu > 80' }],
  clear: 'system.cpu < 60',
});

/** Minutes above the limit, and what was said of the alert. */
interface Lived {
  readonly value: number;
  readonly minutes: number;
  readonly said: 'noise' | 'taken' | 'nothing';
}

const noise = (value: number, minutes: number): Lived => ({ value, minutes, said: 'noise' });
const taken = (value: number, minutes: number): Lived => ({ value, minutes, said: 'taken' });

/** A round a minute, with ten calm minutes behind each alert. */
async function lived(episodes: readonly Lived[]) {
  const desk = await openDesk({
    targets: [aTarget({ name: 'web-1', interval: MINUTE })],
    rules: [busy],
  });
  let at = NOON;
  const rounds = async (value: number, minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      at += MINUTE;
      await desk.measured('web-1', at, [reading('system.cpu', value)]);
    }
  };
  for (const { value, minutes, said } of episodes) {
    await rounds(value, 1);
    const open = await desk.store.alerts.open(null);
    const id = open.find(({ rule }) => rule === 'busy')?.id;
    if (said === 'taken') await desk.ask(`/ack ${id}`);
    await rounds(value, minutes - 1);
    await rounds(10, 10);
    if (said === 'noise') await desk.ask(`/noise ${id}`);
  }
  return desk;
}

describe('/rules suggest', () => {
  test.each<{ name: string; episodes: readonly Lived[]; advice: object; says: string }>([
    {
      name: 'a longer time, where noise is short',
      episodes: [
        noise(99, 1),
        taken(85, 9),
        noise(90, 1),
        noise(82, 1),
        taken(95, 9),
        noise(99, 1),
      ],
      advice: {
        advice: 'better',
        when: 'system.cpu > 80',
        for_seconds: 60,
        dropped_noise: 4,
        fired_now: 6,
        fired_then: 2,
      },
      says: 'edit busy for=1m',
    },
    {
      name: 'another limit, where noise is low, and the limit of clearing with it',
      episodes: [noise(83, 90), taken(95, 1), noise(88, 80), noise(84, 70), taken(99, 1)],
      advice: {
        advice: 'better',
        when: 'system.cpu > 90',
        for_seconds: 0,
        clear: 'system.cpu < 70',
        dropped_noise: 3,
      },
      says: 'edit busy when=system.cpu > 90 clear=system.cpu < 70',
    },
    {
      name: 'nothing that would drop what was of use',
      episodes: [noise(99, 90), taken(82, 1), noise(98, 90), taken(81, 1), noise(98, 90)],
      advice: { advice: 'nothing better', noise: 3, useful: 2 },
      says: 'no better limit or time',
    },
    {
      name: 'nothing while too little is known',
      episodes: [
        noise(90, 1),
        taken(90, 9),
        { value: 90, minutes: 1, said: 'nothing' },
        noise(90, 1),
      ],
      advice: { advice: 'too few', fired: 4, noise: 2, useful: 1 },
      says: '3 of 5 marked alerts: 2 called noise, 1 taken by somebody.',
    },
    {
      name: 'nothing where nothing is noise',
      episodes: Array.from({ length: 5 }, () => taken(90, 2)),
      advice: { advice: 'no noise', useful: 5 },
      says: 'none of its alerts was called noise',
    },
  ])('$name', async ({ episodes, advice, says }) => {
    const desk = await lived(episodes);
    const answer = await desk.ask('/rules suggest busy');
    expect(answer.data).toMatchObject(advice);
    expect(desk.shown(answer)).toContain(says);
  });

  test('without a name it looks at the rule that was called noise most', async () => {
    const desk = await lived([noise(90, 1)]);
    expect(desk.shown(await desk.ask('/rules suggest'))).toContain('busy: not enough is known');
    expect(desk.shown(await desk.ask('/rules suggest nope'))).toContain('There is no rule “nope”.');
    const [marked] = (await desk.store.alerts.between(0, 2 * NOON, null)).filter(
      ({ life }) => life.noise !== null,
    );
    await desk.ask(`/noise ${marked?.id} undo`);
    expect(desk.shown(await desk.ask('/rules suggest'))).toContain('No alert of the last 30 days');
  });

  test('without a name it passes over what people and other products tell, which no rule judges', async () => {
    const desk = await lived([]);
    const made = desk.shown(await desk.ask('alert create critical web-1 the lift is stuck'));
    const id = /#(\d+)/.exec(made)?.[1];
    expect(desk.shown(await desk.ask(`noise ${id}`))).toContain('as noise');
    desk.at(NOON + MINUTE);
    expect(desk.shown(await desk.ask('/rules suggest'))).toContain(
      'No alert of the last 30 days by a rule was called noise',
    );
  });
});
