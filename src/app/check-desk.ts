import type { CheckDesk } from '../chat/check-desk.ts';
import { expectations } from '../check/expect.ts';
import { checkKinds, findCheckKind } from '../check/kinds.ts';
import { runCheck } from '../check/run.ts';
import type { Host } from '../collect/remote.ts';
import { checkKeys } from '../config/check-schema.ts';
import type { Check, CheckResult, CheckView } from '../model/check.ts';
import { PLUGIN } from '../model/check.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import type { Samples } from '../store/ports.ts';
import type { CheckBook, OwnCheck } from './check-book.ts';
import type { CheckSwitches } from './check-switches.ts';
import { offText } from './check-switches.ts';
import type { Live } from './live.ts';
import { maskerOf } from './masking.ts';
import type { PingBook } from './ping-book.ts';
import { sourcesOf } from './sources.ts';

/** That one try may take while a person waits for it. */
const LONGEST_TRY = 8 * SECOND;

export interface CheckDeskDeps {
  readonly book: CheckBook;
  readonly switches: CheckSwitches;
  readonly pings: Pick<PingBook, 'of'>;
  readonly live: Pick<Live, 'config' | 'targets'>;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly services: CheckDesk['services'];
  /** What is stored, for checks that ask for it; nothing unless given. */
  readonly samples?: Pick<Samples, 'query'>;
  /** Not given where nothing runs them. */
  readonly run?: CheckDesk['run'];
  /** Takes over what is switched on and off. */
  refresh?(): Promise<void>;
  /** What is wrong with checks that are made of code; nothing unless given. */
  troubles?(): readonly string[];
  /** The host of a target that is watched here. */
  host?(target: Target): Host | null;
}

/** What people see of checks and do about them. */
export interface OwnCheckDesk extends CheckDesk {
  /** Runs a check that need not be configured once; null when there is nothing that it could ask. */
  attempt(check: Check, signal: AbortSignal): Promise<CheckResult | null>;
}

export function checkDesk(deps: CheckDeskDeps): OwnCheckDesk {
  const { book, switches, pings, live, clock, services, run = notRunning } = deps;
  return {
    list: book.views,
    services,
    kinds: checkKinds
      .filter(({ runsCommands }) => runsCommands !== true)
      .map(({ kind, summary }) => ({ kind, summary, keys: Object.keys(checkKeys(kind) ?? {}) })),
    troubles: deps.troubles ?? (() => []),
    subject: ({ name, kind, options }) =>
      (book.find(name)?.kind ?? findCheckKind(kind))?.subject(options) ?? kind,
    pings(name) {
      const found = pings.of(name);
      if (found === null) return null;
      const { log } = found.pings;
      const text = log === null ? '' : maskerOf(live.config())(log.text);
      return { key: found.key, log: log === null ? null : { at: log.at, text } };
    },
    history: book.history,
    async switch(name, { on, by, reason }) {
      const own = book.find(name);
      if (own === null) return { problem: `There is no check ${name}.` };
      const problem = cannotSwitch(own, book.view(own), on);
      if (problem !== null) return { problem };
      const doer = { id: by.id, name: by.name };
      if (on) await switches.on(name);
      else await switches.off({ check: name, by: doer, at: clock.now(), reason });
      await deps.refresh?.();
      return { problem: null };
    },
    run,
    attempt: (check, signal) => attempt(check, deps, signal),
  };
}

function cannotSwitch(own: OwnCheck, view: CheckView, on: boolean): string | null {
  const { name } = own.check;
  if (!on) return view.off === null ? null : `${name} is switched off already.`;
  if (view.off === null) return `${name} is switched on.`;
  return view.off === 'configured' ? whyOff(view, own) : null;
}

/** Why a check is not run that is off; one of code is off in its own file. */
export function whyOff(view: CheckView, { check, kind }: OwnCheck): string {
  return offText(view, check.kind === PLUGIN ? kind.subject(check.options) : null);
}

async function attempt(
  check: Check,
  { book, live, clock, host, samples }: CheckDeskDeps,
  signal: AbortSignal,
): Promise<CheckResult | null> {
  const kind = findCheckKind(check.kind);
  if (kind === undefined || kind.isPushed === true) return null;
  const target = live.targets().find(({ name }) => name === check.target);
  const once = { ...check, retries: 0, timeout: Math.min(check.timeout, LONGEST_TRY) };
  return runCheck(
    once,
    {
      ...{ kind, clock, pings: null, expectations: expectations(check) },
      host: (target && host?.(target)) ?? null,
      other(name) {
        const found = book.find(name);
        return found === null || found.check.off ? null : book.state(found).status;
      },
      async sources(question) {
        if (samples === undefined || target === undefined) return [];
        return sourcesOf(samples, target.id, question, clock.now());
      },
      // Its answer says that it failed by itself.
      onError() {},
    },
    signal,
  );
}

const notRunning: CheckDesk['run'] = async () => ({
  problem: 'Only a running Tocsin runs checks: start it first.',
});
