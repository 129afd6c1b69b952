import { findCheckKind } from '../check/kinds.ts';
import type { Check } from '../model/check.ts';
import type { Facts, Hidden } from './facts.ts';
import { list, span } from './facts.ts';

/** A check as people read it in what a change of the configuration means. */
export function checkFacts(check: Check): Facts {
  const { kind, options } = check;
  const secrets = checkSecretsOf(check);
  const own = Object.entries(options).map(([key, value]) => [key, optionFact(key, value, secrets)]);
  return {
    kind,
    ...(Object.fromEntries(own) as Facts),
    target: check.target,
    criticality: check.criticality,
    interval: span(check.interval),
    timeout: span(check.timeout),
    retries: String(check.retries),
    fail_after: String(check.failAfter),
    ok_after: String(check.okAfter),
    expect: list(check.expect),
    warn: list(check.warn),
    depends: list(check.depends),
    slo: check.slo && `${check.slo.target} % in ${span(check.slo.window)}`,
    off: check.off ? 'true' : null,
  };
}

/** Values of a check that nobody may see. */
export function checkSecretsOf({ kind, options }: Pick<Check, 'kind' | 'options'>): string[] {
  const secrets = findCheckKind(kind)?.secrets?.(options) ?? [];
  return secrets.filter((secret) => secret !== '');
}

/** Keys of kinds whose numbers are milliseconds. */
const SPANS = ['grace', 'live', 'period', 'stale'];

function optionFact(
  key: string,
  value: unknown,
  secrets: readonly string[],
): string | Hidden | null {
  if (value === undefined || value === null) return null;
  const text = optionText(key, value);
  return secrets.some((secret) => text.includes(secret)) ? { hidden: text } : text;
}

function optionText(key: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && SPANS.includes(key)) return span(value);
  const isList = Array.isArray(value) && value.every((one) => typeof one === 'string');
  return isList ? value.join(', ') : JSON.stringify(value);
}
