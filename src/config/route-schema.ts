import { z } from 'zod';
import { match, severityAt } from './alerting-schema.ts';
import { destinations, name, zone } from './fields.ts';
import { parseQuiet } from './quiet.ts';
import { ruleType } from './rule-schema.ts';

/** Routes stand in each other at most this deep, and there are at most so many. */
const MOST_LEVELS = 8;
export const MOST_ROUTES = 200;

const MATCH_HINT = 'write what must match, e.g. {severity: ">=warning"}';
const HOURS_HINT = 'write hours as "09:00-18:00", with two different ends';

/** What an alert must be like to take a route. */
const RouteMatch = match('>=', MATCH_HINT).extend({
  severity: severityAt('>=').default('info'),
  type: ruleType.optional(),
});

/** Hours of every day, as text. */
export const hours = z.string(HOURS_HINT).refine((text) => parseQuiet(text) !== null, HOURS_HINT);

const keys = {
  match: RouteMatch.prefault({}),
  to: destinations.optional(),
  escalation: name.optional(),
  between: hours.optional(),
  zone: zone.optional(),
};
const inner = { ...keys, continue: z.boolean('write true or false').optional() };

/** A route, as it stands in the file. */
export type RouteValue = z.infer<z.ZodObject<typeof inner>> & {
  readonly routes?: readonly RouteValue[] | undefined;
};

/** Routes in a route on `level`, the outermost being 1. */
function routesAt(level: number): z.ZodType<readonly RouteValue[] | undefined> {
  if (level > MOST_LEVELS)
    return z.never(`write at most ${MOST_LEVELS} levels of routes`).optional();
  const one = z.strictObject({ ...inner, routes: routesAt(level + 1) });
  return z.array(one, 'write a list of routes, each with "- "').optional();
}

export const RouteEntry = z.strictObject({ ...keys, routes: routesAt(2) });

/** Keys that what stands at `inside` of a route may have. */
export function routeKeysAt(inside: readonly unknown[]): string[] {
  if (inside.at(-1) === 'match') return Object.keys(RouteMatch.shape);
  return [...Object.keys(inner), 'routes'].filter((key) => inside.length > 0 || key !== 'continue');
}
