import type { Block, Reply } from '../chat/reply.ts';
import { code, heading, line, reply } from '../chat/reply.ts';
import type { Rule } from '../model/rule.ts';
import type { Marks, RuleAdvice } from '../model/rule-advice.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** What a rule could be, with the numbers that say so and the command that proposes it. */
export function adviceReply(rule: Rule, advice: RuleAdvice): Reply {
  const { marks } = advice;
  const name = shortened(rule.name, 63);
  const options = { data: dataOf(rule, advice) };
  switch (advice.kind) {
    case 'too few':
      return reply(
        [
          heading(`${name}: not enough is known`, 'info'),
          line(
            `${grouped(marks.noise + marks.useful)} of ${advice.needed} marked alerts: ${marksText(marks)}.`,
          ),
          line(
            'Say /noise <id> of an alert that was no use; whoever takes one with /ack says that it was.',
            'muted',
          ),
        ],
        options,
      );
    case 'no noise':
      return reply([heading(`${name}: none of its alerts was called noise`, 'good')], options);
    case 'nothing better':
      return reply(
        [
          heading(`${name}: no better limit or time`, 'info'),
          line(
            `${marksText(marks)}. Each of ${advice.tried} others would keep the noise, or drop what was of use.`,
          ),
        ],
        options,
      );
    case 'better':
      return reply(betterBlocks(rule, advice), options);
    default:
      return advice satisfies never;
  }
}

function betterBlocks(rule: Rule, advice: Extract<RuleAdvice, { kind: 'better' }>): Block[] {
  const { marks, dropped, firedNow, firedThen, days } = advice;
  const input = `edit ${rule.name} ${changeText(rule, advice.rule)}`;
  return [
    heading(
      `${shortened(rule.name, 63)}: ${grouped(dropped)} of ${grouped(marks.noise)} noise less`,
      'good',
    ),
    line(['/rules ', code(shortened(input, 1_000))]),
    line(
      `In ${counted(days, 'day')}: ${marksText(marks)}. It would have dropped ${grouped(dropped)} of the noise and kept all that was of use, and fired ${counted(firedThen, 'time')} instead of ${grouped(firedNow)}.`,
    ),
    {
      kind: 'buttons',
      buttons: [{ label: 'Propose', tone: 'primary', command: 'rules', input }],
    },
  ];
}

function marksText({ noise, useful }: Marks): string {
  return `${grouped(noise)} called noise, ${grouped(useful)} taken by somebody`;
}

/** What is to be typed so that the one becomes the other. */
function changeText(rule: Rule, next: Rule): string {
  const [before, after] = [rule.levels[0].when, next.levels[0].when];
  return [
    ...(before === after ? [] : [`when=${after}`]),
    ...(rule.for === next.for
      ? []
      : [`for=${next.for % MINUTE === 0 ? `${next.for / MINUTE}m` : `${next.for / SECOND}s`}`]),
    ...(rule.clear === next.clear ? [] : [`clear=${next.clear ?? ''}`]),
  ].join(' ');
}

function dataOf({ name }: Rule, advice: RuleAdvice) {
  const { kind, marks } = advice;
  const said = { rule: name, advice: kind, ...marks };
  if (kind !== 'better') return said;
  const { rule, dropped, firedNow, firedThen, days } = advice;
  return {
    ...said,
    days,
    when: rule.levels[0].when,
    for_seconds: rule.for / SECOND,
    clear: rule.clear,
    dropped_noise: dropped,
    fired_now: firedNow,
    fired_then: firedThen,
  };
}

/** The rule of which most alerts were called noise; null when none was. What no rule judges is not counted. */
export function noisiest(
  alerts: readonly { readonly rule: string; readonly life: { readonly noise: unknown } }[],
  rules: readonly { readonly rule: Pick<Rule, 'name'> }[],
): string | null {
  const known = new Set(rules.map(({ rule }) => rule.name));
  const noisy = alerts.filter(({ rule, life }) => life.noise !== null && known.has(rule));
  const groups = [...Map.groupBy(noisy, ({ rule }) => rule)];
  return groups.toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
}
