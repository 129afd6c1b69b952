import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import type { Block, Field, Inline } from '../src/chat/reply.ts';
import { heading, line, refuse, reply, time } from '../src/chat/reply.ts';
import type { AlertEvent } from '../src/model/alert.ts';
import { alertId, completeAlert } from '../src/report/alert-ids.ts';
import { stateText } from '../src/report/card.ts';
import { alertData, eventData } from '../src/report/data.ts';
import { measuredText, unitIn } from '../src/report/measured.ts';
import { alertTone } from '../src/report/tone.ts';

/** Newest lines of the history that are shown. */
const SHOWN = 25;

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
      ...(events.length === 0 ? [] : [line(events.slice(-SHOWN).flatMap(eventLine))]),
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

function eventLine({ at, kind, by, detail }: AlertEvent, index: number): Inline[] {
  const who = by.id === 'rule' ? '' : ` by ${by.name}`;
  const what = detail === '' ? '' : `: ${detail}`;
  return [index === 0 ? '' : '\n', time(at, 'full'), ` ${kind}${who}${what}`];
}
