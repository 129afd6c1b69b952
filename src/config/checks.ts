import type { CheckKind } from '../check/kind.ts';
import { findCheckKind } from '../check/kinds.ts';
import { names } from '../expression/names.ts';
import { parsePlainCondition } from '../expression/plain.ts';
import type { Check, Criticality } from '../model/check.ts';
import { CHECKS } from '../model/check.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import { COMMON_CHECK_KEYS } from './check-schema.ts';
import type { ConfigProblem } from './config.ts';
import type { Entry, FileRead } from './entries.ts';
import { problem, title } from './issues.ts';
import { suggest } from './suggest.ts';

type Written = Entry<'checks'>;

/** Time between two runs of a check that says none. */
const INTERVAL: Readonly<Record<Criticality, number>> = {
  critical: 15 * SECOND,
  high: 30 * SECOND,
  normal: MINUTE,
  low: 5 * MINUTE,
};

/** That one try may take unless the check says so: never longer than its interval. */
const TIMEOUT = 10 * SECOND;

/** Runs that must fail before a check is down, unless it or its kind says otherwise. */
const FAIL_AFTER = 2;

export function toCheck({ value }: Pick<Written, 'value'>): Check {
  return checkOf(value, kindOf(value));
}

/** An entry of a kind as the check that is run. */
export function checkOf(value: Written['value'], kind: CheckKind): Check {
  const interval = value.interval ?? kind.interval ?? INTERVAL[value.criticality];
  const options = optionsOf(value);
  return {
    name: value.name,
    kind: value.kind,
    target: value.target ?? CHECKS,
    criticality: value.criticality,
    interval,
    timeout: value.timeout ?? Math.min(TIMEOUT, interval),
    retries: value.retries,
    failAfter: value.fail_after ?? kind.failAfter ?? FAIL_AFTER,
    okAfter: value.ok_after,
    expect: value.expect ?? kind.expect(options),
    warn: value.warn ?? [],
    depends: value.depends,
    slo: value.slo ?? null,
    off: value.off,
    options,
  };
}

/** Whether checks name no target, or may be made of code, and no target is written that has the name of theirs. */
export function hasLooseChecks({ entries, names: written }: FileRead): boolean {
  const isLoose =
    entries.settings[0]?.value.plugins !== undefined ||
    entries.checks.some(({ value }) => (value.target ?? CHECKS) === CHECKS);
  return isLoose && !written.targets.includes(CHECKS);
}

/** Names of checks that an entry is about. */
export function membersOf(value: Written['value']): readonly string[] {
  return kindOf(value).members?.(optionsOf(value)) ?? [];
}

/** Values that nobody may see. */
export function checkSecrets({ entries }: Pick<FileRead, 'entries'>): readonly string[] {
  return entries.checks.flatMap(({ value }) => kindOf(value).secrets?.(optionsOf(value)) ?? []);
}

/** Two checks with one key could not be told apart. */
function sharedKeys({ source, entries }: FileRead): readonly ConfigProblem[] {
  const pushed = entries.checks.flatMap(({ path, value }) => {
    const { key } = optionsOf(value);
    const isOwn = kindOf(value).isPushed === true && typeof key === 'string';
    return isOwn ? [{ path: [...path, 'key'], key }] : [];
  });
  return pushed.flatMap(({ path, key }, index) => {
    const first = pushed.findIndex((one) => one.key === key);
    if (first === index) return [];
    const line = source.lineOf(pushed[first]?.path ?? []);
    const message = `${title(source, path)}: line ${line} has this key already — write another`;
    return [problem(source, path, message)];
  });
}

/** What is wrong with checks beyond the shape of each key. */
export function wrongChecks(read: FileRead): readonly ConfigProblem[] {
  return [...wrongEntries(read), ...sharedKeys(read)];
}

function wrongEntries({ source, entries }: FileRead): readonly ConfigProblem[] {
  return entries.checks.flatMap(({ path, value }) => {
    const kind = kindOf(value);
    const own = kind.problem?.(optionsOf(value)) ?? null;
    const at = (key: string, message: string) =>
      problem(source, [...path, key], `${title(source, [...path, key])}: ${message}`);
    return [
      ...(kind.needsHost === true && !hasHost(entries, value)
        ? [at('target', `a check of kind ${kind.kind} ${NEEDS_HOST}`)]
        : []),
      ...(own === null ? [] : [at(own.key, own.message)]),
      ...(value.timeout !== undefined &&
      value.interval !== undefined &&
      value.timeout > value.interval
        ? [at('timeout', 'it is longer than `interval` — write a shorter one')]
        : []),
      ...(['expect', 'warn'] as const).flatMap((key) =>
        (value[key] ?? []).flatMap((text) => {
          const wrong = wrongCondition(text, kind);
          return wrong === null ? [] : [at(key, wrong)];
        }),
      ),
    ];
  });
}

const NEEDS_HOST = 'looks from a host — write the name of a target of kind local or ssh';

/** What is not written here is this machine, or the server of the environment. */
function hasHost({ targets }: FileRead['entries'], { target = CHECKS }: Written['value']): boolean {
  const found = targets.find(({ name }) => name === target);
  if (found === undefined) return target !== CHECKS;
  return found.value.kind === 'local' || found.value.kind === 'ssh';
}

/** What is wrong with a condition of a check of this kind; null when nothing is. */
export function wrongCondition(text: string, { kind, facts }: CheckKind): string | null {
  const read = parsePlainCondition(text);
  if (read.kind === 'problem') return `“${text}”: ${read.message}`;
  const known = [...new Set([...Object.keys(facts), 'latency_ms'])];
  const isKnown = (name: string) =>
    known.some((one) => (one.endsWith('.*') ? isBelow(name, one.slice(0, -2)) : one === name));
  const unknown = names(read).find((name) => !isKnown(name));
  if (unknown === undefined) return null;
  const near = suggest(unknown, known);
  const hint = near === null ? `write one of ${known.join(', ')}` : `did you mean ${near}?`;
  return `“${text}”: a check of kind ${kind} sees no “${unknown}” — ${hint}`;
}

/** `body.items` and `body[0]` are below `body`. */
function isBelow(name: string, root: string): boolean {
  return name.startsWith(`${root}.`) || name.startsWith(`${root}[`);
}

function kindOf({ kind }: Written['value']): CheckKind {
  const found = findCheckKind(kind);
  if (found === undefined) throw new Error(`there is no kind of check ${kind}`);
  return found;
}

function optionsOf(value: Written['value']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => !COMMON_CHECK_KEYS.includes(key)),
  );
}
