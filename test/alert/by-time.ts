import type { SweepDeps } from '../../src/alert/sweep.ts';
import { sweep } from '../../src/alert/sweep.ts';
import type { Alert, Doer } from '../../src/model/alert.ts';
import type { OutboxEntry } from '../../src/model/outbox.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Matcher, Silence } from '../../src/model/silence.ts';
import { ANY } from '../../src/model/silence.ts';
import type { Store } from '../../src/store/ports.ts';
import { aTarget } from '../store/fixtures.ts';
import type { Circumstances } from './world.ts';
import { ANA, at, aWorld } from './world.ts';

/** Targets named `t-0`, `t-1` ... */
export function targetsNamed(count: number) {
  return Array.from({ length: count }, (_, index) => aTarget({ name: `t-${index}` }));
}

/** A world in which time passes: silences that end, what is held, reminders. */
export async function aTimeline(rules: readonly Rule[], given: Circumstances = {}) {
  const world = await aWorld(rules, given);
  const { store } = world;
  let active: readonly Silence[] = await store.silences.active();
  const inForce = (next: readonly Silence[]) => {
    active = next;
    world.world.silences = next;
  };
  inForce(active);
  const summaries: string[] = [];
  const endings: string[] = [];
  const names = (alerts: readonly Alert[]) => alerts.map(({ id }) => `#${id}`).join(' ');
  const deps: SweepDeps = {
    ...world.deps,
    silences: {
      active: () => active,
      effect: store.silences.effect,
      async end(id, how) {
        const ended = await store.silences.end(id, how);
        inForce(active.filter((one) => one.id !== id));
        return ended;
      },
    },
    async silenceEnded({ hidden }, open) {
      endings.push(`hid ${hidden}, still open: ${names(open)}`);
    },
    async summary(channel, { to }, alerts) {
      summaries.push(`${channel} ${to - at(0)}: ${names(alerts)}`);
    },
  };
  return {
    ...world,
    sweepDeps: deps,
    /** Summaries of quiet hours, by the milliseconds at which they ended. */
    summaries,
    endings,
    /** What time alone brings at a minute. */
    sweep: (minute: number) => sweep(deps, at(minute)),
    async silence(
      more: Partial<Matcher>,
      { from = 0, to = null }: { from?: number; to?: number | null } = {},
    ) {
      const silence = await store.silences.add({
        ...{ matcher: { ...ANY, ...more }, by: ANA, reason: 'known' },
        ...{ createdAt: at(from), endsAt: to === null ? null : at(to) },
      });
      inForce([...active, silence]);
      return silence;
    },
    unsilence: (id: number, minute: number, by: Doer = ANA) =>
      deps.silences.end(id, { at: at(minute), by: by as never }),
    /** What the channel does, oldest first: `post #1`, `edit #1`, `note #1: raised critical`; `quietly` without a sound. */
    does: (channel = 'ops') => takeAll(store, channel),
    /** The same as far as it was due at a minute. */
    doesBy: (minute: number, channel = 'ops') => takeAll(store, channel, at(minute)),
    /** Only what makes people look: new messages and notes. */
    async heard(channel = 'ops'): Promise<string[]> {
      return (await takeAll(store, channel)).filter((one) => !one.startsWith('edit'));
    },
    /** Reasons that are stored for an alert. */
    async heldNow(id: number): Promise<string[]> {
      const holds = await store.alerts.holds(id);
      return holds.map(({ channel, why }) => (channel === null ? why : `${channel}: ${why}`));
    },
  };
}

async function takeAll(store: Store, channel: string, now = at(1_000_000)): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    const [entry] = await store.outbox.claim(channel, { now, lease: 1, limit: 1 });
    if (!entry) return found;
    const stands = (await store.outbox.posted(entry.alert ?? 0, channel)) !== null;
    found.push(textOf(entry, stands));
    await store.outbox.sent(entry.id, { remoteId: 'one', posted: !stands, at: at(0) });
  }
}

function textOf({ kind, alert, body, silent }: OutboxEntry, stands: boolean): string {
  const how = silent ? ' quietly' : '';
  if (kind !== 'card') return `note #${alert}: ${body}${how}`;
  return stands ? `edit #${alert}` : `post #${alert}${how}`;
}
