import { createHash } from 'node:crypto';
import type { ConfigDesk } from '../chat/command.ts';
import type { FileDesk } from '../chat/file-desk.ts';
import { checkSecretProblem, readCheckWords } from '../config/check-words.ts';
import type { Config, ConfigProblem, Loaded } from '../config/config.ts';
import { difference } from '../config/difference.ts';
import { explain } from '../config/explain.ts';
import { lineDifference } from '../config/line-difference.ts';
import type { ListEdit } from '../config/list-edit.ts';
import { editList } from '../config/list-edit.ts';
import { masker } from '../config/mask.ts';
import { contents, fileTrouble, replaceFile } from '../config/replace-file.ts';
import { readTargetWords } from '../config/target-words.ts';
import { given } from '../config/typed-value.ts';
import { redactor } from '../log/redact.ts';
import type { Check, CheckResult } from '../model/check.ts';
import type { Confirmed, FileChange, Proposed } from '../model/file-change.ts';
import type { Actor } from '../model/person.ts';
import type { Clock } from '../model/time.ts';
import { oneByOne } from '../model/wait.ts';
import type { Store } from '../store/ports.ts';
import type { Live } from './live.ts';
import { proposals } from './proposals.ts';
import { redactedResult } from './redacted-result.ts';
import { ruleEdit, ruleOf } from './rule-edit.ts';

/** The configuration file, and how a text for it is checked. */
export interface ConfigFile {
  place(): Promise<{ readonly path: string; readonly name: string }>;
  /** As if the file held `text`. */
  check(text: string): Promise<Loaded>;
}

export interface FileDeskDeps {
  readonly live: Live;
  readonly store: Pick<Store, 'settings'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly file: ConfigFile;
  readonly config: ConfigDesk;
  /** Whether a process runs that takes over what is written. */
  readonly isRunning: boolean;
  /** Whether a check of this name is run, also one of code. */
  isCheck(name: string): boolean;
  /** Runs a check once; null when there is nothing that it could ask. */
  attempt(check: Check, signal: AbortSignal): Promise<CheckResult | null>;
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

/** Changes of `tocsin.yaml` that are shown first and written when somebody confirms them. */
export function fileDesk(deps: FileDeskDeps): FileDesk {
  const { live, store, clock } = deps;
  const waiting = proposals(store.settings, clock);
  /** One after the other: what one writes, the next one reads. */
  const inTurn = oneByOne();

  return {
    async propose(change, signal): Promise<Proposed> {
      const made = await inTurn(() => make(deps, change));
      if ('problems' in made) return made;
      const { before, after, config, name } = made;
      const secrets = [...live.config().secrets, ...config.secrets];
      const mask = masker(secrets);
      const check = change.of === 'check' && change.kind !== 'remove' ? change.name : null;
      const tried = await attempted(deps, { config, check, secrets }, signal);
      const { id } = await inTurn(() => waiting.add({ change, base: digest(before) }));
      return {
        ...{ kind: 'proposed', id, file: name, isNew: before === null },
        lines: lineDifference(before ?? '', after).map(mask),
        changes: difference(live.config(), config).changes,
        tried,
        rule: ruleOf(change, config),
      };
    },

    confirm: (id, by) =>
      inTurn(async () => {
        const proposal = await waiting.take(id);
        return proposal ? write(deps, proposal, by) : { kind: 'gone' };
      }),

    cancel: (id) => inTurn(async () => (await waiting.take(id)) !== null),
  };
}

/** What a check would see, by the configuration as it would be. */
async function attempted(
  { attempt }: FileDeskDeps,
  of: {
    readonly config: Config;
    readonly check: string | null;
    readonly secrets: readonly string[];
  },
  signal: AbortSignal,
): Promise<CheckResult | null> {
  const check = of.config.checks.find(({ name }) => name === of.check);
  const seen = check === undefined || check.off ? null : await attempt(check, signal);
  return seen && redactedResult(seen, redactor(of.secrets));
}

/** What the file would become, checked whole. */
async function make(deps: FileDeskDeps, change: FileChange): Promise<Made | Refused> {
  const { file } = deps;
  const { path, name } = await file.place();
  let before: string | null;
  try {
    before = await contents(path);
  } catch (cause) {
    return refused(`${name} cannot be read: ${fileTrouble(cause)}`);
  }
  const now = await file.check(before ?? '');
  if (now.kind === 'refused') return { kind: 'refused', problems: now.problems.map(explain) };
  const edit =
    change.of === 'rule' ? ruleEdit(change, now.config, deps.live) : editOf(change, now.config);
  if (typeof edit === 'string') return refused(edit);
  const list = LISTS[change.of];
  const edited = editList(before ?? '', list, edit);
  if (edited.kind === 'refused') return refused(`${name}: ${edited.why}`);
  const checked = await file.check(edited.text);
  if (checked.kind === 'refused') {
    return { kind: 'refused', problems: checked.problems.map((one) => ofEntry(one, change)) };
  }
  const { config } = checked;
  const wrong = secretProblem(change, config) ?? missingProblem(change, config, deps);
  if (wrong !== null) return refused(wrong);
  return { path, name, before, after: edited.text, config };
}

/** Which names that the entry needs nothing carries, as far as that is known here. */
function missingProblem(
  change: FileChange,
  { awaited }: Config,
  { isRunning, isCheck }: FileDeskDeps,
): string | null {
  if (!isRunning || change.of !== 'check') return null;
  const own = awaited.find(
    ({ name, problem }) => problem.message.startsWith(`checks.${change.name}.`) && !isCheck(name),
  );
  return own === undefined ? null : ofEntry(own.problem, change);
}

/** Of a text that nobody has seen lines say nothing: the key of the entry does. */
function ofEntry({ message }: ConfigProblem, { of, name }: FileChange): string {
  const own = `${LISTS[of]}.${name}.`;
  return message.startsWith(own) ? message.slice(own.length) : message;
}

const LISTS = { target: 'targets', check: 'checks', rule: 'rules' } as const;

function editOf(change: FileChange, { targets, checks }: Config): ListEdit | string {
  if (change.kind === 'remove') return { kind: 'remove', name: change.name };
  const { of, name, words } = change;
  const known = checks.find((one) => one.name === name);
  if (of === 'check' && change.kind === 'edit' && !known) return `the file has no check ${name}`;
  const read =
    of === 'target'
      ? readTargetWords(words)
      : readCheckWords(words, change.kind === 'edit' ? (known?.kind ?? null) : null);
  if (read.kind === 'refused') return read.why;
  if (change.kind === 'edit') return { kind: 'edit', name, set: read.set };
  // What is watched without a file would be watched no more.
  const beside =
    of === 'target' ? targets.map((target) => ({ name: target.name, kind: target.kind })) : [];
  return { kind: 'add', entry: { name, ...given(read.set) }, beside };
}

function secretProblem(change: FileChange, { checks }: Config): string | null {
  if (change.of !== 'check' || change.kind === 'remove') return null;
  const check = checks.find(({ name }) => name === change.name);
  return check === undefined ? null : checkSecretProblem(change.words, check);
}

async function write(
  deps: FileDeskDeps,
  { change, base }: { readonly change: FileChange; readonly base: string | null },
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
