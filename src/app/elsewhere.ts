import { placesFor, silenceElsewhere } from '../alert/foreign-silence.ts';
import type { Reply } from '../chat/reply.ts';
import { say } from '../chat/reply.ts';
import type { Log } from '../log/log.ts';
import type { Alert } from '../model/alert.ts';
import type { AlertmanagerPlace, ForeignSilence } from '../model/alertmanager.ts';
import type { Silence } from '../model/silence.ts';
import type { Clock, Instant } from '../model/time.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import type { AlertmanagerSilences } from '../notify/alertmanager.ts';
import type { Delivery } from '../notify/channel.ts';
import type { Store } from '../store/ports.ts';
import type { Live } from './live.ts';

/** How often it is looked for what is to be tried again. */
const EVERY = SECOND;
/** How long it is tried, and the longest wait between two tries. */
const PATIENCE = 10 * MINUTE;
const LONGEST_WAIT = MINUTE;
/** Tries at once. */
const AT_ONCE = 20;
/** Silences elsewhere that are remembered; beyond that the oldest are left to end by themselves. */
const MOST = 1_000;

const SETTING = 'foreign.silences';

/** One silence in one Alertmanager. */
interface Copy {
  readonly silence: number;
  readonly alert: number;
  /** Name of the Alertmanager. */
  readonly place: string;
  readonly wanted: ForeignSilence;
  /** Its id there; null while it is not known to be there. */
  id: string | null;
  /** It is to be ended there. */
  isOver: boolean;
  tries: number;
  /** null: nothing is to be done. */
  nextAt: Instant | null;
  /** Until when it is tried. */
  until: Instant;
}

export interface ElsewhereDeps {
  readonly live: Pick<Live, 'config' | 'target'>;
  readonly store: Pick<Store, 'settings'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'info' | 'error'>;
  /** Silences that have not ended here. */
  active(): readonly Pick<Silence, 'id'>[];
  connect(place: AlertmanagerPlace): AlertmanagerSilences;
  /** Tells people, in the channels of an alert, what they have to know. */
  tell(told: { key: string; alert: number; reply: Reply }): Promise<void>;
}

/** Silences that are written to Alertmanagers too. */
export interface Elsewhere extends AsyncDisposable {
  /** Names of the Alertmanagers. */
  places(): readonly string[];
  /** Where a silence of an alert would be written; a text says why it cannot be. */
  placesFor(alert: Alert | null, also: string | undefined): readonly AlertmanagerPlace[] | string;
  /** Writes it there, and says how that went, a line each. What does not work at once is tried again. */
  write(
    silence: Silence,
    alert: Alert,
    to: readonly AlertmanagerPlace[],
  ): Promise<readonly string[]>;
  /** It is over here: what is left of it elsewhere is ended. */
  ended(silence: number): void;
  /** Tries what is due. */
  attempt(): Promise<void>;
}

export async function openElsewhere(deps: ElsewhereDeps): Promise<Elsewhere> {
  const { live, store, clock } = deps;
  let copies = await readCopies(deps);
  const stop = new AbortController();
  const busy = new Set<Copy>();
  const places = () => live.config().alertmanagers;
  const keep = () => {
    copies = copies.filter((one) => !isDone(one, clock.now())).slice(-MOST);
    return store.settings.set(SETTING, JSON.stringify(copies));
  };
  const tryOne = async (copy: Copy): Promise<Delivery> => {
    busy.add(copy);
    const { isOver } = copy;
    const place = places().find(({ name }) => name === copy.place);
    const outcome: Delivery = place
      ? await step(copy, deps.connect(place), stop.signal)
      : { kind: 'rejected', reason: 'it is configured no more' };
    settle(copy, outcome, { isOver, now: clock.now() });
    busy.delete(copy);
    return outcome;
  };
  const attempt = async () => {
    const now = clock.now();
    const due = copies
      .filter((one) => one.nextAt !== null && one.nextAt <= now && !busy.has(one))
      .slice(0, AT_ONCE);
    if (due.length === 0) return;
    await Promise.all(
      due.map(async (copy) => {
        const outcome = await tryOne(copy);
        const isLost = copy.nextAt === null && outcome.kind !== 'delivered';
        if (isLost && !stop.signal.aborted) await givenUp(deps, copy, outcome.reason);
      }),
    );
    await keep();
  };
  const attempting = keepAttempting(attempt, deps.log, stop.signal);

  return {
    places: () => places().map(({ name }) => name),
    placesFor: (alert, also) => placesFor(places(), { alert, also }),
    attempt,
    async write(silence, alert, to) {
      const now = clock.now();
      const ours = live.target(alert.target)?.labels ?? {};
      const wanted = silenceElsewhere(silence, { alert, ours }, now);
      const fresh = to.map((place): Copy => {
        const known = { silence: silence.id, alert: alert.id, place: place.name, wanted };
        return { ...known, id: null, isOver: false, tries: 0, nextAt: now, until: now + PATIENCE };
      });
      for (const copy of fresh) busy.add(copy);
      copies.push(...fresh);
      await keep();
      const lines = await Promise.all(
        fresh.map(async (copy) => writtenText(copy, await tryOne(copy))),
      );
      await keep();
      return lines;
    },
    ended(silence) {
      const now = clock.now();
      for (const copy of copies) {
        if (copy.silence !== silence || copy.wanted.endsAt <= now) continue;
        endCopy(copy, now);
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await attempting;
      await keep();
    },
  };
}

/**
 * What was tried when the process ended may be there already, and what ended without being written down here, as in a
 * crash or by the command line while nothing ran, is to end there too.
 */
async function readCopies({ store, clock, active }: ElsewhereDeps): Promise<Copy[]> {
  const copies = JSON.parse((await store.settings.get(SETTING)) ?? '[]') as Copy[];
  const goOn = new Set(active().map(({ id }) => id));
  for (const copy of copies) {
    copy.tries = Math.max(1, copy.tries);
    if (!copy.isOver && !goOn.has(copy.silence)) endCopy(copy, clock.now());
  }
  return copies;
}

function endCopy(copy: Copy, now: Instant): void {
  Object.assign(copy, { isOver: true, nextAt: now, until: now + PATIENCE });
}

/** What a copy needs next. */
async function step(
  { id, isOver, tries, wanted }: Copy,
  server: AlertmanagerSilences,
  signal: AbortSignal,
): Promise<Delivery> {
  if (isOver && id !== null) return server.end(id, signal);
  const found = isOver || tries > 0 ? await server.find(wanted, signal) : null;
  if (!isOver) {
    const isThere = found?.kind === 'delivered' && found.remoteId !== '';
    return isThere ? found : server.write(wanted, signal);
  }
  if (found?.kind !== 'delivered' || found.remoteId === '') return found ?? NOTHING;
  return server.end(found.remoteId, signal);
}

const NOTHING: Delivery = { kind: 'delivered', remoteId: '' };

/** What became of a try; it may be over since the try began. */
function settle(
  copy: Copy,
  outcome: Delivery,
  { isOver, now }: { readonly isOver: boolean; readonly now: Instant },
): void {
  copy.tries++;
  if (outcome.kind === 'delivered') {
    copy.id = isOver ? null : outcome.remoteId;
    copy.nextAt = copy.isOver === isOver ? null : now;
    return;
  }
  const after = outcome.kind === 'retry' ? outcome.after : null;
  const wait = Math.min(LONGEST_WAIT, Math.max(after ?? 0, 2 ** copy.tries * SECOND));
  copy.nextAt = after === null || now + wait > copy.until ? null : now + wait;
}

/** It has ended there by its time, was ended, or was given up. */
function isDone({ id, isOver, nextAt, wanted }: Copy, now: Instant): boolean {
  return wanted.endsAt <= now || (nextAt === null && (isOver || id === null));
}

function writtenText({ place, nextAt }: Copy, outcome: Delivery): string {
  if (outcome.kind === 'delivered') return `Also in Alertmanager ${place}.`;
  const again = nextAt === null ? '' : ' It is tried again for 10 minutes.';
  return `Not in Alertmanager ${place}: ${outcome.reason}.${again}`;
}

async function givenUp(
  { log, tell }: ElsewhereDeps,
  { silence, alert, place, isOver }: Copy,
  reason: string,
): Promise<void> {
  const text = isOver
    ? `Silence #${silence} is over, but not in Alertmanager ${place}, where it could not be ended: ${reason}.`
    : `Silence #${silence} could not be written to Alertmanager ${place}: ${reason}.`;
  log.error(text);
  const key = `silence-${silence}-${place}-${isOver ? 'end' : 'write'}`;
  await tell({ key, alert, reply: say(text, 'warning') });
}

async function keepAttempting(
  attempt: () => Promise<void>,
  log: Pick<Log, 'error'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(EVERY, signal);
    if (signal.aborted) return;
    try {
      await attempt();
    } catch (error) {
      log.error({ err: error }, 'silences could not be written elsewhere');
    }
  }
}
