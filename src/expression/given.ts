import type { Fact, Labels } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';

/** Facts as a person wrote them down, or one sentence that says what is wrong. */
export type Given =
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'problem'; readonly message: string };

/**
 * Reads facts from parsed JSON: an object from metric name to a number, true, false, a text, null (known to be missing),
 * or, for several series, a list such as `[{"labels": {"mount": "/"}, "value": 91}]`. A metric that is not named is
 * unknown.
 */
export function readFacts(given: unknown): Given {
  if (!isRecord(given)) {
    return problem('facts must be an object such as {"system.memory": 91}');
  }
  const facts: Fact[] = [];
  for (const [metric, value] of Object.entries(given)) {
    const entries = Array.isArray(value) ? value : [{ labels: noLabels(), value }];
    for (const entry of entries) {
      if (!isSeries(entry)) {
        return problem(
          `${metric}: a list holds objects such as {"labels": {"mount": "/"}, "value": 91}`,
        );
      }
      if (!isValue(entry.value)) {
        return problem(`${metric}: a value is a finite number, true, false, a text or null`);
      }
      facts.push({ metric, labels: entry.labels, value: entry.value });
    }
  }
  return { kind: 'facts', facts };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSeries(entry: unknown): entry is { readonly labels: Labels; readonly value: unknown } {
  if (!isRecord(entry) || !isRecord(entry['labels'])) return false;
  return Object.values(entry['labels']).every((label) => typeof label === 'string');
}

function isValue(value: unknown): value is Fact['value'] {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

function problem(message: string): Given {
  return { kind: 'problem', message };
}
