import type { Block } from '../chat/reply.ts';
import { line, strong } from '../chat/reply.ts';
import type { Check } from '../model/check.ts';
import { formatDuration } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import type { Span, Uptime } from '../score/uptime.ts';
import { uptime } from '../score/uptime.ts';
import type { IncidentReaders } from './incident-list.ts';
import { incidentData, incidentLine, incidentsOf } from './incident-list.ts';
import { counted } from './state-text.ts';
import { percent } from './uptime-text.ts';

/** A check with the small integer of the store. */
export interface StoredCheck {
  readonly id: number;
  readonly check: Pick<Check, 'name' | 'target'>;
}

/** Checks that were down, and incidents, that a summary names. */
const MOST = 5;

/** How checks were on a day, in a few lines: how many were up, which were not, and what happened; null without checks. */
export async function dailyChecks(
  readers: IncidentReaders,
  checks: readonly StoredCheck[],
  { span, now }: { readonly span: Span; readonly now: Instant },
): Promise<{ readonly blocks: readonly Block[]; readonly data: unknown } | null> {
  if (checks.length === 0) return null;
  const all = await Promise.all(
    checks.map(async (one) => {
      const changes = await readers.checks.history(one.id, span.from, span.to);
      return { ...one, figures: uptime(changes, span) };
    }),
  );
  const bad = all
    .filter(({ figures }) => figures.incidents > 0)
    .toSorted((a, b) => (a.figures.share ?? 0) - (b.figures.share ?? 0));
  const unknown = all.filter(({ figures }) => figures.share === null).length;
  // What began that day may have ended since.
  const until = { from: span.from, to: Math.max(now, span.to) };
  const incidents = (await incidentsOf(readers, bad, until)).filter(({ from }) => from < span.to);
  const up = all.length - bad.length - unknown;
  const text = [
    `: ${up} of ${counted(all.length, 'check')} up all the time that is known`,
    ...(unknown === 0 ? [] : [`, ${unknown} not looked at`]),
    ...bad.slice(0, MOST).map(downText),
    ...(bad.length > MOST ? [` and ${bad.length - MOST} more`] : []),
  ];
  return {
    blocks: [
      line([strong('Checks'), ...text, '.'], bad.length === 0 ? 'good' : 'warning'),
      ...incidents.slice(0, MOST).map((one) => incidentLine(one, now)),
      ...(incidents.length > MOST
        ? [line(`… and ${incidents.length - MOST} more: /incidents lists them.`, 'muted')]
        : []),
    ],
    data: {
      uptime: all.map(({ check, figures }) => ({
        name: check.name,
        uptime_percent: figures.share === null ? null : figures.share * 100,
      })),
      incidents: incidents.map(incidentData),
    },
  };
}

function downText(
  { check, figures }: { readonly check: Pick<Check, 'name'>; readonly figures: Uptime },
  place: number,
): string {
  const share = figures.share === null ? 'down' : `${percent(figures.share, 2)} %`;
  return `${place === 0 ? ';' : ','} ${check.name} ${share} (down ${formatDuration(figures.down)})`;
}
