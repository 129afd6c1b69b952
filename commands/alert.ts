import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import type { Block, Inline } from '../src/chat/reply.ts';
import { heading, line, refuse, reply, time } from '../src/chat/reply.ts';
import type { AlertEvent } from '../src/model/alert.ts';
import { formatValue } from '../src/model/format.ts';
import { alertId, completeAlert } from '../src/report/alert-ids.ts';
import { stateText } from '../src/report/card.ts';
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
    const unit =
      context.metrics.find((metric) => metric.name === one.evidence.metric)?.unit ?? 'none';
    const blocks: Block[] = [
      heading(`#${one.id} ${one.severity.toUpperCase()} · ${one.message}`, alertTone(one)),
      {
        kind: 'fields',
        fields: [
          { name: 'State', value: stateText(one), inline: true },
          { name: 'Target', value: one.targetName, inline: true },
          { name: 'Rule', value: one.rule, inline: true },
          ...(one.evidence.metric === null
            ? []
            : [
                {
                  name: one.evidence.metric,
                  value: `${formatValue(one.evidence.value, unit)} (limit ${one.evidence.operator} ${formatValue(one.evidence.limit, unit)})`,
                  inline: true,
                },
              ]),
        ],
      },
      ...(events.length > SHOWN
        ? [line(`${events.length - SHOWN} earlier lines left out.`, 'muted')]
        : []),
      line(events.slice(-SHOWN).flatMap(eventLine)),
    ];
    return reply(blocks, { asOf: context.now });
  },
});

function eventLine({ at, kind, by, detail }: AlertEvent, index: number): Inline[] {
  const who = by.id === 'rule' ? '' : ` by ${by.name}`;
  const what = detail === '' ? '' : `: ${detail}`;
  return [index === 0 ? '' : '\n', time(at, 'full'), ` ${kind}${who}${what}`];
}
