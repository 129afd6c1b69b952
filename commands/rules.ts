import { z } from 'zod';
import type { CommandContext, RuleView } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse, say } from '../src/chat/reply.ts';
import { distance, nearest } from '../src/model/nearest.ts';
import { hasRole } from '../src/model/person.ts';
import { measuredMetrics } from '../src/report/metric-values.ts';
import { ruleTestReply } from '../src/report/rule-test.ts';
import { ruleReply, rulesReply } from '../src/report/rule-text.ts';
import { completeRule, NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

const ACTIONS = ['list', 'show', 'test', 'on', 'off'] as const;

export const rules = command({
  name: 'rules',
  summary:
    'Alert rules: list, show one, test one or an expression; an admin switches them off and on.',
  role: 'viewer',
  args: z.object({
    action: z.enum(ACTIONS).optional().describe('list when left out'),
    name: z.string().max(1024).optional().describe('which rule; for test also an expression'),
    target: z.string().max(200).optional().describe('test only this target: target=web-1'),
    text: z
      .string()
      .max(1024)
      .optional()
      .describe('reason to switch it off; rest of an expression'),
  }),
  rest: 'text',
  words: { target: NAMED_ONLY },
  complete: { name: completeRule, target: completeTarget },

  async run({ action, name, target, text }, context) {
    if (name === undefined) return nameless(action, context);
    if (action === 'test') return test([name, text].join(' ').trim(), target, context);
    const all = await context.ruleDesk.list();
    const found = all.find(({ rule }) => rule.name.toLowerCase() === name.toLowerCase());
    if (action === undefined && (!found || text !== undefined)) {
      return refuse(noSuchAction(found ? (text ?? '') : name, all));
    }
    if (!found) return refuse(noSuchRule(name, all));
    if (action === 'on' || action === 'off') return turn(found, action, text ?? '', context);
    return ruleReply(found);
  },
});

async function nameless(
  action: (typeof ACTIONS)[number] | undefined,
  context: CommandContext,
): Promise<Reply> {
  if (action === undefined || action === 'list') return rulesReply(await context.ruleDesk.list());
  return refuse(`Write /rules ${action} <name>. /rules lists them.`);
}

function noSuchRule(name: string, all: readonly RuleView[]): string {
  const near = nearest(
    name.slice(0, 64),
    all.map(({ rule }) => rule.name),
  );
  const hint = near === undefined ? '/rules lists them.' : `Did you mean ${near}?`;
  return `There is no rule “${name.slice(0, 64)}”. ${hint}`;
}

/** A first word that is no action may be meant as one, or as a rule. */
function noSuchAction(word: string, all: readonly RuleView[]): string {
  const shown = word.slice(0, 64);
  const near = nearest(shown, [...all.map(({ rule }) => rule.name), ...ACTIONS]);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return `There is no rule “${shown}”, and nothing to do of that name: write list, show, test, on or off.${hint}`;
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
  { rule, open }: RuleView,
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
