import type { Alert } from '../../model/alert.ts';
import type { Backups } from '../../model/backup.ts';
import type { ChannelView } from '../../model/channel-view.ts';
import type { CheckView } from '../../model/check.ts';
import type { LogFilter } from '../../model/log.ts';
import type { Panel } from '../../model/panel.ts';
import type { Rule } from '../../model/rule.ts';
import type { Service } from '../../model/service.ts';
import type { StorageReport } from '../../model/storage.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import { DAY } from '../../model/time.ts';
import { breathe } from '../../model/wait.ts';

/** What the items of checklists are judged by. */
export interface ChecklistFacts {
  readonly now: Instant;
  /** Those that are not paused. */
  readonly targets: readonly {
    readonly name: string;
    readonly rules: number;
    readonly panels: number;
    /** Logs that are followed, and whether any of them said something in the last day. */
    readonly logs: number;
    readonly isHeard: boolean;
  }[];
  readonly services: readonly Service[];
  readonly certificates: readonly { readonly check: string; readonly days: number }[];
  readonly channels: readonly ChannelView[];
  /** Open now. */
  readonly open: readonly Alert[];
  /** Fired in the last day, and how many of them people called noise. */
  readonly fired: { readonly count: number; readonly noise: number };
  readonly backups: Backups;
  readonly storage: StorageReport;
}

/** What reads them; a context of commands fits. */
export interface ChecklistReaders {
  readonly now: Instant;
  readonly targets: { list(): Promise<readonly Target[]> };
  rules(target: Target): readonly Rule[];
  panels(target: Target): readonly Panel[];
  logNames(target: number): Promise<readonly string[]>;
  readonly logs: {
    find(filter: LogFilter, options: { readonly limit: number }): Promise<readonly unknown[]>;
  };
  readonly checks: {
    list(): readonly CheckView[];
    services(): Promise<readonly Service[]>;
  };
  readonly channelDesk: { list(): Promise<{ readonly channels: readonly ChannelView[] }> };
  readonly alerts: {
    list(filter: {
      readonly state: 'open';
      readonly severity: null;
      readonly target: null;
      readonly limit: number;
    }): Promise<{ readonly alerts: readonly Alert[] }>;
    between(from: Instant, to: Instant, target: null): Promise<readonly Alert[]>;
  };
  readonly backups: { list(): Promise<Backups> };
  storage(): Promise<StorageReport>;
}

/** Open alerts that are looked at. */
const MOST_OPEN = 200;

/** Reads all that checklists are judged by. */
export async function checklistFacts(readers: ChecklistReaders): Promise<ChecklistFacts> {
  const { now, alerts } = readers;
  const [targets, services, channels, open, recent, backups, storage] = await Promise.all([
    readers.targets.list(),
    readers.checks.services(),
    readers.channelDesk.list(),
    alerts.list({ state: 'open', severity: null, target: null, limit: MOST_OPEN }),
    alerts.between(now - DAY, now + 1, null),
    readers.backups.list(),
    readers.storage(),
  ]);
  const watched: ChecklistFacts['targets'][number][] = [];
  for (const target of targets.filter(({ paused = null }) => paused === null)) {
    watched.push(await targetFacts(readers, target));
    await breathe();
  }
  const fired = recent.filter(
    ({ state }) => state.kind !== 'pending' && (state.firedAt ?? 0) >= now - DAY,
  );
  return {
    ...{ now, services, backups, storage, targets: watched },
    channels: channels.channels,
    certificates: readers.checks.list().flatMap(certificateOf),
    open: open.alerts.filter(({ state }) => state.kind !== 'pending'),
    fired: { count: fired.length, noise: fired.filter(({ life }) => life.noise !== null).length },
  };
}

async function targetFacts(readers: ChecklistReaders, target: Target) {
  const { now } = readers;
  const names = await readers.logNames(target.id);
  const span = { from: now - DAY, to: now + 1, target: target.id, log: null, level: null };
  const heard = names.length === 0 ? [] : await readers.logs.find(span, { limit: 1 });
  return {
    name: target.name,
    rules: readers.rules(target).length,
    panels: readers.panels(target).length,
    logs: names.length,
    isHeard: heard.length > 0,
  };
}

function certificateOf({ check, state, off }: CheckView) {
  const days = state.last?.details['tls.days_left'];
  return off === null && typeof days === 'number' ? [{ check: check.name, days }] : [];
}
