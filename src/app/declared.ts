import type { Declared } from '../collect/probes/part.ts';
import type { Log } from '../log/log.ts';
import { trouble } from '../log/trouble.ts';
import type { DeclaredProbe, OwnProbe, ProbeFormat, ProbeSource } from '../model/declared-probe.ts';
import type { AppEvent } from '../model/event.ts';
import type { Target } from '../model/target.ts';
import { type Clock, SECOND } from '../model/time.ts';
import type { Events } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';
import type { Live } from './live.ts';

/** How an answer is read when nobody says. */
const USUAL_FORMAT: Readonly<Record<ProbeSource['kind'], ProbeFormat>> = {
  run: 'number',
  http: 'json',
  sqlite: 'table',
  heartbeat: 'number',
};

const USUAL = {
  pattern: null,
  separator: null,
  labels: [],
  metrics: [],
  event: null,
  every: null,
  timeout: 5 * SECOND,
} as const;

/**
 * What is asked of a target: what it declares, over the probes of its preset, which need to know where the application
 * is. One of the same name keeps what it does not say anew.
 */
export function declaredOf(
  { declared }: Pick<Target, 'declared'>,
  preset: readonly DeclaredProbe[],
): Declared {
  const path = declared?.path ?? null;
  const own = declared?.probes ?? [];
  const under = path === null ? [] : preset;
  const named = new Map(own.map((one) => [one.name, one]));
  return {
    path,
    probes: [
      ...under.flatMap((one) => over(one, named.get(one.name))),
      ...own
        .filter(({ name }) => !under.some((one) => one.name === name))
        .flatMap((one) =>
          one.off ? [] : { ...USUAL, format: USUAL_FORMAT[one.source.kind], ...one },
        ),
    ],
  };
}

function over(preset: DeclaredProbe, own: OwnProbe | undefined): readonly DeclaredProbe[] {
  if (own === undefined) return [preset];
  return own.off ? [] : [{ ...preset, ...own }];
}

export interface DeclaringDeps {
  readonly live: Pick<Live, 'target' | 'judges'>;
  readonly events?: Pick<Events, 'take'> | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** What is declared of targets as it is in force, and where parts of answers are kept. */
export function declaring({ live, events, clock, log }: DeclaringDeps) {
  const known = new WeakMap<Target, Declared>();
  const keeping = trouble(log, (error) => error instanceof StoreError);

  async function keep(target: number, type: string, value: unknown): Promise<void> {
    try {
      await events?.take([sampleEvent(value, { target, type, at: clock.now() })]);
      keeping.worked(KEEPING);
    } catch (error) {
      keeping.failed(KEEPING, error);
    }
  }

  return {
    declared(id: number): Declared {
      const target = live.target(id);
      if (target === null) return NOTHING;
      const made =
        known.get(target) ?? declaredOf(target, live.judges().presetOf(target).probes ?? []);
      known.set(target, made);
      return made;
    },
    happened: (target: number, type: string, value: unknown) => void keep(target, type, value),
  };
}

const NOTHING: Declared = { path: null, probes: [] };
const KEEPING = 'samples of answers';
/** Characters of a text in an event. */
const MAX_TEXT = 4_096;

/** A part of an answer as an event: as JSON, of a list as many entries from its start as there is room for. */
function sampleEvent(value: unknown, event: Pick<AppEvent, 'target' | 'type' | 'at'>): AppEvent {
  const plain = { ...event, tags: {}, key: null };
  if (!Array.isArray(value))
    return { ...plain, body: { json: JSON.stringify(value).slice(0, MAX_TEXT) } };
  const texts: string[] = [];
  let room = MAX_TEXT - 2;
  for (const text of value.map((one) => JSON.stringify(one))) {
    room -= text.length + 1;
    if (room < 0) break;
    texts.push(text);
  }
  return { ...plain, body: { json: `[${texts.join(',')}]`, count: value.length } };
}
