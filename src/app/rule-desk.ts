import { compileRule } from '../alert/compile.ts';
import type { CompiledRule, Verdict } from '../alert/judge.ts';
import { judge } from '../alert/judge.ts';
import type { RuleDesk, RuleTest, RuleView } from '../chat/rule-desk.ts';
import type { Facts } from '../expression/evaluate.ts';
import type { Doer } from '../model/alert.ts';
import type { Rule } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import type { DeskParts } from './desks.ts';
import { newestFacts } from './newest-facts.ts';
import { adviceFor, backtestOf } from './rule-backtest.ts';
import { asRule, conditionProblem } from './tried-rule.ts';

/** Targets on which one test looks: more than people read. */
const TRIED = 200;

/** What people look up about rules, try and switch. */
export function ruleDesk(
  parts: DeskParts,
  end: (rule: string, by: Doer) => Promise<void>,
): RuleDesk {
  const { live, alerting, store, clock } = parts;

  function list(): RuleView[] {
    const views = new Map<string, { rule: Rule; targets: string[] }>();
    for (const target of [...live.targets(), live.self]) {
      for (const rule of live.judges().rulesOf(target)) {
        const view = views.get(rule.name) ?? { rule, targets: [] };
        view.targets.push(target.name);
        views.set(rule.name, view);
      }
    }
    const open = new Map<string, number>();
    for (const { rule, state } of alerting.book.open(null)) {
      if (state.kind !== 'pending') open.set(rule, (open.get(rule) ?? 0) + 1);
    }
    return [...views.values()].map((view) => ({
      ...view,
      off: live.switches().find(({ rule }) => rule === view.rule.name) ?? null,
      open: open.get(view.rule.name) ?? 0,
    }));
  }

  return {
    list: async () => list(),

    async test(text, { target: targetName, signal }) {
      const named = list().find((view) => view.rule.name === text);
      const problem = named ? null : conditionProblem(text, live.catalogue().unitOf);
      if (problem !== null) return { tests: [], problem };
      const rule = named?.rule ?? asRule(text);
      const targets = [...live.targets(), live.self].filter(({ name }) =>
        targetName === null
          ? (named?.targets.includes(name) ?? name !== live.self.name)
          : name === targetName,
      );
      const compiled = compileRule(rule, live.catalogue().canonical);
      const tests: RuleTest[] = [];
      for (const target of targets.slice(0, TRIED)) {
        signal.throwIfAborted();
        const facts = await newestFacts(parts, target, [compiled]);
        tests.push(...judged(compiled, target, facts));
      }
      return { tests, problem: null };
    },

    async advise(name, signal) {
      const view = list().find(({ rule }) => rule.name === name);
      const marks = { fired: 0, noise: 0, useful: 0 };
      return view ? adviceFor(parts, view, signal) : { kind: 'no noise', marks };
    },

    backtest: (asked, signal) => backtestOf(parts, list(), asked, signal),

    async switch(name, { on, by, reason }) {
      const view = list().find(({ rule }) => rule.name === name);
      if (!view || (view.off === null) === on) return false;
      const person = { id: by.id, name: by.name };
      if (on) await store.adjustments.switchOn(name);
      else await store.adjustments.switchOff({ rule: name, by: person, at: clock.now(), reason });
      await live.readSwitches();
      if (!on) await end(name, person);
      await parts.rejudge();
      return true;
    },
  };
}

function judged(rule: CompiledRule, target: Target, facts: Facts): RuleTest[] {
  return judge(rule, facts).map(
    ({ labels, condition, severity, evidence }: Verdict): RuleTest => ({
      target: target.name,
      labels,
      value: condition,
      severity: condition === true ? severity : null,
      evidence,
    }),
  );
}
