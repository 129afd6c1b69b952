import type { AuditDeps } from '../../src/app/audit.ts';
import type { Config } from '../../src/config/config.ts';
import { openDesk } from '../support/desk.ts';

/** A desk with the audit beside it; what it would find is set by hand, and nothing is wrong at first. */
export async function auditing(more: Partial<Config> = {}) {
  const desk = await openDesk(more);
  const storage: Readonly<Record<string, number>> = {};
  const found = {
    ruleErrors: 0,
    clockJump: 0,
    undelivered: 0,
    forwardOldest: 0,
    offline: false,
    judged: true,
    storage,
  };
  const said: string[] = [];
  /** When each target had its last round; they were taken up when this began. */
  const rounds = new Map<string, number>();
  const began = desk.clock.monotonic();
  const nameOf = (id: number) => desk.live.target(id)?.name ?? '';
  const deps: AuditDeps = {
    live: desk.live,
    alerting: desk.alerting,
    store: desk.store,
    network: { isLost: () => found.offline },
    clock: desk.clock,
    folder: desk.live.config().dataDir,
    lastRound: (id) => rounds.get(nameOf(id)) ?? began,
    ruleErrors: () => found.ruleErrors,
    clockJump: () => found.clockJump,
    undelivered: () => found.undelivered,
    forwardOldest: () => found.forwardOldest,
    storage: async () => found.storage,
    async take(round) {
      if (!found.judged) return false;
      await desk.take(desk.live.self, round);
      return true;
    },
    fetch,
    failed: (what, error) => said.push(`${what}: ${String(error)}`),
    worked: (what) => said.push(`${what} works`),
  };
  /** Names of the monitor's own alerts that are open, with their severity. */
  const open = () =>
    [...desk.alerting.book.open(desk.live.self.id)].map(
      ({ rule, severity, targetName }) => `${targetName}: ${rule} ${severity}`,
    );
  return {
    ...desk,
    ...{ found, said, deps, open },
    measured(...[name, at, readings]: Parameters<typeof desk.measured>) {
      rounds.set(name, at);
      return desk.measured(name, at, readings);
    },
    missed(...[name, at, detail]: Parameters<typeof desk.missed>) {
      rounds.set(name, at);
      return desk.missed(name, at, detail);
    },
  };
}
