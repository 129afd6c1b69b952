import { onTestFinished } from 'vitest';
import { openActing } from '../../src/app/acting.ts';
import { openAlerting } from '../../src/app/alerting.ts';
import { openLive } from '../../src/app/live.ts';
import type { Reply } from '../../src/chat/reply.ts';
import type { ChatSurface } from '../../src/chat/surface.ts';
import { localHost } from '../../src/collect/collectors/local-host.ts';
import type { Config } from '../../src/config/config.ts';
import { openLog } from '../../src/log/log.ts';
import type { SafeAction } from '../../src/model/action.ts';
import type { Actor } from '../../src/model/person.ts';
import type { Outgoing } from '../../src/notify/channel.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { aConfig, actorOf, aTarget, NOON, place } from '../support/desk.ts';

export const ANA: Actor = actorOf('admin');
export const BEN: Actor = { ...ANA, id: 'discord:9', name: 'Ben', surface: 'discord' };

export function anAction(more: Partial<SafeAction> = {}): SafeAction {
  return {
    name: 'again',
    deed: { kind: 'run', command: 'echo done' },
    ...{ dryRun: null, timeout: 10_000, rules: [], perHour: 3, twoPerson: false },
    ...{ after: null, evenAcknowledged: false },
    ...more,
  };
}

/** The real desk of actions on this machine's real shell; its clock moves only by hand. `reopen` is a restart. */
export async function actionWorld(
  action: SafeAction,
  { wait = 12_000, ...more }: Partial<Config> & { readonly wait?: number } = {},
) {
  const folder = freshFolder();
  const targets = [aTarget({ name: 'web-1', actions: [action] })];
  const config = aConfig(folder, { targets, ...more });
  let now = NOON;
  const clock = { now: () => now, monotonic: () => performance.now() };

  /** What came late. */
  const told: Reply[] = [];
  const post = async ({ reply }: Outgoing) => {
    told.push(reply);
    return { kind: 'delivered', remoteId: '1' } as const;
  };
  const chat: ChatSurface = {
    name: 'telegram',
    state: () => ({ kind: 'connected', detail: '' }),
    channel: (name) => ({ name, kind: 'telegram', post, edit: (_, message) => post(message) }),
    [Symbol.asyncDispose]: async () => {},
  };

  async function opened() {
    const store = await openStore(config.databaseFile, { now: clock.now });
    const live = await openLive(config, { store, clock });
    const alerting = await openAlerting(live, { store, clock, listeners: () => [] });
    const log = openLog({ level: 'silent', secrets: [], file: null, show: null });
    const host = localHost('web-1');
    const acting = openActing({
      ...{ live, alerting, store, clock, log },
      ...{ queued: () => {}, chats: () => [chat], host: () => host, wait },
    });
    const close = async () => {
      await acting[Symbol.asyncDispose]();
      host.close();
      await store[Symbol.asyncDispose]();
    };
    return { store, live, alerting, acting, close };
  }

  let world = await opened();
  onTestFinished(() => world.close());
  return {
    get store() {
      return world.store;
    },
    told,
    /** Everything that is written down, newest first. */
    async runs() {
      const [target] = await world.store.targets.list();
      return world.store.actions.list({ target: target?.id ?? 0, action: null }, 9);
    },
    at: (instant: number) => {
      now = instant;
    },
    async reopen(): Promise<void> {
      await world.close();
      world = await opened();
    },
    async preview(by = ANA) {
      const asked = { action: 'again', target: null, alert: null, by };
      const shown = await world.acting.desk.preview(asked, AbortSignal.timeout(20_000));
      if (shown.kind !== 'shown') throw new Error(shown.why);
      return shown;
    },
    confirm: (token: string | null, by = ANA) =>
      world.acting.desk.confirm(token ?? '', { by, place }),
    approve: (id: number, by: Actor) => world.acting.desk.approve(id, { by, place }),
    cancel: (id: number, by: Actor) => world.acting.desk.cancel(id, by),
  };
}
