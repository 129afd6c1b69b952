import type { CheckView } from '../model/check.ts';
import { CRITICALITIES } from '../model/check.ts';
import { nearest } from '../model/nearest.ts';
import { INTERVALS } from './span-word.ts';

/** Longest suggestion that a chat takes. */
const MOST_SUGGESTED = 100;
/** Suggestions of one answer. */
const MOST = 25;
/** Most of what was typed that is said back. */
const MOST_ECHO = 64;

/** `/check shop run` means `/check run shop`: what to do may stand behind the name. */
export function turned<Action extends string>(
  typed: {
    readonly asked: Action | undefined;
    readonly name: string | undefined;
    readonly words: string;
  },
  actions: readonly Action[],
): { readonly asked: Action | undefined; readonly set: string } {
  const { asked, name, words } = typed;
  const [, first = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(words) ?? [];
  const action = actions.find((one) => one === first.toLowerCase());
  if (asked !== undefined || name === undefined || action === undefined) {
    return { asked, set: words };
  }
  return { asked: action, set: rest };
}

/** Keys that were given a value. */
export function typedKeys(
  keys: Readonly<Record<string, string | undefined>>,
): readonly (readonly [string, string])[] {
  return Object.entries(keys).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
}

/** Of words that an action does not take: which they are, and what may be meant. */
export function unread(
  { action, name, more }: { readonly action: string; readonly name: string; readonly more: string },
  actions: readonly string[],
): string {
  const cut = more.length > MOST_ECHO ? `${more.slice(0, MOST_ECHO)}…` : more;
  const near = nearest(more.split(/\s/)[0]?.toLowerCase() ?? '', actions);
  const other = near === undefined ? null : `${near} ${name}`;
  const meant = /^[a-z_]+=/.test(more) ? `edit ${name} ${cut}` : other;
  const hint = meant === null ? `Write /check ${action} ${name}.` : `Did you mean /check ${meant}?`;
  return `I do not know what “${cut}” means here. ${hint}`;
}

interface CheckNames {
  readonly checks: {
    readonly kinds: readonly { readonly kind: string; readonly keys: readonly string[] }[];
    list(): readonly CheckView[];
  };
  readonly targets: { list(): Promise<readonly { readonly name: string }[]> };
}

/** Keys of every kind behind what stands there already, and values of those that name what is there. */
export async function completeCheckKeys(typed: string, context: CheckNames) {
  const [, before = '', last = ''] = /^(.*\s)?(\S*)$/s.exec(typed) ?? [];
  const [, key, value = ''] = /^([a-z_]+)=(.*)$/.exec(last) ?? [];
  const found = key === undefined ? keysLike(last, context) : await valuesLike(key, value, context);
  return found
    .map(({ text, label }) => ({
      value: `${before}${text}`,
      label: label.slice(0, MOST_SUGGESTED),
    }))
    .filter((one) => one.value.length <= MOST_SUGGESTED)
    .slice(0, MOST);
}

function keysLike(start: string, { checks: { kinds } }: CheckNames) {
  const keys = [...new Set(kinds.flatMap((one) => one.keys))];
  return keys
    .filter((key) => key.startsWith(start) && key !== 'name' && key !== 'kind')
    .map((key) => {
      const of = kinds.filter((one) => one.keys.includes(key));
      const all = of.length === kinds.length;
      const label = all ? 'every kind' : of.map(({ kind }) => kind).join(', ');
      return { text: `${key}=`, label: `${key}= (${label})` };
    });
}

/** Behind the last comma, for keys that take several. */
async function valuesLike(key: string, typed: string, context: CheckNames) {
  const [, before = '', last = ''] = /^(.*,)?(.*)$/.exec(typed) ?? [];
  const wanted = last.toLowerCase();
  return (await namesFor(key, context))
    .filter((name) => name.toLowerCase().includes(wanted))
    .map((name) => ({ text: `${key}=${before}${name}`, label: `${key}=${before}${name}` }));
}

async function namesFor(key: string, { checks, targets }: CheckNames): Promise<readonly string[]> {
  const checkNames = () => checks.list().map(({ check }) => check.name);
  const targetNames = async () => (await targets.list()).map(({ name }) => name);
  switch (key) {
    case 'target':
      return targetNames();
    case 'depends':
      return [...new Set([...checkNames(), ...(await targetNames())])];
    case 'of':
      return checkNames();
    case 'criticality':
      return CRITICALITIES;
    case 'interval':
      return INTERVALS;
    default:
      return [];
  }
}
