import { join } from 'node:path';
import type { Action } from '../../src/alert/allowed.ts';
import { openBook } from '../../src/alert/book.ts';
import { compileRule } from '../../src/alert/compile.ts';
import type { DeskDeps } from '../../src/alert/desk.ts';
import { act } from '../../src/alert/desk.ts';
import type { EvaluateDeps, Seen } from '../../src/alert/evaluate.ts';
import { evaluateRound } from '../../src/alert/evaluate.ts';
import type { GateWorld } from '../../src/alert/gate.ts';
import type { GatherSettings } from '../../src/alert/gather.ts';
import { gatherer } from '../../src/alert/gather.ts';
import type { Escalations, Told } from '../../src/alert/ports.ts';
import { indexFacts } from '../../src/expression/evaluate.ts';
import type { Alert, Severity } from '../../src/model/alert.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Fact } from '../../src/model/sample.ts';
import type { Target } from '../../src/model/target.ts';
import type { Instant } from '../../src/model/time.ts';
import { MINUTE } from '../../src/model/time.ts';
import type { NewTarget, Store } from '../../src/store/ports.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { aTarget } from '../store/fixtures.ts';
import { freshFolder } from '../store/fresh-folder.ts';

const START = Date.UTC(2030, 0, 15, 12);
export const at = (minute: number) => START + minute * MINUTE;
export const ANA = { id: 'discord:111', name: 'Ana' };
export const BEN = { id: 'telegram:222', name: 'Ben' };

/** A rule with defaults; `when` may be one expression or one per severity. */
export function aRule(
  when: string | Partial<Record<Severity, string>>,
  more: Partial<Rule> = {},
): Rule {
  const levels = Object.entries(typeof when === 'string' ? { warning: when } : when).map(
    ([severity, text]) => ({ severity: severity as Severity, when: text }),
  );
  const [first, ...others] = levels;
  if (!first) throw new Error('a rule has at least one level');
  return {
    name: 'a_rule',
    levels: [first, ...others],
    for: 0,
    clear: null,
    clearFor: 0,
    cooldown: 5 * MINUTE,
    escalate: null,
    remind: null,
    type: 'custom',
    message: 'at {value}',
    labels: {},
    runbook: null,
    targets: null,
    channels: null,
    ...more,
  };
}

export function disk(mount: string, value: number): Fact {
  return { metric: 'system.disk', labels: { mount }, value };
}

export function fact(metric: string, value: Fact['value']): Fact {
  return { metric, labels: {}, value };
}

/** Who is told, and what the gate sees; everything that is given replaces what usually holds. */
export interface Circumstances {
  readonly file?: string;
  readonly targets?: readonly NewTarget[];
  /** Channels that hear of an alert; `ops` alone unless given. */
  channels?(alert: Told, severity: Severity): readonly string[];
  /** Channels of a destination; those of its name unless given. */
  destinations?(name: string, now: Instant): readonly string[];
  readonly escalations?: Escalations;
  readonly world?: Partial<GateWorld>;
  readonly gather?: Partial<GatherSettings>;
}

/** Targets under some rules on a real store; every change is told to the channel `ops` unless told otherwise. */
export async function aWorld(rules: readonly Rule[], given: Circumstances = {}) {
  const file = given.file ?? join(freshFolder(), 'tocsin.db');
  const store = await openStore(file, { now: () => START });
  const targets = await store.targets.sync(given.targets ?? [aTarget()], START);
  const [target] = targets;
  if (!target) throw new Error('no target');
  return {
    ...{ file, target, targets, store },
    ...(await acting(store, target, { rules, given, targets })),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** Nothing is done step by step, and nobody who has an alert is asked. */
export const NO_ESCALATIONS: Escalations = {
  of: () => null,
  named: () => null,
  ackExpires: () => null,
};

/** Nothing holds anything back. */
const CALM: Omit<GateWorld, 'now'> = {
  silences: [],
  maintenance: [],
  paused: () => null,
  inhibitor: () => null,
  quietUntil: () => null,
  isSpent: () => false,
};

async function acting(
  store: Store,
  target: Target,
  has: { rules: readonly Rule[]; given: Circumstances; targets: readonly Target[] },
) {
  const { rules, given } = has;
  const compiled = rules.map((rule) => compileRule(rule));
  const book = await openBook(
    store.alerts,
    has.targets.map(({ id }) => id),
    START,
  );
  /** What the gate sees; a test may change it. */
  const world: { -readonly [Key in keyof GateWorld]?: GateWorld[Key] } = { ...given.world };
  const gather = gatherer(() => ({ groupWait: 0, groupBy: 'none', storm: 1_000, ...given.gather }));
  let minuteNow = 0;
  const deps: EvaluateDeps & DeskDeps = {
    ...{ book, gather },
    unitOf: () => 'percent',
    ruleOf: ({ rule }) => rules.find(({ name }) => name === rule) ?? null,
    world: (now) => ({ ...CALM, ...world, now }),
    now: () => at(minuteNow),
    escalations: given.escalations ?? NO_ESCALATIONS,
    audience: {
      channels: given.channels ?? (() => ['ops']),
      destinations: given.destinations ?? ((name) => [name]),
      isThere: () => true,
      showsEveryChange: () => false,
      note: (alert, kind, said) => [kind, alert.severity, ...(said ? [`(${said})`] : [])].join(' '),
    },
  };
  const person = (action: Action) => {
    return async (id: number, minute: number, by = ANA, note: string | null = null) => {
      minuteNow = minute;
      const [outcome] = await act(deps, action, [id], { by, note });
      if (!outcome) throw new Error('no outcome');
      return outcome;
    };
  };
  return {
    ...{ deps, book, world },
    /** Judges what was seen at a minute. */
    see: (minute: number, facts: readonly Fact[], more: Partial<Seen> = {}, by = deps) =>
      evaluateRound(by, {
        target,
        at: at(minute),
        facts: indexFacts(facts),
        rules: compiled,
        scoreBefore: 95,
        scoreNow: 80,
        ...more,
      }),
    ack: person('acknowledge'),
    unack: person('unacknowledge'),
    resolve: person('resolve'),
    open: () => store.alerts.open(null),
    /** State and severity of every open alert. */
    async shown(): Promise<string[]> {
      return (await store.alerts.open(null)).map(shortText);
    },
    /** Kinds of its events, without who was told. */
    async history(id: number): Promise<string[]> {
      const kinds = ((await store.alerts.get(id))?.events ?? []).map(({ kind }) => kind);
      return kinds.filter((kind) => kind !== 'told' && kind !== 'sent');
    },
    /** What the gate decided about it, oldest first. */
    async decided(id: number): Promise<string[]> {
      const events = (await store.alerts.get(id))?.events ?? [];
      return events
        .filter(({ kind }) => kind === 'told' || kind === 'held')
        .map(({ kind, detail }) => `${kind} ${detail}`);
    },
    /** What waits for the channel, oldest first; taking it settles it. */
    async told(channel = 'ops'): Promise<string[]> {
      const found: string[] = [];
      for (;;) {
        const options = { now: at(1_000_000), lease: 1, limit: 1 };
        const [entry] = await store.outbox.claim(channel, options);
        if (!entry) return found;
        found.push(entry.body ?? entry.kind);
        await store.outbox.sent(entry.id, { remoteId: 'one', posted: true, at: START });
      }
    },
  };
}

function shortText({ state, severity, labels }: Alert): string {
  return [...Object.values(labels), state.kind, severity].join(' ');
}
