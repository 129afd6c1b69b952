import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import type { Block, Field, Inline } from '../src/chat/reply.ts';
import { heading, line, refuse, reply, time } from '../src/chat/reply.ts';
import type { Alert, AlertEvent } from '../src/model/alert.ts';
import { isRule } from '../src/model/alert.ts';
import { alertId, completeAlert } from '../src/report/alert-ids.ts';
import { stateText } from '../src/report/card.ts';
import { alertData, eventData } from '../src/report/data.ts';
import { measuredText, unitIn } from '../src/report/measured.ts';
import { alertTone } from '../src/report/tone.ts';

/** Newest lines of the history that are shown. */
const SHOWN = 25;
/** Events that tell what was measured. */
const SEEN: ReadonlySet<AlertEvent['kind']> = new Set(['pending', 'fired', 'raised', 'lowered']);

export const alert = command({
  name: 'alert',
  summary: 'One alert with its whole history: who did what, and which channel was told.',
  role: 'viewer',
  args: z.object({ id: alertId().describe('alert id, as /alerts shows it') }),
  complete: { id: completeAlert('any') },

  async run({ id }, context) {
    const found = await context.alerts.get(id);
    if (!found) return refuse(`There is no alert #${id}. /alerts lists the open ones.`);
    const { alert: one, events } = found;
    const measured = measuredText(one, unitIn(context.metrics, one.evidence.metric));
    const blocks: Block[] = [
      heading(`#${one.id} ${one.severity.toUpperCase()} · ${one.message}`, alertTone(one)),
      {
        kind: 'fields',
        fields: [
          { name: 'State', value: stateText(one), inline: true },
          { name: 'Target', value: one.targetName, inline: true },
          { name: 'Rule', value: one.rule, inline: true },
          ...optional(one.evidence.metric ?? '', measured),
          ...optional('Again after', one.previous === null ? null : `#${one.previous}`),
        ],
      },
      ...(events.length > SHOWN
        ? [line(`${events.length - SHOWN} earlier lines left out.`, 'muted')]
        : []),
      ...(events.length === 0 ? [] : [line(events.slice(-SHOWN).flatMap(historyLine(one)))]),
    ];
    return reply(blocks, {
      asOf: context.now,
      data: { ...alertData(one), events: events.map(eventData) },
    });
  },
});

function optional(name: string, value: string | null): readonly Field[] {
  return value === null ? [] : [{ name, value, inline: true }];
}

/** What the rule saw is a severity and a value; a yes or no says nothing that the message does not. */
function historyLine({ evidence }: Alert) {
  const yesOrNo = typeof evidence.limit === 'boolean';
  return ({ at, kind, by, detail }: AlertEvent, index: number): Inline[] => {
    const byRule = isRule(by);
    const who = byRule ? '' : ` by ${by.name}`;
    const told = byRule && yesOrNo && SEEN.has(kind) ? detail.replace(/: .*$/, '') : detail;
    const what = told === '' ? '' : `: ${told}`;
    return [index === 0 ? '' : '\n', time(at, 'full'), ` ${kind}${who}${what}`];
  };
}
