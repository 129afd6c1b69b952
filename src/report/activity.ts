import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import type { RankChart } from '../model/chart.ts';
import type { EventFilter, EventReader, TopValue } from '../model/event-question.ts';
import { iso } from './data.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Values of each field, fields that are shown unless one is named, and events they are looked for in. */
const SHOWN = 5;
const FIELDS = 3;
const LOOKED_AT = 100;
/** Fields that name who or where come first. */
const FIRST = ['user', 'channel'];

/** Who and what was most active: types of events, then the commonest values of their fields, each with its share. */
export async function activityReply(
  reader: EventReader,
  filter: EventFilter,
  { what, by }: { readonly what: string; readonly by: string | null },
): Promise<Reply> {
  const types = await reader.ask(filter, { ask: 'top', field: null, limit: SHOWN });
  if (types.count === 0) {
    const none = `No events ${what}. Applications tell of theirs by pushing them: docs/events.md.`;
    return reply([line(none, 'muted')], { data: { count: 0, fields: [] } });
  }
  const fields = by === null ? await fieldsOf(reader, filter) : [by];
  const tops = await Promise.all(
    fields.map(async (field) => ({
      field,
      top: await reader.ask(filter, { ask: 'top', field, limit: SHOWN }),
    })),
  );
  const known = tops.filter(({ top }) => top.count > 0);
  const title = `${counted(types.count, 'event')} ${what}`;
  const shown = [{ field: 'type', top: types }, ...known];
  const missing =
    by !== null && known.length === 0
      ? [line(`None of them says ${by.slice(0, 64)}.`, 'muted')]
      : [];
  return reply(
    [
      heading(title),
      ...shown.flatMap(({ field, top }) => ranking(field, top.values, top.count)),
      ...missing,
      ...picture(known[0] ?? shown[0], what),
    ],
    {
      asOf: Math.max(...types.values.map(({ last }) => last)),
      data: {
        count: types.count,
        fields: shown.map(({ field, top }) => ({
          ...{ field, count: top.count, rest: top.rest },
          values: top.values.map(({ last, ...one }) => ({ ...one, last: iso(last) })),
        })),
      },
    },
  );
}

/** Names of fields with words as values: who and where first, then tags. */
async function fieldsOf(reader: EventReader, filter: EventFilter): Promise<readonly string[]> {
  const { events } = await reader.ask(filter, { ask: 'list', limit: LOOKED_AT });
  const tags = new Set(events.flatMap((one) => Object.keys(one.tags)));
  const body = new Set(events.flatMap((one) => Object.keys(one.body)));
  const named = FIRST.filter((name) => tags.has(name) || body.has(name));
  return [...new Set([...named, ...[...tags].sort()])].slice(0, FIELDS);
}

function ranking(field: string, values: readonly TopValue[], count: number): Block[] {
  const bars = values.map((one) => ({
    label: shortened(one.value, 40),
    value: one.count,
    text: `${Math.round(100 * one.share)}% ${grouped(one.count)}`,
  }));
  return [
    line(['Most active by ', strong(shortened(field, 64)), ` (${grouped(count)})`]),
    { kind: 'bars', max: values[0]?.count ?? 0, bars },
  ];
}

function picture(
  one:
    | { readonly field: string; readonly top: { readonly values: readonly TopValue[] } }
    | undefined,
  what: string,
): Block[] {
  const [first] = one?.top.values ?? [];
  if (one === undefined || first === undefined) return [];
  const title = shortened(`Most active by ${one.field} ${what}`, 150);
  const rows = one.top.values.map(({ value, count }) => ({
    ...{ name: shortened(value, 40), value: count, tone: 'plain' as const },
  }));
  const chart: RankChart = { kind: 'rank', title, unit: 'count', rows };
  const alt = `${title}: ${shortened(first.value, 40)} with ${grouped(first.count)} first.`;
  return [{ kind: 'chart', chart, alt }];
}
