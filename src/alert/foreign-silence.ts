import type { Alert } from '../model/alert.ts';
import type { AlertmanagerPlace, ForeignMatcher, ForeignSilence } from '../model/alertmanager.ts';
import { FOREIGN_SENDER, FOREIGN_URL, sourceOf } from '../model/foreign-alert.ts';
import type { Labels } from '../model/sample.ts';
import type { Silence } from '../model/silence.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';

/** How long one is written for that lasts until its alert clears; it is ended there when it ends here. */
const UNTIL_CLEAR = DAY;
/** Ends what was cut: then only the beginning is known. */
const CUT = '…';

/** What a silence is to cover elsewhere: the one alert that it is about. */
export interface Covered {
  readonly alert: Pick<Alert, 'labels' | 'fingerprint'>;
  /** Labels that its target has here, and nobody there knows. */
  readonly ours: Labels;
}

/**
 * The Alertmanagers that a silence is written to: the one that a person named, and those that want every silence of what
 * they sent. A text says why it cannot be written where the person wants it.
 */
export function placesFor(
  all: readonly AlertmanagerPlace[],
  { alert, also }: { readonly alert: Covered['alert'] | null; readonly also: string | undefined },
): readonly AlertmanagerPlace[] | string {
  const named = all.find(({ name }) => name === also);
  if (also !== undefined && !named) return noSuch(also, all);
  const source = alert && sourceOf(alert);
  if (alert === null || (source !== 'prometheus' && source !== 'alertmanager')) {
    return named ? NOT_THERE : [];
  }
  const asked = source === 'alertmanager' ? all.filter((one) => isSender(one, alert, all)) : [];
  const wanted = asked.filter(({ writesSilences }) => writesSilences);
  return [...new Set([...(named ? [named] : []), ...wanted])];
}

const NOT_THERE =
  'Only the silence of one alert that Prometheus or Alertmanager sent can be written there: write its number, as /alerts shows it.';

function noSuch(also: string, all: readonly AlertmanagerPlace[]): string {
  const names = all.map(({ name }) => name).join(', ');
  if (names === '')
    return `There is no Alertmanager: write one into alertmanagers: of tocsin.yaml.`;
  return `There is no Alertmanager “${also.slice(0, 64)}”. There are: ${names}.`;
}

/** The one whose address it calls itself by; the only one there is calls itself as it likes. */
function isSender(
  { url }: AlertmanagerPlace,
  { labels }: Covered['alert'],
  all: readonly AlertmanagerPlace[],
): boolean {
  return all.length === 1 || labels[FOREIGN_SENDER]?.replace(/\/+$/, '') === url;
}

/** A silence as it is written elsewhere. */
export function silenceElsewhere(
  { id, by, reason, endsAt, createdAt }: Silence,
  { alert, ours }: Covered,
  now: Instant,
): ForeignSilence {
  return {
    matchers: Object.entries(alert.labels)
      .filter(
        ([name, value]) => name !== FOREIGN_URL && name !== FOREIGN_SENDER && ours[name] !== value,
      )
      .map(matcherOf),
    startsAt: now,
    endsAt: endsAt ?? createdAt + UNTIL_CLEAR,
    createdBy: `${by.name} (Tocsin)`,
    comment: `${reason === '' ? 'silenced in chat' : reason} (silence #${id} of Tocsin)`,
  };
}

function matcherOf([name, value]: readonly [string, string]): ForeignMatcher {
  if (!value.endsWith(CUT)) return { name, value, isRegex: false };
  const beginning = value.slice(0, -CUT.length).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return { name, value: `(?s)${beginning}.*`, isRegex: true };
}
