import { expect, test } from 'vitest';
import type { Alert } from '../../src/model/alert.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { aborted } from '../../src/model/wait.ts';
import type { Delivery, Outgoing } from '../../src/notify/channel.ts';
import { card, resolved } from '../store/fixtures.ts';
import { often } from '../support/often.ts';
import { anOutbox, noteSaying, pass } from './world.ts';

const EVERY = often(20, 4) * SECOND;
/** Alerts whose card stands when the outage begins. */
const BEFORE = 5;

type Answer = (signal: AbortSignal) => Promise<Delivery>;

const down = (after: number, reason: string): Answer => {
  return async () => ({ kind: 'retry', after, reason });
};

/** Spread as chance would, but the same in every run. */
function chance(): () => number {
  let seed = 42;
  return () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
}

/** A service that is down in one way and keeps what it took, one line each: `<what> <text>`. */
function service(failing: Answer) {
  const arrived: string[] = [];
  const state = { isDown: false, tries: 0 };
  const answer = async (line: string, message: Outgoing, signal: AbortSignal) => {
    if (state.isDown) {
      state.tries += 1;
      return failing(signal);
    }
    const [first] = message.reply.blocks;
    arrived.push(`${line} ${first?.kind === 'text' ? first.text : '?'}`);
    return { kind: 'delivered', remoteId: message.key } as const;
  };
  return {
    name: 'ops',
    kind: 'down',
    arrived,
    state,
    post: (message: Outgoing, signal: AbortSignal) => answer('post', message, signal),
    edit: (_id: string, message: Outgoing, signal: AbortSignal) => answer('edit', message, signal),
  };
}

/** What arrived of each alert, in its order. */
function byAlert(arrived: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of arrived) {
    const [, what = '', series = '', text = ''] = /^(\w+) (series \d+) (.+)$/.exec(line) ?? [];
    found.set(series, [...(found.get(series) ?? []), `${what} ${text}`]);
  }
  return found;
}

test.each<{ name: string; failing: Answer }>([
  { name: 'asked to wait (429)', failing: down(35 * SECOND, 'HTTP 429') },
  { name: 'answered 503', failing: down(2 * SECOND, 'HTTP 503') },
  { name: 'refused the connection', failing: () => Promise.reject(new Error('ECONNREFUSED')) },
  {
    name: 'never answered',
    failing: async (signal) => {
      await aborted(signal);
      return { kind: 'retry', after: 2 * SECOND, reason: 'no answer in time' };
    },
  },
])(
  'nothing is lost or out of order when a channel $name for an hour',
  {
    timeout: 120_000,
  },
  async ({ name, failing }) => {
    const channel = service(failing);
    const { arrived, state } = channel;
    await using box = await anOutbox(channel, { deps: { random: chance() } });
    void box.run();
    const open: Alert[] = [];
    for (let n = 0; n < BEFORE; n++) open.push(await box.change({}));
    await pass(0);
    const standing = arrived.length;
    state.isDown = true;
    const resolve = (alert: Alert | undefined) =>
      alert &&
      box.change(
        { state: resolved(1, 2) },
        [card(), noteSaying(`${alert.fingerprint} over`)],
        alert,
      );
    for (let at = 0; at < HOUR; at += EVERY) {
      open.push(await box.change({}));
      await resolve(open.shift());
      await pass(EVERY);
    }
    for (const alert of open) await resolve(alert);
    expect(arrived).toHaveLength(standing);
    state.isDown = false;
    const back = Date.now();
    await drained(box);
    const took = Date.now() - back;

    const alerts = BEFORE + HOUR / EVERY;
    const found = byAlert(arrived);
    const wrong = [...found].filter(([series, lines]) => {
      const before = Number(series.slice('series '.length)) <= BEFORE;
      const wanted = before ? ['post v1', 'edit v2', 'post over'] : ['post v2'];
      return lines.join() !== wanted.join();
    });
    process.stdout.write(
      `${name}: ${alerts} alerts fired and resolved in an hour, ${state.tries} tries, lost ${alerts - found.size}, ` +
        `${arrived.length - standing} messages within ${Math.round(took / SECOND)} s after it\n`,
    );
    expect(found.size).toBe(alerts);
    expect(wrong).toEqual([]);
    expect(took).toBeLessThanOrEqual(5 * MINUTE);
    expect(box.undelivered).toEqual([]);
  },
);

async function drained(box: Awaited<ReturnType<typeof anOutbox>>): Promise<void> {
  for (let seconds = 0; seconds < 600; seconds++) {
    await pass(SECOND);
    const { queued, sending } = await box.store.outbox.counts();
    if (queued + sending === 0) return;
  }
}
