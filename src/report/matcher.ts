import type { Alert, Severity } from '../model/alert.ts';
import { nearest } from '../model/nearest.ts';
import type { Labels } from '../model/sample.ts';
import type { Matcher } from '../model/silence.ts';
import { ANY } from '../model/silence.ts';
import { DAY } from '../model/time.ts';

/** What a person wrote to say which alerts they mean. */
export interface Meant {
  /** Alert id, target or rule. */
  readonly what?: string | undefined;
  readonly target?: string | undefined;
  readonly rule?: string | undefined;
  readonly severity?: Severity | undefined;
  /** `mount:/var`, several with commas. */
  readonly label?: string | undefined;
}

/** What there is to be meant. */
export interface Known {
  readonly targets: readonly string[];
  readonly rules: readonly string[];
  alert(id: number): Promise<Alert | null>;
}

/** What `all` hides: an emergency is heard whatever is silenced. */
export const ALL: Matcher = { ...ANY, severity: 'critical' };
/** Longest time in which everything may be hidden. */
export const ALL_LONGEST = DAY;
export const TOO_LONG_FOR_ALL = 'Everything is hidden for at most 24 h: write a time such as 2h.';

export type ReadMatcher =
  | { readonly kind: 'matcher'; readonly matcher: Matcher; readonly alert: Alert | null }
  | { readonly kind: 'refused'; readonly why: string };

/** Finds out which alerts are meant; says what there is when something is not known. */
export async function readMatcher(meant: Meant, known: Known): Promise<ReadMatcher> {
  const target = named(meant.target, known.targets, 'target');
  if (typeof target === 'object' && target) return target;
  const rule = named(meant.rule, known.rules, 'rule');
  if (typeof rule === 'object' && rule) return rule;
  const labels = readLabels(meant.label);
  if (labels === null) {
    return refused(`“${shown(meant.label)}” is no label: write label=name:value.`);
  }
  const base = { ...ANY, target, rule, severity: meant.severity ?? null, labels };
  const { what } = meant;
  if (what !== undefined) return ofWord(what, base, known);
  const isEmpty = target === null && rule === null && !meant.severity && !meant.label;
  if (isEmpty) return refused(`Say what to silence: ${WHAT}`);
  return { kind: 'matcher', matcher: base, alert: null };
}

const WHAT =
  'an alert id such as 12, a target, a rule, or severity=warning, target=…, rule=…, label=name:value.';

async function ofWord(what: string, base: Matcher, known: Known): Promise<ReadMatcher> {
  const [, id] = /^#?(\d{1,9})$/.exec(what) ?? [];
  if (id !== undefined) {
    const alert = await known.alert(Number(id));
    if (!alert) return refused(`There is no alert #${id}. /alerts lists the open ones.`);
    const { fingerprint, targetName: target, rule } = alert;
    return { kind: 'matcher', matcher: { ...base, target, rule, fingerprint }, alert };
  }
  const target = find(known.targets, what);
  if (target !== undefined) return { kind: 'matcher', matcher: { ...base, target }, alert: null };
  const rule = find(known.rules, what);
  if (rule !== undefined) return { kind: 'matcher', matcher: { ...base, rule }, alert: null };
  const near = nearest(what.slice(0, 64), [...known.targets, ...known.rules]);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return refused(`“${shown(what)}” is no alert, target or rule.${hint} Write ${WHAT}`);
}

/** A name as it is spelled, null when none is given, or the refusal. */
function named(name: string | undefined, names: readonly string[], noun: string) {
  if (name === undefined) return null;
  const found = find(names, name);
  if (found !== undefined) return found;
  const near = nearest(name.slice(0, 64), names);
  const hint = near === undefined ? listed(names, noun) : `Did you mean ${near}?`;
  return refused(`There is no ${noun} “${shown(name)}”. ${hint}`);
}

function listed(names: readonly string[], noun: string): string {
  if (names.length === 0) return `There are no ${noun}s.`;
  return `There are: ${names.slice(0, 20).join(', ')}.`;
}

function find(names: readonly string[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return names.find((one) => one.toLowerCase() === wanted);
}

/** `team:core,mount:/var`; null when it is none. */
export function readLabels(text: string | undefined): Labels | null {
  if (text === undefined) return {};
  const pairs = text.split(',').map((part) => /^([\w.-]+)[:=](.+)$/.exec(part.trim()));
  if (pairs.some((pair) => pair === null)) return null;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}

function shown(text: string | undefined): string {
  return (text ?? '').slice(0, 64);
}

function refused(why: string) {
  return { kind: 'refused', why } as const;
}
