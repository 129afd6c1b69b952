import { createHash } from 'node:crypto';
import type { ConfigDesk } from '../chat/command.ts';
import type { TargetDesk } from '../chat/target-desk.ts';
import type { ToldBook } from '../collect/told.ts';
import type { Config, Loaded } from '../config/config.ts';
import { difference } from '../config/difference.ts';
import { explain } from '../config/explain.ts';
import { lineDifference } from '../config/line-difference.ts';
import { masker } from '../config/mask.ts';
import { contents, fileTrouble, replaceFile } from '../config/replace-file.ts';
import type { TargetEdit } from '../config/target-edit.ts';
import { editTargets } from '../config/target-edit.ts';
import { readTargetWords } from '../config/target-words.ts';
import type { Actor } from '../model/person.ts';
import type { Confirmed, Proposed, TargetChange } from '../model/target-change.ts';
import type { Clock } from '../model/time.ts';
import type { Store } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import type { Live } from './live.ts';
import { proposals } from './proposals.ts';
import { testTarget } from './target-test.ts';

/** The configuration file, and how a text for it is checked. */
export interface ConfigFile {
  place(): Promise<{ readonly path: string; readonly name: string }>;
  /** As if the file held `text`. */
  check(text: string): Promise<Loaded>;
}

export interface TargetDeskDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly store: Pick<Store, 'settings' | 'rounds'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly file: ConfigFile;
  readonly config: ConfigDesk;
  /** What a target told by itself so far. */
  readonly told: ToldBook['latest'];
  /** Whether a process runs that takes over what is written. */
  readonly isRunning: boolean;
  rejudge(): Promise<void>;
}

interface Made {
  readonly path: string;
  readonly name: string;
  /** Text of the file; null when there is none. */
  readonly before: string | null;
  readonly after: string;
  readonly config: Config;
}
type Refused = { readonly kind: 'refused'; readonly problems: readonly string[] };

export function targetDesk(deps: TargetDeskDeps): TargetDesk {
  const { live, alerting, store, clock } = deps;
  const waiting = proposals(store.settings, clock);
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: what one writes, the next one reads. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };

  return {
    propose: (change) =>
      inTurn(async (): Promise<Proposed> => {
        const made = await make(deps, change);
        if ('problems' in made) return made;
        const { before, after, config, name } = made;
        const { id } = await waiting.add({ change, base: digest(before) });
        const mask = masker([...live.config().secrets, ...config.secrets]);
        return {
          ...{ kind: 'proposed', id, file: name, isNew: before === null },
          lines: lineDifference(before ?? '', after).map(mask),
          changes: difference(live.config(), config).changes,
        };
      }),

    confirm: (id, by) =>
      inTurn(async () => {
        const proposal = await waiting.take(id);
        return proposal ? write(deps, proposal, by) : { kind: 'gone' };
      }),

    cancel: (id) => inTurn(async () => (await waiting.take(id)) !== null),

    async pause(target, { by, until }) {
      const doer = { id: by.id, name: by.name };
      const pause = await alerting.pauses.begin({ target: target.id, by: doer, until });
      await deps.rejudge();
      await store.rounds.endGap(target.id, clock.now());
      return pause;
    },

    // With the secrets that the store does not keep.
    test(target, options) {
      const { http } = live.config();
      const parts = { http, rounds: store.rounds, latest: deps.told };
      return testTarget(live.target(target.id) ?? target, parts, options);
    },

    async resume(target) {
      const isEnded = await alerting.pauses.end(target.id);
      if (isEnded) await deps.rejudge();
      return isEnded;
    },
  };
}

/** What the file would become, checked whole. */
async function make({ file }: TargetDeskDeps, change: TargetChange): Promise<Made | Refused> {
  const { path, name } = await file.place();
  let before: string | null;
  try {
    before = await contents(path);
  } catch (cause) {
    return refused(`${name} cannot be read: ${fileTrouble(cause)}`);
  }
  const now = await file.check(before ?? '');
  if (now.kind === 'refused') return { kind: 'refused', problems: now.problems.map(explain) };
  const edit = editOf(change, now.config);
  if (typeof edit === 'string') return refused(edit);
  const edited = editTargets(before ?? '', edit);
  if (edited.kind === 'refused') return refused(`${name}: ${edited.why}`);
  const checked = await file.check(edited.text);
  if (checked.kind === 'refused') {
    return { kind: 'refused', problems: checked.problems.map(explain) };
  }
  return { path, name, before, after: edited.text, config: checked.config };
}

function editOf(change: TargetChange, { targets }: Config): TargetEdit | string {
  if (change.kind === 'remove') return change;
  const { name } = change;
  const read = readTargetWords(change.words);
  if (read.kind === 'refused') return read.why;
  if (change.kind === 'edit') return { kind: 'edit', name, set: read.set };
  const given = Object.entries(read.set).flatMap(([key, value]) =>
    value === null ? [] : [[key, value] as const],
  );
  // What is watched without a file would be watched no more.
  const beside = targets.map((target) => ({ name: target.name, kind: target.kind }));
  return { kind: 'add', entry: { name, ...Object.fromEntries(given) }, beside };
}

async function write(
  deps: TargetDeskDeps,
  { change, base }: { readonly change: TargetChange; readonly base: string | null },
  by: Actor,
): Promise<Confirmed> {
  const made = await make(deps, change);
  if ('problems' in made) return made;
  const { path, name, before, after } = made;
  if (digest(before) !== base) return { kind: 'changed', file: name };
  const put = await replaceFile(path, after, { expected: before, now: deps.clock.now() });
  if (put.kind === 'other') return { kind: 'changed', file: name };
  if (put.kind === 'failed') {
    return refused(`${name} stays as it was, for it cannot be written: ${put.why}`);
  }
  // What goes was shown before it was confirmed.
  const taken = deps.isRunning ? await deps.config.reload({ confirm: true, by }) : null;
  return { kind: 'written', file: name, copy: put.copy, taken };
}

function refused(problem: string): Refused {
  return { kind: 'refused', problems: [problem] };
}

function digest(text: string | null): string | null {
  return text === null ? null : createHash('sha256').update(text).digest('hex');
}
