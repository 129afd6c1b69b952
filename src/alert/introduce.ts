import type { Alert } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import type { AlertContent, Hold, Queued } from '../model/alert-change.ts';
import type { AnnounceDeps, Announcement, Known, News } from './announce.ts';
import type { Occasion, Sending } from './gate.ts';
import { decide } from './gate.ts';
import type { Place } from './gather.ts';
import { holding, subjectOf } from './holding.ts';
import type { Told } from './ports.ts';
import {
  card,
  dueTimes,
  firstTimes,
  furtherChannels,
  held,
  living,
  notesFor,
  PACE,
  sentence,
  sparedEvents,
  tells,
} from './telling.ts';

/** The first that people hear of it. */
export function introduce(deps: AnnounceDeps, news: Known): Announcement {
  const { alert, at, before, repeats, turn } = news;
  const subject = subjectOf(alert, before);
  const further = furtherChannels(deps.audience, subject, news);
  const usual = deps.audience.channels(subject, alert.severity);
  const channels = [...new Set([...usual, ...further])];
  const due = dueTimes(alert, repeats, at);
  const waiting = (hold: Hold | null) => living(alert, { ...due, ...turn?.held(hold) });
  if (channels.length === 0) {
    const said = [held(at, 'no route matches'), ...stepEvents(news, NOBODY)];
    return { alert: waiting(null), messages: [], events: said, holds: [], opens: false };
  }
  const options = { channels, cooldown: repeats.cooldown };
  const verdict = decide(subject, begins(news.occasion), options, deps.world(at));
  if (verdict.kind === 'hold') return holding(deps, waiting(verdict.hold), verdict.hold, news);
  const quiet = [
    ...stepEvents(news, verdict),
    ...quietEvents(deps, verdict, news),
    ...sparedEvents(verdict, at),
  ];
  if (verdict.to.length === 0) {
    const { holds } = verdict;
    return { alert: waiting(null), messages: [], events: quiet, holds, opens: false };
  }
  const to = before && wasQuiet(deps, before) ? withoutSound(verdict.to) : verdict.to;
  const place = deps.gather.place(
    alert,
    at,
    to.map(({ channel }) => channel),
  );
  const times = { ...firstTimes(repeats, at), ...turn?.life };
  const told = living(alert, { ...times, toldAt: at });
  const shown = inPlace(deps, { alert: told, subject }, to, place);
  const events = [...shown.events.map((detail) => tells(at, detail)), ...quiet];
  return { ...shown, events, holds: verdict.holds };
}

const NOBODY: Sending = { kind: 'send', to: [], holds: [] };

/** The step of an escalation that is the first that people hear of it. */
function stepEvents({ turn, at }: Known, verdict: Sending): Announcement['events'] {
  const detail = turn?.detail(verdict) ?? null;
  return detail === null ? [] : [tells(at, detail, 'escalated')];
}

/** How the gate sees what nobody has heard of yet. */
function begins(occasion: Occasion): Occasion {
  return occasion === 'released' || occasion === 'flapping' ? occasion : 'fired';
}

/** What quiet hours hold, where that is new. */
function quietEvents({ book }: AnnounceDeps, { holds }: Sending, { at, before }: News) {
  const known = before ? book.holdsOf(before.id) : [];
  const isKnown = (one: Hold) =>
    known.some(({ channel, until }) => channel === one.channel && until === one.until);
  const added = holds.filter((one) => !isKnown(one));
  return added.map(({ channel, detail }) => held(at, `${channel}: ${detail}`));
}

/** Whether the summary of quiet hours, which came with a sound, has told of it. */
function wasQuiet({ book }: AnnounceDeps, { id }: Alert): boolean {
  return book.holdsOf(id).some(({ channel }) => channel !== null);
}

function withoutSound(to: Sending['to']): Sending['to'] {
  const why = 'without a sound: the summary of the quiet hours has told of it';
  return to.map((one) => ({ ...one, silent: true, why }));
}

function inPlace(
  deps: AnnounceDeps,
  { alert, subject }: { alert: AlertContent; subject: Told },
  to: Sending['to'],
  place: Place,
): Pick<Announcement, 'alert' | 'messages' | 'opens' | 'leads'> & { events: string[] } {
  if (place.kind !== 'joins') {
    const own = { ...living(alert, { storm: place.kind === 'storm' }), lead: null };
    const messages = to.map(({ channel, silent }): Queued => card(channel, { silent }));
    return { alert: own, messages, events: [sentence('new', to)], opens: true };
  }
  const { lead, storm, fresh } = place;
  const strongest = deps.book.strongestFree(lead);
  const isLouder = strongest === null || compareSeverity(alert.severity, strongest) > 0;
  const wait = storm ? PACE.storm : PACE.group;
  const isFresh = ({ channel }: { channel: string }) => fresh.includes(channel);
  const cards = to.map((one) => {
    const { channel, silent } = one;
    return card(channel, isFresh(one) ? { on: lead, silent } : { on: lead, wait, silent: true });
  });
  const others = to.filter((one) => !isFresh(one));
  const notes = isLouder
    ? notesFor(deps.audience, subject, others, { kind: 'raised', on: lead })
    : [];
  const why = storm ? 'more alerts at once than can be told one by one' : 'it came with others';
  const names = to.map(({ channel }) => channel).join(', ');
  return {
    alert: { ...living(alert, { storm }), lead },
    messages: [...cards, ...notes],
    events: [`in the message of #${lead} to ${names}: ${why}`],
    opens: false,
    leads: isLouder,
  };
}
