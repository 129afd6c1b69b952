import { sweepOnce } from '../../src/app/sweeping.ts';
import type { Config } from '../../src/config/config.ts';
import type { Actor, Role } from '../../src/model/person.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { actorOf, NOON, openDesk, reading } from '../support/desk.ts';

/** The real desk as people work with it: minutes since noon, disks that fill up, and what a chat shows. */
export async function acting(more: Partial<Config> = {}) {
  const desk = await openDesk(more);
  const deps = {
    ...{ live: desk.live, alerting: desk.alerting, store: desk.store, clock: desk.clock },
    backups: () => [],
    queued: () => {},
    failed: () => {},
    worked: () => {},
  };
  return {
    ...desk,
    /** A round with one disk, so many percent full; above 95 it is critical at once. */
    disk: (minute: number, value: number, target = 'web-1') =>
      desk.measured(target, NOON + minute * MINUTE, [
        reading('system.disk', value, { mount: '/' }),
      ]),
    /** What happens by time alone, at that minute. */
    async sweep(minute: number): Promise<void> {
      desk.at(NOON + minute * MINUTE);
      await sweepOnce(deps);
    },
    /** What a command answers. */
    async say(line: string, who: Role | Actor = 'operator'): Promise<string> {
      const actor = typeof who === 'string' ? actorOf(who) : who;
      return desk.shown(await desk.ask(line, actor));
    },
    /** Kinds and alerts of the messages that wait, oldest first; taking them settles them. */
    async told(): Promise<string[]> {
      const found: string[] = [];
      for (;;) {
        const claim = { now: NOON + 99 * HOUR, lease: 1, limit: 1 };
        const [entry] = await desk.store.outbox.claim('ops', claim);
        if (!entry) return found;
        found.push(
          entry.kind === 'message' ? `message ${entry.body}` : `${entry.kind} ${entry.alert}`,
        );
        await desk.store.outbox.sent(entry.id, {
          remoteId: '1',
          posted: true,
          at: desk.clock.now(),
        });
      }
    },
  };
}
