import { join } from 'node:path';
import { compileRule } from '../../src/alert/compile.ts';
import { act } from '../../src/alert/desk.ts';
import type { EvaluateDeps, Seen } from '../../src/alert/evaluate.ts';
import { evaluateRound } from '../../src/alert/evaluate.ts';
import type { Alert, Severity } from '../../src/model/alert.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Fact } from '../../src/model/sample.ts';
import type { Target } from '../../src/model/target.ts';
import { MINUTE } from '../../src/model/time.ts';
import type { Store } from '../../src/store/ports.ts';
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
    cooldown: 5 * MINUTE,
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

/** One target under some rules on a real store; every change is told to the channel `ops`. */
export async function aWorld(rules: readonly Rule[], file = join(freshFolder(), 'tocsin.db')) {
  const store = await openStore(file, { now: () => START });
  const [target] = await store.targets.sync([aTarget()], START);
  if (!target) throw new Error('no target');
  return {
    file,
    target,
    store,
    ...acting(store, target, rules),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

function acting(store: Store, target: Target, rules: readonly Rule[]) {
  const compiled = rules.map(compileRule);
  const tell: EvaluateDeps['tell'] = (alert, what) => {
    const card = { channel: 'ops', kind: 'card', body: null } as const;
    const body = `${what} ${alert.severity}`;
    return what === 'card' ? [card] : [card, { channel: 'ops', kind: 'note', body }];
  };
  const deps: EvaluateDeps = { log: store.alerts, tell, unitOf: () => 'percent' };
  const person = (action: 'acknowledge' | 'resolve') => {
    return (id: number, minute: number, by = ANA, note: string | null = null) =>
      act({ ...deps, cooldown: () => rules[0]?.cooldown ?? 0, now: () => at(minute) }, action, {
        id,
        by,
        note,
      });
  };
  return {
    deps,
    /** Judges what was seen at a minute. */
    see: (minute: number, facts: readonly Fact[], more: Partial<Seen> = {}, by = deps) =>
      evaluateRound(by, {
        target,
        at: at(minute),
        facts,
        rules: compiled,
        scoreBefore: 95,
        scoreNow: 80,
        ...more,
      }),
    ack: person('acknowledge'),
    resolve: person('resolve'),
    open: () => store.alerts.open(null),
    /** State and severity of every open alert. */
    async shown(): Promise<string[]> {
      return (await store.alerts.open(null)).map(shortText);
    },
    async history(id: number): Promise<string[]> {
      return ((await store.alerts.get(id))?.events ?? []).map(({ kind }) => kind);
    },
    /** What waits for the channel, oldest first; taking it settles it. */
    async told(): Promise<string[]> {
      const found: string[] = [];
      for (;;) {
        const options = { now: at(1_000_000), lease: 1, limit: 1 };
        const [entry] = await store.outbox.claim('ops', options);
        if (!entry) return found;
        found.push(entry.body ?? entry.kind);
        await store.outbox.sent(entry.id, { remoteId: 'one', version: null, at: START });
      }
    },
  };
}

function shortText({ state, severity, labels }: Alert): string {
  return [...Object.values(labels), state.kind, severity].join(' ');
}
