import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Block, Reply } from '../src/chat/reply.ts';
import { refuse, say } from '../src/chat/reply.ts';
import { distance, nearest } from '../src/model/nearest.ts';
import type { Role } from '../src/model/person.ts';
import { hasRole } from '../src/model/person.ts';
import type { Rule } from '../src/model/rule.ts';
import { DAY, SECOND } from '../src/model/time.ts';
import { readBacktest } from '../src/report/backtest-asked.ts';
import { backtestReply } from '../src/report/backtest-text.ts';
import { proposedReply, settledReply } from '../src/report/file-change-text.ts';
import { measuredMetrics } from '../src/report/metric-values.ts';
import { adviceReply, noisiest } from '../src/report/rule-advice-text.ts';
import { lostLevels, wouldHaveFired } from '../src/report/rule-change-text.ts';
import { findRule, noSuchRule } from '../src/report/rule-names.ts';
import { ruleTestReply } from '../src/report/rule-test.ts';
import type { RuleLine } from '../src/report/rule-text.ts';
import { ruleReply, rulesReply } from '../src/report/rule-text.ts';
import type { RuleWords } from '../src/report/rule-words.ts';
import { typedRule } from '../src/report/rule-words.ts';
import { completeRule, NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

/** What can be done, each with the weakest role that may. */
const NEEDED = {
  list: 'viewer',
  show: 'viewer',
  test: 'viewer',
  backtest: 'viewer',
  suggest: 'viewer',
  on: 'admin',
  off: 'admin',
  add: 'admin',
  edit: 'admin',
  remove: 'admin',
  confirm: 'admin',
  cancel: 'admin',
} as const satisfies Record<string, Role>;
type Action = keyof typeof NEEDED;
const ACTIONS = Object.keys(NEEDED) as [Action, ...Action[]];

/** Days over which a change is tried before it is written, and milliseconds that this may take. */
const DAYS = 7;
const TIME = 4 * SECOND;
/** How far back is looked for what was called noise. */
const MONTH = 30 * DAY;

export const rules = command({
  name: 'rules',
  summary:
    'Alert rules: list, show one, test one or an expression now or over the past days; an admin adds, edits, removes and switches them.',
  role: 'viewer',
  args: z.object({
    action: z.enum(ACTIONS).optional().describe('list when left out'),
    name: z
      .string()
      .max(1024)
      .optional()
      .describe('which rule; for test and backtest also an expression'),
    target: z.string().max(200).optional().describe('only this target: target=web-1'),
    when: z.string().max(1024).optional().describe('when=system.disk > 90'),
    for: z.string().max(20).optional().describe('how long that must hold: for=5m'),
    clear: z.string().max(1024).optional().describe('clear=system.disk < 85, or clear=5m'),
    cooldown: z.string().max(20).optional().describe('cooldown=10m'),
    severity: z.string().max(20).optional().describe('severity=critical; warning unless said'),
    days: z.string().max(10).optional().describe('how many days a backtest looks at: days=7'),
    text: z
      .string()
      .max(1024)
      .optional()
      .describe('other keys: message=... runbook=...; rest of an expression; why it is off'),
  }),
  rest: 'text',
  words: {
    target: NAMED_ONLY,
    when: NAMED_ONLY,
    for: NAMED_ONLY,
    clear: NAMED_ONLY,
    cooldown: NAMED_ONLY,
    severity: NAMED_ONLY,
    days: NAMED_ONLY,
  },
  complete: { name: completeRule, target: completeTarget },

  async run({ action, name, target, text, ...keys }, context) {
    switch (action) {
      case 'backtest':
        return backtest(typedRule({ name, text, keys: { ...keys, target } }), context);
      case 'add':
      case 'edit':
      case 'remove':
        return change(action, typedRule({ name, text, keys: { ...keys, target } }), context);
      case 'confirm':
      case 'cancel':
        return settled(action, name, context);
      case 'suggest':
        return suggest(name, context);
      case 'test':
        if (name === undefined) return nameless(action, context);
        return test([name, text].join(' ').trim(), target, context);
      default:
        if (name === undefined) return nameless(action, context);
        return aboutOne(action, { name, text }, context);
    }
  },
});

/** How a rule, or the one that was called noise most, could be written so that it makes less of it. */
async function suggest(name: string | undefined, context: CommandContext): Promise<Reply> {
  const { ruleDesk, alerts, now, signal } = context;
  const all = await ruleDesk.list();
  const wanted = name ?? noisiest(await alerts.between(now - MONTH, now, null), all);
  if (wanted === null) {
    return say(
      'No alert of the last 30 days by a rule was called noise: /noise <id> says so of one.',
      'good',
      {
        advice: 'no noise',
      },
    );
  }
  const found = findRule(wanted, all);
  if (!found) return refuse(noSuchRule(wanted, all));
  return adviceReply(found.rule, await ruleDesk.advise(found.rule.name, signal));
}

async function settled(
  action: 'confirm' | 'cancel',
  id: string | undefined,
  context: CommandContext,
): Promise<Reply> {
  if (!hasRole(context.actor.role, NEEDED[action])) return notAllowed(action, context);
  if (id === undefined) return refuse(`Write /rules ${action} <change>, as its button does.`);
  return settledReply(action, id, context);
}

function notAllowed(action: Action, { actor }: CommandContext): Reply {
  return refuse(`/rules ${action} is for the role ${NEEDED[action]}; you are ${actor.role}.`);
}

/** Shows what the file would become, and what the rule would have done, before anybody confirms it. */
async function change(
  kind: 'add' | 'edit' | 'remove',
  { text, keys }: RuleWords,
  context: CommandContext,
): Promise<Reply> {
  if (!hasRole(context.actor.role, NEEDED[kind])) return notAllowed(kind, context);
  const { days: _, target, ...words } = keys;
  const hint = kind === 'remove' ? '' : ' when=system.disk > 90 for=5m severity=critical';
  if (text === '' || /\s/.test(text)) return refuse(`Write /rules ${kind} <name>${hint}`);
  const known = findRule(text, await context.ruleDesk.list());
  const name = kind === 'add' ? text : (known?.rule.name ?? text);
  const about = { of: 'rule', name } as const;
  if (kind === 'remove') {
    return proposedReply(
      'rules',
      await context.fileDesk.propose({ ...about, kind }, context.signal),
    );
  }
  const all = { ...words, ...(target !== undefined && { targets: target }) };
  if (Object.keys(all).length === 0) return refuse(`Write /rules ${kind} ${name}${hint}`);
  const asked = { ...about, kind, words: all };
  const proposed = await context.fileDesk.propose(asked, context.signal);
  if (proposed.kind === 'refused' || proposed.rule === null)
    return proposedReply('rules', proposed);
  const more = await consequences(proposed.rule, known ?? null, context);
  return proposedReply('rules', proposed, more);
}

async function consequences(
  rule: Rule,
  known: RuleLine | null,
  { ruleDesk, signal }: CommandContext,
): Promise<readonly Block[]> {
  const asked = { change: {}, target: null, days: DAYS, time: TIME };
  const after = await ruleDesk.backtest({ ...asked, text: rule }, signal);
  const before = known && (await ruleDesk.backtest({ ...asked, text: known.rule.name }, signal));
  const lost = known ? lostLevels(known.rule, rule) : [];
  return [...lost, ...wouldHaveFired(after, before)];
}

async function aboutOne(
  action: 'list' | 'show' | 'on' | 'off' | undefined,
  { name, text }: { readonly name: string; readonly text: string | undefined },
  context: CommandContext,
): Promise<Reply> {
  const all = await context.ruleDesk.list();
  const found = findRule(name, all);
  if (action === undefined && (!found || text !== undefined)) {
    return refuse(noSuchAction(found ? (text ?? '') : name, all));
  }
  if (!found) return refuse(noSuchRule(name, all));
  if (action === 'on' || action === 'off') return turn(found, action, text ?? '', context);
  return ruleReply(found);
}

async function nameless(action: Action | undefined, context: CommandContext): Promise<Reply> {
  if (action === undefined || action === 'list') return rulesReply(await context.ruleDesk.list());
  return refuse(`Write /rules ${action} <name>. /rules lists them.`);
}

/** A first word that is no action may be meant as one, or as a rule. */
function noSuchAction(word: string, all: readonly RuleLine[]): string {
  const shown = word.slice(0, 64);
  const near = nearest(shown, [...all.map(({ rule }) => rule.name), ...ACTIONS]);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return `There is no rule “${shown}”, and nothing to do of that name: write ${ACTIONS.join(', ')}.${hint}`;
}

/** Names of an expression, bare or as what a function looks at; other text in quotes is a value. */
function namesIn(expression: string): readonly string[] {
  const bare = expression.replaceAll(
    /(\w\(\s*)?(['"])([^'"]*)\2/g,
    (_, call: string | undefined, __, text: string) => (call === undefined ? ' ' : `(${text} `),
  );
  return [...bare.matchAll(/[a-z_]\w*(?:\.\w+)+/gi)].map(([name]) => name);
}

/** What a name was most likely meant as, where no metric that is defined or reported bears it; null when all are known or like none. */
async function misspelt(expression: string, context: CommandContext): Promise<string | null> {
  const all = await measuredMetrics(context, await context.targets.list());
  const known = all.flatMap(({ metric }) => [metric.name, ...metric.aliases]);
  for (const name of namesIn(expression)) {
    const near = known.includes(name) ? undefined : nearest(name, known);
    if (near === undefined || distance(near, name) > 3) continue;
    return `No metric is named ${name}: did you mean ${near}?`;
  }
  return null;
}

/** Tries a rule, or an expression as one, over what is stored. */
async function backtest({ text: typed, keys }: RuleWords, context: CommandContext): Promise<Reply> {
  const given = keys.when ?? typed;
  if (given === '') return refuse('Write /rules backtest system.disk > 90 for=5m days=7');
  const all = await context.ruleDesk.list();
  const known = findRule(given, all);
  if (!known && /^[\w-]+$/.test(given)) return refuse(noSuchRule(given, all));
  const text = known?.rule.name ?? given;
  const asked = readBacktest(text, keys);
  if (typeof asked === 'string') return refuse(asked);
  const picked =
    keys.target === undefined ? null : pickTarget(await context.targets.list(), keys.target);
  if (picked?.kind === 'refused') return picked.reply;
  const target = picked?.target.name ?? null;
  const tested = await context.ruleDesk.backtest({ ...asked, target }, context.signal);
  if (tested.kind === 'problem') {
    return refuse(`“${text.slice(0, 200)}” cannot be tried: ${tested.problem}`);
  }
  const { metrics, zone } = context;
  const hint = tested.test.unmeasured.length === 0 ? null : await misspelt(text, context);
  return backtestReply(tested, { metrics, zone, hint });
}

/** The target may stand behind the expression too. */
async function test(
  text: string,
  named: string | undefined,
  context: CommandContext,
): Promise<Reply> {
  const [, expression = text, behind] = /^(.*\S)\s+target[=:]\s*(\S+)$/s.exec(text) ?? [];
  const name = named ?? behind;
  const picked = name === undefined ? null : pickTarget(await context.targets.list(), name);
  if (picked?.kind === 'refused') return picked.reply;
  const { tests, problem } = await context.ruleDesk.test(expression, {
    target: picked?.target.name ?? null,
    signal: context.signal,
  });
  if (problem !== null) return refuse(`“${expression.slice(0, 200)}” cannot be tested: ${problem}`);
  const hint = await misspelt(expression, context);
  const isRule = (await context.ruleDesk.list()).some(({ rule }) => rule.name === expression);
  return ruleTestReply(expression, tests, { metrics: context.metrics, isRule, hint });
}

async function turn(
  { rule, open }: RuleLine,
  to: 'on' | 'off',
  reason: string,
  context: CommandContext,
): Promise<Reply> {
  const { actor } = context;
  if (!hasRole(actor.role, 'admin')) {
    return refuse(`Only admins switch rules ${to}. /silence ${rule.name} 2h hides its messages.`);
  }
  const changed = await context.ruleDesk.switch(rule.name, { on: to === 'on', by: actor, reason });
  const data = { rule: rule.name, on: to === 'on', changed };
  if (!changed) return say(`Rule ${rule.name} is ${to} already.`, 'info', data);
  if (to === 'on') return say(`Rule ${rule.name} is on again.`, 'good', data);
  const ended =
    open === 0 ? '' : ` Its ${open === 1 ? 'open alert ends' : `${open} open alerts end`}.`;
  return say(`Rule ${rule.name} is off until /rules on ${rule.name}.${ended}`, 'warning', data);
}
