import type { Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import { formatIn } from '../model/format.ts';
import type { Duty } from '../model/rota.ts';
import type { Instant } from '../model/time.ts';
import type { Reach, Wishes } from '../model/wishes.ts';
import { iso } from './data.ts';
import { shortened } from './state-text.ts';

const TURNS = 5;

/** A person, and how they are told. */
export interface PersonShown {
  readonly name: string;
  readonly wishes: Wishes;
  readonly reaches: readonly Reach[];
  readonly told: string | null;
  readonly turns: readonly Turn[];
}

/** When they are on call, and the zone by whose clocks. */
type Turn = Duty & { readonly rota: string; readonly zone: string };

/** Where a person is told, when they are left alone, of what they hear, and when they are on call. */
export function personReply(person: PersonShown, now: Instant): Reply {
  const { name, wishes, told, turns, reaches } = person;
  const { via, quiet, severity } = wishes;
  const place = told === null ? `nowhere: ${whyNowhere(person)}` : `in ${told}`;
  const order = via.length === 0 ? reaches : via;
  const hours = quiet === null ? 'none' : `${clock(quiet.from)}-${clock(quiet.to)} (${quiet.zone})`;
  const worse = severity === 'emergency' ? 'emergency' : `${severity} and worse`;
  const blocks = [
    heading(shortened(name, 64), told === null ? 'warning' : 'good'),
    line([
      strong('Told'),
      ` ${place}${order.length > 1 ? `; order: ${order.join(', then ')}` : ''}`,
    ]),
    line([strong('Quiet hours'), ` ${hours}; what is critical comes all the same`]),
    line([strong('Of'), ` ${worse}, where @${shortened(name, 64)} is named or on call`]),
    ...turns.slice(0, TURNS).map((turn) => line(turnText(turn, now))),
  ];
  return reply(blocks, { asOf: now, data: personData(person) });
}

function whyNowhere({ reaches, wishes }: PersonShown): string {
  const wanted = wishes.via.length > 0 ? wishes.via : reaches;
  return wanted.length === 0
    ? 'tocsin.yaml has no address'
    : `${wanted.join(' and ')} cannot be used, for want of an address in tocsin.yaml or of a token in .env`;
}

function turnText({ rota, zone, from, to }: Turn, now: Instant): string {
  const begins = from <= now ? '' : `from ${formatIn(zone, from)} `;
  const until = `${from <= now ? 'until' : 'to'} ${formatIn(zone, to)} (${zone})`;
  return `On call in ${shortened(rota, 63)} ${begins}${until}`;
}

function clock(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function personData({ name, wishes, told, turns }: PersonShown) {
  const { via, quiet, severity } = wishes;
  return {
    ...{ name, told, via, severity },
    quiet: quiet && { from: clock(quiet.from), to: clock(quiet.to), zone: quiet.zone },
    turns: turns.map(({ rota, from, to }) => ({ rota, from: iso(from), to: iso(to) })),
  };
}
