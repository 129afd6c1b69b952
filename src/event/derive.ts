import { evaluate, indexFacts } from '../expression/evaluate.ts';
import type { Expression } from '../expression/parse.ts';
import type { Severity } from '../model/alert.ts';
import type { AlertMapping, AppEvent, CounterMapping, HistogramMapping } from '../model/event.ts';
import { fieldOf } from '../model/event.ts';
import type { Labels, Reading } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import type { Mappings } from './compile.ts';

/** Characters of a label's value: what the store takes. */
const MAX_LABEL = 200;
/** Characters of an alert's message, and of one value within it. */
const MAX_MESSAGE = 1_000;
const MAX_IN_MESSAGE = 300;

/** One value of one event. For a counter it is by how much it grows. */
export interface Derived extends Reading {
  readonly target: number;
  readonly at: Instant;
}

/** An alert that an event asks for. */
export interface DerivedAlert {
  readonly target: number;
  readonly at: Instant;
  readonly severity: Severity;
  readonly type: string;
  readonly message: string;
  /** The same for alerts of which only one should be open. */
  readonly fingerprint: string;
}

export interface Derivation {
  readonly growth: readonly Derived[];
  readonly cases: readonly Derived[];
  readonly alerts: readonly DerivedAlert[];
}

/** What mappings make of one event. What an event does not say is not made up. */
export function derive(event: AppEvent, targetName: string, mappings: Mappings): Derivation {
  const growth: Derived[] = [];
  const cases: Derived[] = [];
  const alerts: DerivedAlert[] = [];
  const own = mappings.get(event.type) ?? [];
  for (const { mapping } of own.filter(({ when }) => when === null || holds(when, event))) {
    if ('alert' in mapping) alerts.push(alertOf(event, targetName, mapping));
    else if ('counter' in mapping) growth.push(...grownBy(event, mapping));
    else cases.push(...measuredBy(event, mapping));
  }
  return { growth, cases, alerts };
}

/** Conditions see a tag before a field of the same name. */
function holds(when: Expression, { tags, body }: AppEvent): boolean {
  const known = Object.entries({ ...body, ...tags });
  const facts = known.map(([metric, value]) => ({ metric, labels: noLabels(), value }));
  return evaluate(when, indexFacts(facts))[0]?.value === true;
}

function grownBy(event: AppEvent, { counter, by, value }: CounterMapping): Derived[] {
  const grown = value === undefined ? 1 : fieldOf(event, value);
  if (typeof grown !== 'number' || grown < 0) return [];
  const { target, at } = event;
  return [{ target, at, metric: counter, labels: labelsOf(event, by), value: grown }];
}

function measuredBy(event: AppEvent, { histogram, by, field }: HistogramMapping): Derived[] {
  const value = fieldOf(event, field);
  if (typeof value !== 'number') return [];
  const { target, at } = event;
  return [{ target, at, metric: histogram, labels: labelsOf(event, by), value }];
}

/** Those that the event has. */
function labelsOf(event: AppEvent, names: readonly string[] = []): Labels {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = fieldOf(event, name);
      return value === undefined || value === null
        ? []
        : [[name, String(value).slice(0, MAX_LABEL)]];
    }),
  );
}

function alertOf(event: AppEvent, targetName: string, { alert }: AlertMapping): DerivedAlert {
  const { severity, type, message, by } = alert;
  const known = { ...event.body, ...event.tags, target: targetName };
  const text = message.replaceAll(/\{([\w.-]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(known, name) ? known[name as keyof typeof known] : null;
    return String(value ?? 'unknown').slice(0, MAX_IN_MESSAGE);
  });
  const mark = [event.type, type, message, labelsOf(event, by)];
  return {
    ...{ target: event.target, at: event.at, severity, type },
    message: text.slice(0, MAX_MESSAGE),
    fingerprint: JSON.stringify(mark),
  };
}
