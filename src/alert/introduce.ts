import type { Alert } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import type { AlertContent, Hold, Queued } from '../model/alert-change.ts';
import type { Rule } from '../model/rule.ts';
import type { AnnounceDeps, Announcement, News } from './announce.ts';
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
  LATER,
  living,
  nextTimes,
  notesFor,
  PACE,
  sentence,
  tells,
} from './telling.ts';

/** The first that people hear of it. */
export function introduce(deps: AnnounceDeps, news: News, rule: Rule | null): Announcement {
  const { alert, at, before } = news;
  const subject = subjectOf(alert, before);
  const further = furtherChannels(deps.audience, subject, news.occasion);
  const usual = deps.audience.channels(subject, alert.severity);
  const channels = [...new Set([...usual, ...further])];
  const waiting = living(alert, { ...dueTimes(alert, rule, at), ...escalated(news, rule, LATER) });
  if (channels.length === 0) {
    const said = [held(at, 'no route matches')];
    return { alert: waiting, messages: [], events: said, holds: [], opens: false };
  }
  const options = { channels, cooldown: rule?.cooldown ?? 0 };
  const verdict = decide(subject, begins(news.occasion), options, deps.world(at));
  if (verdict.kind === 'hold') return holding(deps, waiting, verdict.hold, news);
  const quiet = quietEvents(deps, verdict, news);
  if (verdict.to.length === 0) {
    return { alert: waiting, messages: [], events: quiet, holds: verdict.holds, opens: false };
  }
  const to = before && wasQuiet(deps, before) ? withoutSound(verdict.to) : verdict.to;
  const place = deps.gather.place(
    alert,
    at,
    to.map(({ channel }) => channel),
  );
  const times = { ...firstTimes(alert, rule, at), ...escalated(news, rule) };
  const told = living(alert, { ...times, toldAt: at });
  const shown = inPlace(deps, { alert: told, subject }, to, place);
  const events = [...shown.events.map((detail) => tells(at, detail)), ...quiet];
  return { ...shown, events, holds: verdict.holds };
}

/** How the gate sees what nobody has heard of yet. */
function begins(occasion: Occasion): Occasion {
  return occasion === 'released' || occasion === 'flapping' ? occasion : 'fired';
}

/** An escalation comes once; what cannot be told now is looked at again after `until`. */
function escalated({ alert, occasion, at }: News, rule: Rule | null, until?: number) {
  if (occasion !== 'escalated') return {};
  return nextTimes(alert, rule, { occasion, at, ...(until !== undefined && { until }) });
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
