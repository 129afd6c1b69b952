import type { Rota, RotaLayer } from '../model/rota.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import { GAPS_WITHIN, gapsIn, spanText } from '../oncall/gaps.ts';
import type { Config, ConfigProblem } from './config.ts';
import type { Entry, FileRead } from './entries.ts';
import { NAME } from './fields.ts';
import { problem, title } from './issues.ts';
import { clockText, parseQuiet } from './quiet.ts';
import { parseDay, parseDays, parseHandover, WEEKDAYS } from './rota-schema.ts';

/** When a turn begins unless it is said: Monday at nine, or every day at nine. */
const HANDOVER = { weekday: 0, minute: 9 * 60 };
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

type RotaValue = Entry<'rotas'>['value'];

/** `usualZone` is that of rotas that give none. */
export function toRota({ name, value }: Entry<'rotas'>, usualZone: string): Rota {
  const { zone = usualZone, layers, announce = null } = value;
  return { name, zone, layers: layers.map(toLayer), announce };
}

function toLayer(value: RotaValue['layers'][number]): RotaLayer {
  const handover = parseHandover(value.handover ?? '') ?? HANDOVER;
  const days = value.days?.flatMap(parseDays) ?? EVERY_DAY;
  return {
    people: value.people,
    turn: value.turn,
    weekday: handover.weekday ?? HANDOVER.weekday,
    minute: handover.minute,
    from: parseDay(value.from) ?? 0,
    between: value.between === undefined ? null : parseQuiet(value.between),
    days: [...new Set(days)].toSorted((a, b) => a - b),
  };
}

/** `Ana, Ben, weekly from Mon 09:00, since 2026-01-05, 09:00-18:00 on mon, tue`. */
export function layerText(layer: RotaLayer): string {
  const { people, turn, weekday, minute, from, between, days } = layer;
  const day = turn === 'weekly' ? `${WEEKDAYS[weekday]} ` : '';
  const since = new Date(from * DAY).toISOString().slice(0, 10);
  const hours = between === null ? '' : `, ${clockText(between.from)}-${clockText(between.to)}`;
  const some = days.length === 7 ? '' : ` on ${days.map((one) => WEEKDAYS[one]).join(', ')}`;
  return `${people.join(', ')}, ${turn} from ${day}${clockText(minute)}, since ${since}${hours}${some}`;
}

/** Names that are none, or that a person has too: `@name` would mean two things. */
export function wrongRotas({ source, names, entries }: FileRead): ConfigProblem[] {
  return entries.rotas.flatMap(({ name, path }) => {
    const wrong = (message: string) => [
      problem(source, path, `${title(source, path)}: ${message}`),
    ];
    if (!NAME.test(name)) return wrong('write a name of letters, digits, - _ and . (at most 63)');
    if (!names.people.includes(name)) return [];
    return wrong(
      `a person is called \`${name}\` too, and \`@${name}\` would mean both — write another name`,
    );
  });
}

/** Gaps that are named one by one. */
const NAMED = 3;

/** Rotas in which nobody is on call at some time of the next days. */
export function openHours(
  { source, entries }: FileRead,
  { rotas }: Pick<Config, 'rotas'>,
  now: Instant,
): ConfigProblem[] {
  return entries.rotas.flatMap(({ name, path }) => {
    const rota = rotas.find((one) => one.name === name);
    const gaps = rota === undefined ? [] : gapsIn(rota, [], now);
    if (rota === undefined || gaps.length === 0) return [];
    const named = gaps.slice(0, NAMED).map((gap) => spanText(rota.zone, gap));
    const more = gaps.length > NAMED ? `, and ${gaps.length - NAMED} times more` : '';
    const message = `nobody is on call ${named.join(', ')}${more} within ${GAPS_WITHIN / DAY} days — add a layer that covers it`;
    return [problem(source, path, `${title(source, path)}: ${message}`)];
  });
}
