import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { heading, line, refuse, reply } from '../src/chat/reply.ts';
import type { Alert } from '../src/model/alert.ts';
import { seriesOf } from '../src/model/alert-series.ts';
import type { Point } from '../src/model/sample.ts';
import { alertId, completeAlert } from '../src/report/alert-ids.ts';
import { unitIn } from '../src/report/measured.ts';
import { drawnFor } from '../src/report/page/drawn.ts';
import { PAGE_FORMATS, pageFiles } from '../src/report/page/files.ts';
import { counted } from '../src/report/state-text.ts';
import { spanAround, writeUp } from '../src/report/write-up.ts';

/** Points that are read for it: a week at 30 s. */
const MOST_POINTS = 20_160;
/** Alerts of its message that are looked at. */
const MEMBERS = 50;

export const writeup = command({
  name: 'writeup',
  summary: 'A post-incident write-up of an alert as Markdown and HTML, for people to finish.',
  role: 'viewer',
  args: z.object({
    id: alertId().describe('alert id, as /alerts shows it'),
    format: z.enum(PAGE_FORMATS).optional().describe('which file; both when left out'),
  }),
  complete: { id: completeAlert('any') },

  async run({ id, format }, context) {
    const found = await context.alerts.get(id);
    if (!found) return refuse(`There is no alert #${id}. /alerts lists the open ones.`);
    const { alert, events } = found;
    const [points, others, deliveries, causes] = await Promise.all([
      pointsOf(alert, context),
      othersOf(alert, context),
      context.alerts.deliveries(id),
      context.causes.of([id]),
    ]);
    const cause = causes.get(id) ?? null;
    const { zone, now } = context;
    const unit = unitIn(context.metrics, alert.evidence.metric);
    const told = writeUp({ alert, events, unit, points, others, cause, deliveries, zone, now });
    const name = `incident-${id}`;
    const files = pageFiles(told, {
      ...{ name, terminal: `npx tocsin writeup ${id}`, format, zone, now },
      drawnOf: await drawnFor(told, context, format),
    });
    const open = alert.state.kind === 'resolved' ? '' : ' It is not over: ask again when it is.';
    const where = `What was noted is in the ${counted(files.length, 'file')}; cause and changes are for you to write.${open}`;
    const [first] = files;
    return reply([heading(`Write-up of #${id}`), line(where), ...files], {
      asOf: now,
      data: { id, name: first?.name, content: first?.content },
    });
  },
});

async function pointsOf(alert: Alert, { series, now }: CommandContext): Promise<readonly Point[]> {
  const { target, evidence } = alert;
  if (evidence.metric === null) return [];
  const found = seriesOf(alert, await series.series(target));
  if (found === undefined) return [];
  return series.points(target, found, { ...spanAround(alert, now), limit: MOST_POINTS });
}

async function othersOf(alert: Alert, { alerts, now }: CommandContext): Promise<readonly Alert[]> {
  const { from, to } = spanAround(alert, now);
  const [near, members] = await Promise.all([
    alerts.between(from, to + 1, alert.target),
    alerts.members(alert.lead ?? alert.id, MEMBERS),
  ]);
  const byId = new Map([...near, ...members.alerts].map((one) => [one.id, one]));
  byId.delete(alert.id);
  return [...byId.values()].toSorted((a, b) => a.id - b.id);
}
