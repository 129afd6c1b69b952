import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import type { Block, Inline } from '../src/chat/reply.ts';
import { code, heading, line, refuse, reply, time } from '../src/chat/reply.ts';
import type { Alert, AlertEvent } from '../src/model/alert.ts';
import { isRule } from '../src/model/alert.ts';
import { formatDuration, formatValue } from '../src/model/format.ts';
import type { Unit } from '../src/model/metric.ts';
import type { Rule } from '../src/model/rule.ts';
import { alertId, completeAlert } from '../src/report/alert-ids.ts';
import { alertData, eventData } from '../src/report/data.ts';
import { measuredText, unitIn } from '../src/report/measured.ts';
import { alertTone } from '../src/report/tone.ts';

const TOLD: ReadonlySet<AlertEvent['kind']> = new Set(['sent', 'held', 'undelivered']);

export const why = command({
  name: 'why',
  summary: 'Why an alert exists, and why who was told or not.',
  role: 'viewer',
  args: z.object({ id: alertId().describe('alert id, as /alerts shows it') }),
  complete: { id: completeAlert('any') },

  async run({ id }, context) {
    const found = await context.alerts.get(id);
    if (!found) return refuse(`There is no alert #${id}. /alerts lists the open ones.`);
    const { alert, events } = found;
    const target = (await context.targets.list()).find((one) => one.id === alert.target);
    const rule = target && context.rules(target).find((one) => one.name === alert.rule);
    const blocks: Block[] = [
      heading(`Why #${alert.id} ${alert.message}`, alertTone(alert)),
      line(rule ? ruleText(rule) : `Its rule ${alert.rule} is configured no more.`),
      line(stateReason(alert, unitIn(context.metrics, alert.evidence.metric))),
      ...toldBlock(alert, events),
    ];
    const data = { ...alertData(alert), events: events.map(eventData), definition: rule ?? null };
    return reply(blocks, { asOf: context.now, data });
  },
});

function ruleText(rule: Rule): Inline[] {
  const levels = rule.levels.flatMap(({ severity, when }, index): Inline[] => [
    index === 0 ? '' : ', ',
    `${severity} when `,
    code(when),
  ]);
  const held = rule.for === 0 ? ', at once' : `, once it has held for ${formatDuration(rule.for)}`;
  const clear: Inline[] = rule.clear
    ? ['. It clears when ', code(rule.clear)]
    : ['. It clears when that holds no more'];
  return [`Rule ${rule.name}: `, ...levels, held, ...clear, '.'];
}

function stateReason(alert: Alert, unit: Unit): Inline[] {
  const { state, evidence } = alert;
  const since: Inline[] = ['The condition has held since ', time(state.since, 'full')];
  const simple = measuredText(alert, unit) !== null;
  const value = simple ? `; ${evidence.metric} was ${formatValue(evidence.value, unit)}` : '';
  switch (state.kind) {
    case 'pending':
      return [...since, value, '. It has not lasted long enough to tell anybody.'];
    case 'firing':
      return [...since, value, '. Nobody has acknowledged it.'];
    case 'acknowledged':
      return [...since, value, `. ${state.by.name} has had it since `, time(state.at, 'full'), '.'];
    case 'resolved':
      return isRule(state.by)
        ? ['Resolved by itself: ', state.note ?? 'the condition held no more', '.']
        : [
            `Resolved by ${state.by.name}`,
            state.note ? `: ${state.note}` : '',
            '. The rule stays quiet until its condition was false once, or its cooldown is over.',
          ];
    default:
      return state satisfies never;
  }
}

/** Who was told; what has not fired is told to nobody, which its state says already. */
function toldBlock({ state }: Alert, events: readonly AlertEvent[]): Block[] {
  const told = events.filter(({ kind }) => TOLD.has(kind));
  if (told.length > 0) return [line(toldText(told))];
  if (state.kind === 'pending') return [];
  if (state.firedAt === null) return [line('Nobody was told: it ended before it fired.')];
  return [line('No channel has been told yet: no route matches, or the message waits to be sent.')];
}

function toldText(told: readonly AlertEvent[]): Inline[] {
  return told
    .slice(-15)
    .flatMap(({ at, kind, detail }, index): Inline[] => [
      index === 0 ? '' : '\n',
      time(at, 'clock'),
      ` ${kind} ${detail}`,
    ]);
}
