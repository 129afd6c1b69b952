import type { Block, Button, Inline, Reply, Tone } from '../../chat/reply.ts';
import { code, heading, line, reply, strong } from '../../chat/reply.ts';
import { formatIn } from '../../model/format.ts';
import type { Tick } from '../../model/tick.ts';
import type { Instant } from '../../model/time.ts';
import { iso } from '../data.ts';
import { counted } from '../state-text.ts';
import type { ChecklistFacts } from './facts.ts';
import type { ChecklistName, Item } from './items.ts';
import { ITEMS, TITLES } from './items.ts';
import type { Seen } from './looks.ts';
import { holdsUntil } from './period.ts';

interface Judged {
  readonly item: Item;
  readonly seen: Seen;
  /** The tick that holds now, of what cannot be seen from here. */
  readonly tick: Tick | null;
}

export interface ChecklistAsked {
  readonly list: ChecklistName;
  readonly facts: ChecklistFacts;
  readonly ticks: readonly Tick[];
  /** IANA zone of the days after which ticks hold no more. */
  readonly zone: string;
}

const UNSEEN: Seen = { state: 'unseen', text: 'not to be seen from here' };

/** A checklist as it stands: what is done, what is to do, and what only people can say. */
export function checklistReply({ list, facts, ticks, zone }: ChecklistAsked): Reply {
  const { now } = facts;
  const judged = ITEMS[list].map((item): Judged => {
    const seen = item.look?.(facts) ?? UNSEEN;
    const newest = ticks.find((one) => one.item === item.id);
    const holds = newest !== undefined && holdsUntil(item.period, zone, newest.at) > now;
    return { item, seen, tick: seen.state === 'unseen' && holds ? newest : null };
  });
  const finished = judged.filter(isDone).length;
  const title = `${TITLES[list]}: ${finished} of ${judged.length} done`;
  const rest = finished === judged.length ? 'good' : 'info';
  const failed = judged.some(({ seen }) => seen.state === 'to do');
  const open = judged.filter((one) => one.seen.state === 'unseen' && one.tick === null);
  const blocks: Block[] = [
    heading(title, failed ? 'warning' : rest),
    ...listed(
      judged.filter(({ seen }) => seen.state === 'to do'),
      'warning',
      zone,
    ),
    ...listed(open, 'info', zone),
    ...listed(judged.filter(isDone), 'muted', zone),
  ];
  if (open.length > 0) {
    const items = counted(open.length, 'item');
    blocks.push(line(`Only people can say of ${items}: press when it is so.`, 'muted'));
    blocks.push({ kind: 'buttons', buttons: open.map((one) => tickButton(list, one)) });
  }
  return reply(blocks, { asOf: now, data: dataOf(list, judged, zone) });
}

/** What is to do comes first, and what is done is quiet. */
function listed(judged: readonly Judged[], tone: Tone, zone: string): Block[] {
  if (judged.length === 0) return [];
  const lines = judged.flatMap((one, at) => {
    const [first = '', ...others] = itemText(one, zone);
    return [at > 0 && typeof first === 'string' ? `\n${first}` : first, ...others];
  });
  return [line(lines, tone)];
}

function isDone({ seen, tick }: Judged): boolean {
  return seen.state === 'done' || tick !== null;
}

function itemText(one: Judged, zone: string): Inline[] {
  const { item, seen, tick } = one;
  if (tick !== null) {
    return [`☑ ${item.title}: ${tick.by}, ${formatIn(zone, tick.at)}`];
  }
  if (seen.state === 'done') return [`☑ ${item.title}: ${seen.text}`];
  const look = [' → ', code(item.shows)];
  if (seen.state === 'unseen') return [`☐ ${item.title}: ${seen.text}`, ...look];
  return ['☐ ', strong(item.title), `: ${seen.text}`, ...look];
}

function tickButton(list: ChecklistName, { item }: Judged): Button {
  const label = `☑ ${item.id}`;
  return { label, tone: 'plain', command: 'checklist', input: `${list} ${item.id}` };
}

function dataOf(list: ChecklistName, judged: readonly Judged[], zone: string) {
  const until = (item: Item, at: Instant) => iso(holdsUntil(item.period, zone, at));
  return {
    list,
    done: judged.filter(isDone).length,
    all: judged.length,
    items: judged.map(({ item, seen, tick }) => ({
      ...{ id: item.id, title: item.title, state: tick === null ? seen.state : 'done' },
      ...{ seen: seen.text, command: item.shows },
      tick: tick && { by: tick.by, at: iso(tick.at), until: until(item, tick.at) },
    })),
  };
}
