import type { Alert } from '../model/alert.ts';
import type { AlertContent, Hold } from '../model/alert-change.ts';
import type { AnnounceDeps, Announcement, News } from './announce.ts';
import type { Told } from './ports.ts';
import { held } from './telling.ts';

/** What is written down of an alert that is held back from everybody. */
export function holding(
  deps: AnnounceDeps,
  alert: AlertContent,
  hold: Hold,
  { at, before }: News,
): Announcement {
  const known = before ? deps.book.holdsOf(before.id) : [];
  const isNew = !known.some(({ why, detail }) => why === hold.why && detail === hold.detail);
  const said = isNew && hold.why !== 'flapping' ? [held(at, `${hold.why}: ${hold.detail}`)] : [];
  return { alert, messages: [], events: said, holds: [hold], opens: false };
}

/** What channels wait for until the end of their quiet hours, but for those that are named. */
export function nightHolds(
  { book }: AnnounceDeps,
  { before, at }: News,
  but: readonly string[] = [],
): readonly Hold[] {
  const known = before ? book.holdsOf(before.id) : [];
  return known.filter(
    ({ channel, until }) => channel !== null && (until ?? at) > at && !but.includes(channel),
  );
}

export function subjectOf(alert: News['alert'], before: Alert | null): Told {
  return { ...alert, id: before?.id ?? null };
}
