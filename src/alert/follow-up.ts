import type { Alert, AlertEvent } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import type { AlertContent, Hold } from '../model/alert-change.ts';
import type { AnnounceDeps, Announcement, Known, News } from './announce.ts';
import type { Occasion, Sending } from './gate.ts';
import { decide } from './gate.ts';
import { holding, nightHolds, subjectOf } from './holding.ts';
import type { NoteKind } from './ports.ts';
import {
  card,
  furtherChannels,
  living,
  mildTimes,
  nextTimes,
  notesFor,
  onto,
  paceOf,
  sentence,
  sparedEvents,
  tells,
} from './telling.ts';

const NOTES: Readonly<Partial<Record<Occasion, NoteKind>>> = {
  again: 'again',
  released: 'again',
  raised: 'raised',
  resolved: 'resolved',
  flapping: 'flapping',
  settled: 'settled',
  reminder: 'reminder',
  escalated: 'escalated',
  asked: 'asked',
  lapsed: 'lapsed',
  handed: 'handed',
};
/** Occasions that are steps of an alert's life by being told. */
const TOLD: Readonly<Partial<Record<Occasion, AlertEvent['kind']>>> = {
  reminder: 'reminded',
  escalated: 'escalated',
};
/** Occasions that are told later when they cannot be told now. */
const KEPT: readonly Occasion[] = ['again', 'raised', 'released', 'flapping'];

/** Its card is brought up to date wherever it stands; what must be noticed comes as a note too. */
export function followUp(deps: AnnounceDeps, news: Known): Announcement {
  const { alert, at, told, occasion, before, repeats, turn } = news;
  const subject = subjectOf(alert, before);
  const on = onto(alert.lead);
  const cards = told.map((channel) => card(channel, { ...paceOf(alert), silent: true, ...on }));
  const kind = NOTES[occasion];
  if (kind === undefined) {
    const mild = living(alert, mildTimes(repeats));
    return { alert: mild, messages: cards, events: [], opens: false };
  }
  const more = furtherChannels(deps.audience, subject, news);
  const further = more.filter((name) => !told.includes(name));
  const own = ownChannels(deps, news);
  const channels = [...new Set([...told, ...further, ...own])];
  const options = { channels, told, cooldown: repeats.cooldown };
  const verdict = decide(subject, occasion, options, deps.world(at));
  if (verdict.kind === 'hold') {
    const { events } = holding(deps, alert, verdict.hold, news);
    const after = afterHold(deps, news, verdict.hold);
    return { ...after, messages: cards, events, opens: false };
  }
  const { posts, replies } = heardBy(deps, news, verdict, further);
  const heard = [...replies, ...posts];
  const said = turn?.said ?? news.said;
  const life = nextTimes(alert, repeats, news);
  return {
    alert: living(alert, heard.length > 0 ? { toldAt: at, ...life } : life),
    messages: [
      ...cards,
      ...posts.map(({ channel, silent }) => card(channel, { silent, ...on })),
      ...notesFor(deps.audience, subject, replies, {
        ...{ kind, on: alert.lead },
        ...(said !== undefined && { said }),
      }),
    ],
    events: [...followEvents(news, verdict, heard), ...sparedEvents(verdict, at)],
    holds: [...nightHolds(deps, news, options.channels), ...verdict.holds],
    opens: false,
    leads: occasion === 'raised' && replies.length > 0,
  };
}

/** Of a person who is to hear of it in any case: a note, not the card. */
function ownChannels({ audience }: AnnounceDeps, { person, at }: News): readonly string[] {
  return person === undefined ? [] : audience.destinations(`@${person}`, at);
}

/** Who gets the card only now, and who a reply under it. */
function heardBy(
  deps: AnnounceDeps,
  news: Known,
  { to }: Sending,
  further: readonly string[],
): { readonly posts: Sending['to']; readonly replies: Sending['to'] } {
  const posts = to.filter(({ channel }) => further.includes(channel));
  const replies = to.filter(({ channel }) => !further.includes(channel));
  return { posts, replies: saidByCard(deps, news) ? [] : replies };
}

function followEvents(news: Known, verdict: Sending, heard: Sending['to']): Announcement['events'] {
  const { occasion, at, turn } = news;
  const kind = TOLD[occasion];
  const detail = turn?.detail(verdict) ?? null;
  if (detail !== null) return [tells(at, detail, kind)];
  if (heard.length > 0) return [tells(at, sentence(occasion, heard), kind)];
  return kind ? [tells(at, `${occasion}: the message of #${messageOf(news)} says it`, kind)] : [];
}

function messageOf({ alert, before }: News): number {
  return alert.lead ?? before?.id ?? 0;
}

/**
 * What needs no word of its own: an end that people know or that is one of many, a severity that the message shows
 * already of another that nobody has, and what the message has said within the minute for another that it shows.
 */
function saidByCard({ book, gather }: AnnounceDeps, news: Known): boolean {
  const { alert, before, occasion, ending, at } = news;
  const first = messageOf(news);
  const shown = book.shownIn(first);
  const isOther = (id: number) => id !== before?.id && !ending.has(id);
  const hasOthers = some(shown, isOther);
  if (occasion === 'resolved') {
    // That it came back was never told, so people know already that it is over.
    const cameBack =
      before !== null && book.holdsOf(before.id).some(({ why }) => why === 'cooldown');
    return hasOthers || cameBack || (gather.isStorm(at) && !alert.life.storm);
  }
  if (!hasOthers) return false;
  if (!gather.maySay(first, wordOf(news), at)) return true;
  // An escalation asks for somebody too.
  if (occasion === 'escalated') gather.maySay(first, 'reminder', at);
  const isShown = (id: number) => isOther(id) && isAsStrong(book.byId(id), alert);
  return occasion === 'raised' && some(shown, isShown);
}

/** What is said of a message once within a minute, whatever of it is meant: of each step and each person by itself. */
function wordOf({ occasion, alert, person, turn }: Known): string {
  if (occasion === 'raised') return alert.severity;
  if (turn?.said !== undefined) return `${occasion} ${turn.said}`;
  return person === undefined ? occasion : `${occasion} ${person}`;
}

/** Without a copy: a storm shows thousands. */
function some(ids: Iterable<number>, isOne: (id: number) => boolean): boolean {
  for (const id of ids) if (isOne(id)) return true;
  return false;
}

function isAsStrong(one: Alert | null, { severity }: AlertContent): boolean {
  if (one?.state.kind !== 'firing') return false;
  return compareSeverity(one.severity, severity) >= 0;
}

/** A hold that keeps what came back, or grew worse, is looked at again; of everything else the card tells. */
function afterHold(
  deps: AnnounceDeps,
  news: Known,
  hold: Hold,
): Pick<Announcement, 'alert' | 'holds' | 'hiddenBy'> {
  const { alert, occasion, repeats, turn } = news;
  const next = living(alert, turn?.held(hold) ?? nextTimes(alert, repeats, news));
  const night = nightHolds(deps, news);
  const hidden = hold.silence === null ? {} : { hiddenBy: hold };
  if (occasion === 'resolved') return { alert: next, holds: night, ...hidden };
  // What was held before waits on.
  if (!KEPT.includes(occasion)) return { alert: next, ...hidden };
  return { alert: next, holds: [...night, hold] };
}
