import type { Config } from '../config/config.ts';
import type { ListEdit } from '../config/list-edit.ts';
import { entryInPlaceOf, readRuleWords } from '../config/rule-words.ts';
import { given } from '../config/typed-value.ts';
import type { FileChange } from '../model/file-change.ts';
import type { Rule } from '../model/rule.ts';
import { judges } from './judges.ts';
import type { Live } from './live.ts';

/** The rule that a change makes, as the configuration would have it; null where it makes none. */
export function ruleOf({ of, kind, name }: FileChange, { rules }: Config): Rule | null {
  if (of !== 'rule' || kind === 'remove') return null;
  return rules.find((one) => one.name === name) ?? null;
}

/** A rule that comes with Tocsin is edited by an entry of its name, and not removed. */
export function ruleEdit(change: FileChange, config: Config, live: Live): ListEdit | string {
  const { name } = change;
  const isOwn = config.rules.some((one) => one.name === name);
  const builtIn = isOwn ? null : builtInRule(name, config, live);
  if (change.kind === 'remove') {
    if (builtIn) return `${name} comes with Tocsin: /rules off ${name} switches it off`;
    return { kind: 'remove', name };
  }
  const read = readRuleWords(change.words);
  if (read.kind === 'refused') return read.why;
  const { set } = read;
  if (change.kind === 'edit' && builtIn === null) return { kind: 'edit', name, set };
  if (change.kind === 'edit' && builtIn) {
    const entry = entryInPlaceOf(builtIn, set);
    return typeof entry === 'string' ? entry : { kind: 'add', entry, beside: [] };
  }
  if (builtIn) return `${name} comes with Tocsin: /rules edit ${name} changes it`;
  return { kind: 'add', entry: { name, ...given(set) }, beside: [] };
}

function builtInRule(name: string, config: Config, live: Live): Rule | null {
  const { rulesOf } = judges({ ...config, rules: [] });
  for (const target of [...live.targets(), live.self]) {
    const found = rulesOf(target).find((one) => one.name === name);
    if (found) return found;
  }
  return null;
}
