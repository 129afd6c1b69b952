import type { Expression } from '../expression/parse.ts';
import { parsePlainCondition } from '../expression/plain.ts';
import type { EventMapping } from '../model/event.ts';

/** A mapping with its condition read. */
export interface CompiledMapping {
  readonly mapping: EventMapping;
  readonly when: Expression | null;
}

/** Mappings by the type of event that they are about. */
export type Mappings = ReadonlyMap<string, readonly CompiledMapping[]>;

/**
 * What a mapping makes, as a name: of two mappings of one type that make the same, the second stands for the first.
 */
function madeBy(mapping: EventMapping): string {
  if ('counter' in mapping) return `${mapping.type} counter ${mapping.counter}`;
  if ('histogram' in mapping) return `${mapping.type} histogram ${mapping.histogram}`;
  return `${mapping.type} alert ${mapping.alert.type}`;
}

/**
 * A preset's mappings under own ones, which stand for a preset's that make the same.
 *
 * @param canonical gives the name under which a metric is kept.
 */
export function mappingsFor(
  preset: readonly EventMapping[],
  own: readonly EventMapping[],
  canonical: (metric: string) => string,
): readonly EventMapping[] {
  const first = own.map((one) => named(one, canonical));
  const replaced = new Set(first.map(madeBy));
  const others = preset.map((one) => named(one, canonical));
  return [...others.filter((one) => !replaced.has(madeBy(one))), ...first];
}

function named(mapping: EventMapping, canonical: (metric: string) => string): EventMapping {
  if ('counter' in mapping) return { ...mapping, counter: canonical(mapping.counter) };
  if ('histogram' in mapping) return { ...mapping, histogram: canonical(mapping.histogram) };
  return mapping;
}

/**
 * Reads the conditions once.
 *
 * @throws Error when one cannot be understood; the configuration is checked before.
 */
export function compileMappings(mappings: readonly EventMapping[]): Mappings {
  return Map.groupBy(
    mappings.map((mapping) => ({ mapping, when: conditionOf(mapping) })),
    ({ mapping }) => mapping.type,
  );
}

function conditionOf(mapping: EventMapping): Expression | null {
  if (mapping.when === undefined) return null;
  const expression = parsePlainCondition(mapping.when);
  if (expression.kind === 'expression') return expression;
  throw new Error(`events ${madeBy(mapping)}: ${expression.message} in “${mapping.when}”`);
}
