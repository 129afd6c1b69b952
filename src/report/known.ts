import type { Alert } from '../model/alert.ts';
import type { Known } from './matcher.ts';

interface World {
  readonly targets: { list(): Promise<readonly { readonly name: string }[]> };
  readonly ruleDesk: { list(): Promise<readonly { readonly rule: { readonly name: string } }[]> };
  readonly alerts: { get(id: number): Promise<{ readonly alert: Alert } | null> };
}

/** Names that a person can mean when they say which alerts. */
export async function knownNames({ targets, ruleDesk, alerts }: World): Promise<Known> {
  const [all, rules] = await Promise.all([targets.list(), ruleDesk.list()]);
  return {
    targets: all.map(({ name }) => name),
    rules: [...new Set(rules.map(({ rule }) => rule.name))],
    alert: async (id) => (await alerts.get(id))?.alert ?? null,
  };
}
