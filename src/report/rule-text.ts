import type { Block, Field, Inline, Reply, Text } from '../chat/reply.ts';
import { code, heading, line, reply, say } from '../chat/reply.ts';
import { formatDuration } from '../model/format.ts';
import type { Rule } from '../model/rule.ts';
import { limitIn } from '../model/rule-limit.ts';
import { labelText } from '../model/sample.ts';
import type { RuleSwitch } from '../model/silence.ts';
import { SECOND } from '../model/time.ts';
import { iso } from './data.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Rules in one answer. */
const SHOWN = 40;
/** Characters of an expression. */
const EXPRESSION = 300;
const TARGETS = 10;

/** A rule as it applies. */
export interface RuleLine {
  readonly rule: Rule;
  readonly targets: readonly string[];
  readonly off: RuleSwitch | null;
  readonly open: number;
}

/** What a rule says, in one sentence. */
export function ruleSentence(rule: Rule): Inline[] {
  const levels = rule.levels.flatMap(({ severity, when }, index): Inline[] => [
    index === 0 ? '' : ', ',
    `${severity} when `,
    code(shortened(when, EXPRESSION)),
  ]);
  const held = rule.for === 0 ? ', at once' : `, once it has held for ${formatDuration(rule.for)}`;
  const clear: Inline[] = rule.clear
    ? ['. It clears when ', code(shortened(rule.clear, EXPRESSION))]
    : ['. It clears when that holds no more'];
  const lasting = rule.clearFor === 0 ? '' : ` for ${formatDuration(rule.clearFor)}`;
  return [`Rule ${rule.name}: `, ...levels, held, ...clear, `${lasting}.`];
}

/** All rules by type, with those that are off and their open alerts. */
export function rulesReply(rules: readonly RuleLine[]): Reply {
  const data = { rules: rules.map(ruleData) };
  if (rules.length === 0)
    return say('There are no rules. Add one under rules: in tocsin.yaml.', 'warning', data);
  const off = rules.filter((one) => one.off !== null).length;
  const open = rules.reduce((sum, one) => sum + one.open, 0);
  const parts = [counted(rules.length, 'rule')];
  if (off > 0) parts.push(`${grouped(off)} off`);
  parts.push(counted(open, 'open alert'));
  const sorted = rules.toSorted(
    (a, b) => a.rule.type.localeCompare(b.rule.type) || a.rule.name.localeCompare(b.rule.name),
  );
  const groups = Map.groupBy(sorted.slice(0, SHOWN), ({ rule }) => rule.type);
  const rest = rules.length - SHOWN;
  return reply(
    [
      heading(parts.join(', ')),
      ...[...groups].flatMap(([type, all]): Block[] => [
        line(shortened(type, 60), 'muted'),
        ruleTable(all),
      ]),
      ...(rest > 0 ? [line(`${grouped(rest)} more: /rules show <name>`, 'muted')] : []),
    ],
    { data },
  );
}

function ruleTable(rules: readonly RuleLine[]): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'Rule', align: 'left' },
      { title: 'Severity', align: 'left' },
      { title: 'Open', align: 'right' },
      { title: 'Targets', align: 'right' },
      { title: 'State', align: 'left' },
    ],
    rows: rules.map(({ rule, open, targets, off }) => [
      shortened(rule.name, 40),
      rule.levels.map(({ severity }) => severity).join(', '),
      String(open),
      String(targets.length),
      off === null ? 'on' : `off by ${shortened(off.by.name, 30)}`,
    ]),
  };
}

/** One rule with all that it says. */
export function ruleReply(view: RuleLine): Reply {
  const { rule, off } = view;
  const isOff = off === null ? [] : [line(offText(off), 'warning')];
  const plain = { tone: 'plain', command: 'rules' } as const;
  const buttons = [
    { ...plain, label: 'Test', input: `test ${rule.name}` },
    { ...plain, label: 'Last 7 days', input: `backtest ${rule.name}` },
  ];
  return reply(
    [
      heading(`Rule ${rule.name}`, off === null ? 'info' : 'muted'),
      ...isOff,
      line(ruleSentence(rule)),
      ...derivedBlocks(rule),
      { kind: 'fields', fields: fieldsOf(view) },
      { kind: 'buttons', buttons },
    ],
    { data: ruleData(view) },
  );
}

/** Percent from which a derived level is critical at the latest. */
const MOST_PERCENT = 98;

/** Where only one limit is known, the second level is derived from it, and says so. */
function derivedBlocks({ levels: [first, second] }: Rule): readonly Block[] {
  const [own, other] = [limitIn(first.when), second && limitIn(second.when)];
  if (own?.operator !== '>' || other?.operator !== '>=') return [];
  const quarterMore = 1.25 * own.limit;
  if (other.limit !== quarterMore && other.limit !== Math.min(MOST_PERCENT, quarterMore)) return [];
  const text = `${second?.severity} is derived: a quarter above the limit${other.limit === quarterMore ? '' : `, at most ${MOST_PERCENT} %`}.`;
  return [line(text, 'muted')];
}

function offText({ by, reason }: RuleSwitch): string {
  return `Off by ${by.name}${reason === '' ? '' : `: ${shortened(reason, 300)}`}`;
}

function fieldsOf({ rule, targets, open }: RuleLine): Field[] {
  const rest = targets.length - TARGETS;
  const names = targets.slice(0, TARGETS).map((name) => shortened(name, 40));
  const where = [...names, ...(rest > 0 ? [`and ${grouped(rest)} more`] : [])].join(', ');
  const labels = labelText(rule.labels);
  return [
    field('Type', rule.type),
    field('For', rule.for === 0 ? 'at once' : formatDuration(rule.for)),
    field('Clear for', rule.clearFor === 0 ? 'at once' : formatDuration(rule.clearFor)),
    field('Cooldown', formatDuration(rule.cooldown)),
    field('Escalates after', orNever(rule.escalate)),
    field('Reminds every', orNever(rule.remind)),
    field('Open alerts', String(open)),
    field('Targets', where === '' ? 'none' : where),
    field(
      'Channels',
      rule.channels === null ? 'by the routes' : shortened(rule.channels.join(', '), 300),
    ),
    ...(labels === '' ? [] : [field('Labels', shortened(labels, 300))]),
    field('Message', shortened(rule.message, 300)),
    field('Runbook', rule.runbook === null ? 'none' : shortened(rule.runbook, 500)),
  ];
}

function field(name: string, value: Text): Field {
  return { name, value, inline: true };
}

function orNever(milliseconds: number | null): string {
  return milliseconds === null ? 'never' : formatDuration(milliseconds);
}

/** A rule for programs. */
function ruleData({ rule, targets, off, open }: RuleLine) {
  return {
    name: rule.name,
    type: rule.type,
    levels: rule.levels,
    for_seconds: rule.for / SECOND,
    clear: rule.clear,
    clear_for_seconds: rule.clearFor / SECOND,
    cooldown_seconds: rule.cooldown / SECOND,
    escalate_seconds: rule.escalate === null ? null : rule.escalate / SECOND,
    remind_seconds: rule.remind === null ? null : rule.remind / SECOND,
    message: rule.message,
    labels: rule.labels,
    runbook: rule.runbook,
    channels: rule.channels,
    targets,
    off: off && { by: off.by.name, at: iso(off.at), reason: off.reason },
    open,
  };
}
