import { compareSeverity } from '../../model/alert.ts';
import { formatDuration, formatValue } from '../../model/format.ts';
import { lookedAt } from '../../model/service.ts';
import { allBytes } from '../../model/storage.ts';
import { DAY, HOUR } from '../../model/time.ts';
import { counted, grouped } from '../state-text.ts';
import type { ChecklistFacts } from './facts.ts';

/** What was seen of an item. `unseen`: it cannot be judged from here, so that a person ticks it. */
export interface Seen {
  readonly state: 'done' | 'to do' | 'unseen';
  /** With its numbers, for people. */
  readonly text: string;
}

export type Look = (facts: ChecklistFacts) => Seen;

/** A backup is made every night; with room for a late one. */
const BACKUP = 26 * HOUR;
/** A channel that took nothing for so long may have been broken as long. */
const TESTED = 30 * DAY;
/** Days of a certificate within which it should have been renewed by itself. */
const CERTIFICATE = 14;
/** Share of what may be kept from which it is nearly full. */
const FULL = 0.9;
/** How long an alert may be open without an owner. */
const UNOWNED = DAY;
/** Names in one line. */
const NAMES = 3;

const done = (text: string): Seen => ({ state: 'done', text });
const toDo = (text: string): Seen => ({ state: 'to do', text });
const unseen = (text: string): Seen => ({ state: 'unseen', text });

export const endpointsDeclared: Look = ({ services }) => {
  const looked = lookedAt(services).length;
  return looked === 0
    ? toDo('no check and no health of an application is looked at')
    : done(`${counted(looked, 'check')} looked at`);
};

export const thresholdsSet: Look = ({ targets }) => {
  if (targets.length === 0) return toDo('no target is watched');
  const bare = targets.filter(({ rules }) => rules === 0);
  if (bare.length > 0) return toDo(`no rule holds for ${named(bare)}`);
  const least = Math.min(...targets.map(({ rules }) => rules));
  return done(`${counted(targets.length, 'target')}, each with ${grouped(least)} rules or more`);
};

export const channelsTested: Look = ({ channels, now }) => {
  if (channels.length === 0) return toDo('there is no channel: nobody would be told');
  const broken = channels.filter((one) => [one.off, one.connection, one.trouble].some(isSaid));
  if (broken.length > 0) return toDo(`something is wrong with ${named(broken)}`);
  const silent = channels.filter(({ deliveredAt }) => now - (deliveredAt ?? 0) > TESTED);
  if (silent.length > 0) return toDo(`nothing arrived in 30 days at ${named(silent)}`);
  return done(`${counted(channels.length, 'channel')}, each took a message in the last 30 days`);
};

export const panelsThere: Look = ({ targets }) => {
  const some = targets.filter(({ panels }) => panels > 0);
  return some.length === 0
    ? unseen('no preset of a target brings panels')
    : done(`panels of ${named(some)}`);
};

export const servicesHealthy: Look = ({ services, open }) => {
  const looked = lookedAt(services);
  const ill = looked.filter(({ status }) => status === 'unhealthy');
  const severe = open.filter(({ severity }) => compareSeverity(severity, 'critical') >= 0);
  if (ill.length > 0) return toDo(`${named(ill)} ${ill.length === 1 ? 'is' : 'are'} not healthy`);
  if (severe.length > 0) return toDo(`${counted(severe.length, 'critical alert')} open`);
  if (looked.length === 0) return unseen('no check is looked at; no critical alert is open');
  return done(`${counted(looked.length, 'check')}, none unhealthy; no critical alert is open`);
};

export const thresholdsFit: Look = ({ fired: { count, noise } }) => {
  if (noise > 0) return toDo(`${grouped(noise)} of ${grouped(count)} alerts in 24 h were noise`);
  return unseen(`${counted(count, 'alert')} in 24 h, none called noise`);
};

export const logsArrive: Look = ({ targets }) => {
  const followed = targets.filter(({ logs }) => logs > 0);
  if (followed.length === 0) return unseen('no log is followed');
  const mute = followed.filter(({ isHeard }) => !isHeard);
  if (mute.length > 0) return toDo(`no entry in 24 h of ${named(mute)}`);
  return done(`entries of ${counted(followed.length, 'target')} in 24 h`);
};

export const backedUp: Look = ({ backups: { kept, failure }, now }) => {
  const [newest] = kept;
  if (newest === undefined)
    return toDo(failure ? `the last try failed: ${failure.reason}` : 'there is no backup');
  const age = now - newest.at;
  const text = `the newest, verified, is ${formatDuration(age)} old, ${formatValue(newest.bytes, 'bytes')}`;
  return age > BACKUP ? toDo(text) : done(text);
};

export const alertsOwned: Look = ({ open, now }) => {
  const alone = open.filter(
    ({ state }) => state.kind === 'firing' && now - state.firedAt > UNOWNED,
  );
  if (alone.length > 0)
    return toDo(`${counted(alone.length, 'alert')} open for a day without an owner`);
  return done(`${counted(open.length, 'alert')} open, none for a day without an owner`);
};

export const certificatesValid: Look = ({ certificates }) => {
  if (certificates.length === 0) return unseen('no check sees a certificate');
  const first = certificates.reduce((least, one) => (one.days < least.days ? one : least));
  const text = `${counted(certificates.length, 'certificate')}, the first ends in ${counted(Math.floor(first.days), 'day')} (${first.check})`;
  return first.days < CERTIFICATE ? toDo(text) : done(text);
};

export const roomLeft: Look = ({ storage: { parts, limit, retention } }) => {
  const used = allBytes(parts);
  const kept = `points are kept ${formatDuration(retention.points)}`;
  const bytes = formatValue(used, 'bytes');
  if (limit === null) return unseen(`${bytes} without a bound; ${kept}`);
  const text = `${bytes} of ${formatValue(limit, 'bytes')}; ${kept}`;
  return used > FULL * limit ? toDo(text) : done(text);
};

function isSaid(text: string | null): boolean {
  return text !== null;
}

function named(all: readonly { readonly name: string }[]): string {
  const names = all.slice(0, NAMES).map(({ name }) => name.slice(0, 60));
  const rest = all.length - names.length;
  return rest > 0 ? `${names.join(', ')} and ${grouped(rest)} more` : names.join(', ');
}
