import type { Block, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong, time } from '../chat/reply.ts';
import type { AppEvent } from '../model/event.ts';
import type { EventAnswer, EventFilter, EventReader, TopValue } from '../model/event-question.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import { MINUTE } from '../model/time.ts';
import { iso } from './data.ts';
import { busiestHour, heatmapBlock } from './event-heatmap.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Values and events that are shown. */
const SHOWN = 10;
/** After so long without an event a session is over. */
const GAP = 30 * MINUTE;
/** Characters of an event's fields. */
const FIELDS = 160;

/** What was asked for, as people read it. */
export interface EventScope {
  readonly filter: EventFilter;
  /** Such as `api_call on web-1 in 24h`. */
  readonly what: string;
}

/** Kinds of events with their counts, or the commonest values of a field. */
export async function topReply(
  reader: EventReader,
  { filter, what }: EventScope,
  by: string | null,
): Promise<Reply> {
  const top = await reader.ask(filter, { ask: 'top', field: by, limit: SHOWN });
  const title = by === null ? `${grouped(top.count)} ${what}` : `${what} by ${by}`;
  const newest = Math.max(...top.values.map(({ last }) => last));
  return answered(top, {
    blocks:
      top.count === 0
        ? [line(by === null ? `No ${what}.` : `None of the ${what} says ${by}.`, 'muted')]
        : [heading(shortened(title, 200)), ...barsOf(top.values), ...restOf(top)],
    asOf: top.count === 0 ? null : newest,
    data: {
      ...{ by: by ?? 'type', count: top.count, rest: top.rest },
      values: top.values.map(({ last, ...value }) => ({ ...value, last: iso(last) })),
    },
  });
}

function barsOf(values: readonly TopValue[]): Block[] {
  const bars = values.map(({ value, count, share }) => ({
    label: shortened(value, 40),
    value: count,
    text: `${Math.round(100 * share)}% ${compact(count)}`,
  }));
  return [{ kind: 'bars', max: values[0]?.count ?? 0, bars }];
}

function restOf({ rest, count }: EventAnswer<'top'>): Block[] {
  if (rest === 0) return [];
  const share = Math.round((100 * rest) / count);
  return [line(`${grouped(rest)} more have other values (${share} %).`, 'muted')];
}

/** At most four characters for what a bar stands for. */
function compact(count: number): string {
  if (count < 1_000) return String(count);
  return count < 999_500 ? `${Math.round(count / 1_000)}k` : `${Math.round(count / 1e6)}M`;
}

/** How long and how often people, or whatever the field names, were active. */
export async function sessionsReply(
  reader: EventReader,
  { filter, what }: EventScope,
  field: string,
): Promise<Reply> {
  const answer = await reader.ask(filter, { ask: 'sessions', field, gap: GAP });
  const { sessions, users, returning, medianLength, meanLength, eventsPerSession } = answer;
  const length = (value: number | null) => (value === null ? '-' : formatDuration(value));
  const facts = {
    [`Different ${field}`]: grouped(users),
    'With more than one': grouped(returning),
    'Median length': length(medianLength),
    'Mean length': length(meanLength),
    'Events per session': formatValue(eventsPerSession, 'none'),
  };
  const fields = Object.entries(facts).map(([name, value]) => ({ name, value, inline: true }));
  return answered(answer, {
    blocks:
      sessions === 0
        ? [line(`None of the ${what} says ${field}.`, 'muted')]
        : [
            heading(shortened(`${counted(sessions, 'session')} of ${what}`, 200)),
            { kind: 'fields', fields },
          ],
    footer: `A session ends after ${formatDuration(GAP)} without an event`,
    data: { field, gap_ms: GAP, ...answer },
  });
}

/** When events happen, by weekday and hour. */
export async function heatmapReply(
  reader: EventReader,
  { filter, what }: EventScope,
  zone: string,
): Promise<Reply> {
  const answer = await reader.ask(filter, { ask: 'heatmap', zone });
  const { cells, count } = answer;
  const busiest = busiestHour(cells);
  return answered(answer, {
    blocks: busiest
      ? [
          heading(shortened(`${grouped(count)} ${what}, by hour`, 200)),
          heatmapBlock(cells),
          line(`Most at ${busiest.when}: ${grouped(busiest.count)}.`, 'muted'),
        ]
      : [line(`No ${what}.`, 'muted')],
    footer: `Clocks of ${zone}`,
    data: { zone, count, cells },
  });
}

/** The newest events with what they say. */
export async function newestReply(
  reader: EventReader,
  { filter, what }: EventScope,
): Promise<Reply> {
  const answer = await reader.ask(filter, { ask: 'list', limit: SHOWN });
  const { events } = answer;
  return answered(answer, {
    blocks:
      events.length === 0
        ? [line(`No ${what}.`, 'muted')]
        : [
            heading(shortened(`Newest ${what}`, 200)),
            ...events.map((event) => line(lineOf(event))),
          ],
    asOf: events[0]?.at ?? null,
    data: { events: events.map(({ at, ...event }) => ({ at: iso(at), ...event })) },
  });
}

function lineOf({ at, type, tags, body }: AppEvent): readonly Inline[] {
  const said = Object.entries({ ...body, ...tags }).map(([name, value]) => `${name}=${value}`);
  return [time(at, 'full'), ' ', strong(type), ' ', shortened(said.join(', '), FIELDS)];
}

interface Shown {
  readonly blocks: readonly Block[];
  readonly footer?: string;
  readonly asOf?: number | null;
  readonly data: object;
}

function answered({ isWhole }: { readonly isWhole: boolean }, shown: Shown): Reply {
  const { blocks, footer = null, asOf = null, data } = shown;
  const partly = isWhole ? [] : ['not all were looked at: take a shorter window'];
  const parts = [...(footer === null ? [] : [footer]), ...partly];
  return reply(blocks, {
    footer: parts.length === 0 ? null : parts.join(' · '),
    asOf,
    data: { ...data, is_whole: isWhole },
  });
}
