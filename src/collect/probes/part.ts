import type { RE2JS } from 're2js';
import { compilePattern } from '../../expression/pattern.ts';
import type { DeclaredProbe, ProbeState } from '../../model/declared-probe.ts';
import type { Reading } from '../../model/sample.ts';
import { labelText } from '../../model/sample.ts';
import { type Clock, type Instant, SECOND } from '../../model/time.ts';
import { backOff } from '../back-off.ts';
import { CollectError } from '../collector.ts';
import type { Part, Reaching } from '../part.ts';
import type { Host } from '../remote.ts';
import { said } from './answer.ts';
import { type CopiedAnswers, copying } from './copying.ts';
import { pageOf } from './http.ts';
import { question } from './question.ts';
import { copySaid, shellSaid } from './reading.ts';
import { type MissingSeries, nothing, type Said } from './taking.ts';

/** What a target declares, as it is in force. */
export interface Declared {
  /** Folder that commands start in and files are looked for from, or null. */
  readonly path: string | null;
  readonly probes: readonly DeclaredProbe[];
}

export interface DeclaredPart extends Part {
  /** What the newest round looked for and knows not to be there. */
  missing(): readonly MissingSeries[];
  states(): readonly ProbeState[];
}

export interface DeclaredDeps {
  declared(): Declared;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** A number in [0, 1). */
  random(): number;
  /** A part of an answer is to be kept as an event. */
  happened(type: string, value: unknown): void;
}

/** What is kept of one probe between rounds. */
interface Kept {
  readonly probe: DeclaredProbe;
  readonly pattern: RE2JS | null;
  /** When it was last asked, on the monotonic clock. */
  asked: number;
  /** Of a page that was late: until when it is left alone, and how often it was. */
  until: number;
  late: number;
  latest: Said | null;
}

/** Probes within this part of their period are due: rounds do not come to the millisecond. */
const EARLY = 0.9;
/** Times the patience with one page: all pages of a round together, which is less than a round may take. */
const PAGES_SHARE = 2;
const UP = 'probe.ok';

/**
 * The declared probes of one target: each is asked when it is due, and what it said holds until it is asked again. One
 * that cannot be read has a trouble of its own and disturbs nothing else.
 */
export function declaredPart(deps: DeclaredDeps): DeclaredPart {
  const { clock } = deps;
  let kept = new Map<string, Kept>();
  let inForce: Declared | null = null;
  const askCopies = copying(clock);
  let copied: CopiedAnswers = new Map();

  /** Takes over what is declared now; what a probe said is forgotten when it is declared in another way. */
  function current(): ReadonlyMap<string, Kept> {
    const declared = deps.declared();
    if (declared === inForce) return kept;
    const isMoved = declared.path !== inForce?.path;
    inForce = declared;
    kept = new Map(
      declared.probes.map((probe) => {
        const known = kept.get(probe.name);
        const isSame = !isMoved && known && JSON.stringify(known.probe) === JSON.stringify(probe);
        return [probe.name, isSame ? known : begun(probe)];
      }),
    );
    return kept;
  }

  const due = (now: number) =>
    [...current().values()].filter(
      ({ probe, asked, until }) => now >= until && now - asked >= (probe.every ?? 0) * EARLY,
    );

  function take(one: Kept, answer: Said): void {
    one.latest = answer;
    if (answer.event !== null && one.probe.event) deps.happened(one.probe.event.type, answer.event);
  }

  /** `late` says how late it was, null that it failed in another way. */
  function unread(one: Kept, late: string | null, error: unknown): void {
    one.late = late === null ? 0 : one.late + 1;
    if (late !== null) one.until = clock.monotonic() + backOff('probe', one.late, deps.random);
    take(one, nothing(late ?? refusal(error)));
  }

  /** False when it could not be asked now: what it said before holds. */
  async function reachPage(
    one: Kept,
    host: Host,
    { signal, patience }: Reaching,
  ): Promise<boolean> {
    const limit = Math.ceil(Math.min(one.probe.timeout, patience));
    const within = AbortSignal.any([signal, AbortSignal.timeout(limit)]);
    try {
      take(one, await pageSaid(one, host, { within, now: clock.now }));
      one.late = 0;
    } catch (error) {
      signal.throwIfAborted();
      if (isBusy(error)) return false;
      unread(one, within.aborted ? `gave no answer within ${limit / SECOND} s` : null, error);
    }
    return true;
  }

  return {
    probes: (now) => due(now).flatMap(({ probe }) => question(probe, inForce?.path ?? null) ?? []),

    async reach(host, reaching) {
      const asked = due(reaching.now).filter(({ probe }) => probe.source.kind === 'http');
      if (asked.length === 0) return;
      const until = clock.monotonic() + PAGES_SHARE * reaching.patience;
      // One after the other: a connection has one stream at a time.
      for (const one of asked) {
        const patience = Math.min(reaching.patience, until - clock.monotonic());
        // The others were slow: it has its turn in the next round.
        if (patience <= 0) return;
        if (!(await reachPage(one, host, { ...reaching, patience }))) return;
        one.asked = reaching.now;
      }
    },

    async take(answers, _times, ask) {
      const probes = [...current().values()].map(({ probe }) => probe);
      copied = await askCopies({ probes, path: inForce?.path ?? null }, answers, ask);
    },

    readings(answers, { now }) {
      for (const one of current().values()) {
        const { probe, pattern } = one;
        const answer = answers.get(`declared ${probe.name}`);
        if (answer === undefined) continue;
        one.asked = now;
        const reader = { pattern, now: clock.now() };
        const queried = copied.get(probe);
        take(
          one,
          queried === undefined
            ? shellSaid(probe, answer, reader)
            : copySaid(probe, queried, reader),
        );
      }
      copied = new Map();
      return [...readingsOf(kept), ...ups(kept)];
    },

    missing: () => [...kept.values()].flatMap(({ latest }) => latest?.missing ?? []),
    states: () =>
      [...current().values()].map(({ probe, latest }) => ({
        name: probe.name,
        trouble: latest?.trouble ?? null,
      })),
  };
}

function begun(probe: DeclaredProbe): Kept {
  const compiled = probe.pattern === null ? null : compilePattern(probe.pattern);
  return {
    probe,
    pattern: compiled?.kind === 'pattern' ? compiled.pattern : null,
    asked: Number.NEGATIVE_INFINITY,
    until: Number.NEGATIVE_INFINITY,
    late: 0,
    latest: null,
  };
}

async function pageSaid(
  { probe, pattern }: Kept,
  host: Host,
  { within, now }: { readonly within: AbortSignal; now(): Instant },
): Promise<Said> {
  if (probe.source.kind !== 'http') return nothing(null);
  const answer = await pageOf(host, probe.source, within);
  if (answer.kind === 'trouble') return nothing(answer.message);
  return said({ ...probe, pattern }, { text: answer.text, now: answer.date ?? now(), zone: 0 });
}

function isBusy(error: unknown): boolean {
  return error instanceof CollectError && error.reason === 'busy';
}

function refusal(error: unknown): string {
  return error instanceof CollectError ? error.message : 'the page could not be read';
}

/** Of two probes that give the same series the first counts. */
function readingsOf(kept: ReadonlyMap<string, Kept>): readonly Reading[] {
  const series = new Map<string, Reading>();
  for (const { latest } of kept.values()) {
    for (const one of latest?.readings ?? []) {
      const name = `${one.metric} ${labelText(one.labels)}`;
      if (!series.has(name)) series.set(name, one);
    }
  }
  return [...series.values()];
}

/** Whether each probe works, once it was asked. */
function ups(kept: ReadonlyMap<string, Kept>): readonly Reading[] {
  return [...kept.values()].flatMap(({ probe: { name }, latest }) =>
    latest === null
      ? []
      : [{ metric: UP, labels: { name }, value: Number(latest.trouble === null) }],
  );
}
