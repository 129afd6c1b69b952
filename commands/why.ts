import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import type { Block } from '../src/chat/reply.ts';
import { heading, line, refuse, reply } from '../src/chat/reply.ts';
import { alertId, completeAlert } from '../src/report/alert-ids.ts';
import { causeBlocks, causeData } from '../src/report/cause-text.ts';
import { alertData, eventData, holdData } from '../src/report/data.ts';
import { waitingLine } from '../src/report/delivery-text.ts';
import { coversNow, withCovers } from '../src/report/held-now.ts';
import { BEFORE, changedBefore } from '../src/report/mark-text.ts';
import { unitIn } from '../src/report/measured.ts';
import { ruleSentence } from '../src/report/rule-text.ts';
import { shortened } from '../src/report/state-text.ts';
import { alertTone } from '../src/report/tone.ts';
import {
  decisionLines,
  originText,
  sentLines,
  stacked,
  stateReason,
} from '../src/report/why-text.ts';

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
    const [views, stored, deliveries, covers] = await Promise.all([
      context.ruleDesk.list(),
      context.alerts.holds(id),
      context.alerts.deliveries(id),
      coversNow(context),
    ]);
    const { since } = alert.state;
    const marks = await context.marks.between(since - BEFORE, since, alert.target);
    const changed = changedBefore(since, marks);
    const cause = (await context.causes.of([id])).get(id) ?? null;
    const holds = withCovers(alert, stored, covers);
    const rule = views.find(
      (one) => one.rule.name === alert.rule && one.targets.includes(alert.targetName),
    )?.rule;
    const decided = decisionLines(alert, events, holds);
    const waiting = waitingLine(deliveries, context.now);
    const sent = [...sentLines(alert, events), ...(waiting === null ? [] : [[waiting]])];
    const blocks: Block[] = [
      heading(`Why #${alert.id} ${shortened(alert.message, 200)}`, alertTone(alert)),
      ...(decided.length === 0 ? [] : [line(stacked(decided))]),
      line(rule ? ruleSentence(rule) : originText(alert, events)),
      ...(changed === null ? [] : [line(`It began ${changed}.`)]),
      line(stateReason(alert, unitIn(context.metrics, alert.evidence.metric))),
      ...(cause === null ? [] : causeBlocks(cause)),
      ...(sent.length === 0 ? [] : [line(stacked(sent))]),
    ];
    const data = {
      ...alertData(alert),
      events: events.map(eventData),
      holds: holds.map(holdData),
      definition: rule ?? null,
      changed,
      cause: cause && causeData(cause),
    };
    return reply(blocks, { asOf: context.now, data });
  },
});
