import type { Alert, AlertEvent } from '../model/alert.ts';
import type { AlertChange, AlertContent, Hold, Queued } from '../model/alert-change.ts';
import type { Instant } from '../model/time.ts';
import type { Book } from './book.ts';
import { followUp } from './follow-up.ts';
import type { GateWorld, Occasion } from './gate.ts';
import type { Gather } from './gather.ts';
import { subjectOf } from './holding.ts';
import { introduce } from './introduce.ts';
import type { Audience, Escalations, RuleOf } from './ports.ts';
import type { Repeats } from './telling.ts';
import { living, mildTimes, nextTimes, repeatsOf } from './telling.ts';
import type { Turn } from './turn.ts';
import { turnOf } from './turn.ts';

/** What telling people of alerts needs. */
export interface AnnounceDeps {
  readonly book: Book;
  readonly gather: Gather;
  readonly audience: Audience;
  readonly ruleOf: RuleOf;
  readonly escalations: Escalations;
  /** The world as the gate sees it at `now`. */
  world(now: Instant): GateWorld;
}

/** A change of an alert that people may have to hear of. */
export interface News {
  readonly alert: AlertContent & { readonly targetName: string };
  /** As it was; null for a new one. */
  readonly before: Alert | null;
  readonly occasion: Occasion;
  /** Channels that were told of it before. */
  readonly told: readonly string[];
  /** Ids of alerts that end together with it and were looked at before it. */
  readonly ending: ReadonlySet<number>;
  readonly at: Instant;
  /** What a note says of it beside what it always says. */
  readonly said?: string;
  /** Name of who is to hear of it in any case, where they have a channel of their own. */
  readonly person?: string;
}

/** The same, with how it is told again. */
export interface Known extends News {
  readonly repeats: Repeats;
  /** What its escalation does now; null unless that is the occasion. */
  readonly turn: Turn | null;
}

/** What belongs to the change beside what caused it. */
export interface Announcement {
  readonly alert: AlertContent;
  readonly messages: readonly Queued[];
  readonly events: readonly Omit<AlertEvent, 'alert'>[];
  readonly holds?: readonly Hold[];
  /** It gets a message of its own, which others may join. */
  readonly opens: boolean;
  /** It is the strongest that its message shows now: what comes next is measured by it. */
  readonly leads?: boolean;
  /** A silence that held something of it of which nothing stays held. */
  readonly hiddenBy?: Hold;
}

/** Occasions that open or repeat the case; without anybody told before, it is told from the beginning. */
const BEGINS: readonly Occasion[] = [
  'fired',
  'again',
  'raised',
  'released',
  'flapping',
  'settled',
  'escalated',
];

/** Decides who is told of a change, in which message, and writes down why. */
export function announce(deps: AnnounceDeps, news: News): Announcement {
  if (news.alert.state.kind === 'pending') return unsaid(news);
  const told = news.told.filter((name) => deps.audience.isThere(name));
  const known = withTurn(deps, { ...news, told });
  if (told.length > 0) return followUp(deps, known);
  if (news.alert.state.kind === 'resolved') return unheard(deps, news);
  return BEGINS.includes(news.occasion) ? introduce(deps, known) : unmoved(known);
}

function withTurn(deps: AnnounceDeps, news: News): Known {
  const { alert, before, occasion, at } = news;
  const repeats = repeatsOf(deps, alert);
  const isDue = occasion === 'escalated';
  const turn = isDue ? turnOf(deps, subjectOf(alert, before), repeats, at) : null;
  return { ...news, repeats, turn };
}

/** What has not lasted long enough is recorded, never told. */
function unsaid({ alert }: News): Announcement {
  return { alert, messages: [], events: [], opens: false };
}

/** It is over, and nobody ever heard of it: only a summary that is still to come may tell it. */
function unheard(deps: AnnounceDeps, { alert, before }: News): Announcement {
  const known = before ? deps.book.holdsOf(before.id) : [];
  const holds = known.filter(({ why }) => why === 'quiet hours');
  const over = living(alert, { remindAt: null });
  return { alert: over, messages: [], events: [], holds, opens: false };
}

/** Nobody has heard of it yet, and this is no reason to begin: what holds it back goes on. */
function unmoved({ alert, repeats, ...news }: Known): Announcement {
  const times = news.occasion === 'reminder' ? nextTimes(alert, repeats, news) : mildTimes(repeats);
  return { alert: living(alert, times), messages: [], events: [], opens: false };
}

/** A change with what people are told of it. */
export function changeOf(
  news: News,
  announcement: Announcement,
  more: { readonly events: readonly Omit<AlertEvent, 'alert'>[] } & Pick<AlertChange, 'ruleState'>,
): AlertChange {
  const { before } = news;
  const { targetName: _, ...alert } = announcement.alert as News['alert'];
  const { messages, holds } = announcement;
  return {
    expect: before && { id: before.id, version: before.version },
    alert,
    messages,
    events: [...more.events, ...announcement.events],
    ...(more.ruleState !== undefined && { ruleState: more.ruleState }),
    ...(holds && { holds }),
  };
}
