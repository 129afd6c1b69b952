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
export function madeBy(mapping: EventMapping): string {
  if ('counter' in mapping) return `${mapping.type} counter ${mapping.counter}`;
  if ('histogram' in mapping) return `${mapping.type} histogram ${mapping.histogram}`;
  return `${mapping.type} alert ${mapping.alert.type}`;
}

/** A preset's mappings under own ones, which stand for a preset's that make the same. */
export function mappingsFor(
  preset: readonly EventMapping[],
  own: readonly EventMapping[],
): readonly EventMapping[] {
  const replaced = new Set(own.map(madeBy));
  return [...preset.filter((one) => !replaced.has(madeBy(one))), ...own];
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
