import { isSpare, toldFrom } from './channels.ts';
import type { ChannelConfig, ConfigProblem, Route } from './config.ts';
import type { Path } from './document.ts';
import type { FileRead } from './entries.ts';
import { problem, title } from './issues.ts';
import { parseQuiet } from './quiet.ts';
import { MOST_ROUTES, type RouteValue } from './route-schema.ts';

/** The routes of the file; without any, each of the `alerts` channels is told from the severity that its kind says. */
export function toRoutes(
  { given, entries }: FileRead,
  { alerts, zone }: { readonly alerts: readonly ChannelConfig[]; readonly zone: string },
): Route[] {
  if (given.includes('routes')) {
    return entries.routes.map(({ value }) => toRoute(value, { to: [] }, zone));
  }
  const told = alerts.filter((one) => !isSpare(one.kind, alerts));
  const levels = [...new Set(told.map(({ kind }) => toldFrom(kind)))];
  return levels.map((severity) => ({
    match: { severity, target: null, rule: null, labels: {} },
    to: told.filter(({ kind }) => toldFrom(kind) === severity).map(({ name }) => name),
  }));
}

function toRoute(value: RouteValue, around: Pick<Route, 'to' | 'escalation'>, zone: string): Route {
  const { severity, target = null, rule = null, labels, type } = value.match;
  const hours = value.between === undefined ? null : parseQuiet(value.between);
  const { to = around.to, escalation = around.escalation } = value;
  const inside = (value.routes ?? []).map((one) =>
    toRoute(one, { to, ...(escalation !== undefined && { escalation }) }, zone),
  );
  return {
    match: { severity, target, rule, labels, ...(type !== undefined && { type }) },
    to,
    ...(hours !== null && { between: { ...hours, zone: value.zone ?? zone } }),
    ...(escalation !== undefined && { escalation }),
    ...(value.continue === true && { continue: true }),
    ...(inside.length > 0 && { routes: inside }),
  };
}

interface RouteNode {
  readonly path: Path;
  readonly value: RouteValue;
  /** Whether it, or one around it, says who is told. */
  readonly isHeard: boolean;
}

/** Every route of the file, each before those in it. */
export function routeNodes({ entries }: FileRead): readonly RouteNode[] {
  return entries.routes.flatMap(({ path, value }) => nodesIn(path, value, false));
}

function nodesIn(path: Path, value: RouteValue, isAround: boolean): RouteNode[] {
  const isHeard = isAround || value.to !== undefined;
  const inside = (value.routes ?? []).flatMap((one, index) =>
    nodesIn([...path, 'routes', index], one, isHeard),
  );
  return [{ path, value, isHeard }, ...inside];
}

/** Routes that tell nobody, zones without hours, and more routes than anybody reads. */
export function wrongRoutes(read: FileRead): ConfigProblem[] {
  const { source } = read;
  const nodes = routeNodes(read);
  const wrongAt = (at: Path, message: string) =>
    problem(source, at, `${title(source, at)}${message}`);
  const deaf = nodes
    .filter(({ value, isHeard }) => !isHeard && (value.routes ?? []).length === 0)
    .map(({ path }) => wrongAt([...path, 'to'], ' is missing — write who is told, such as [ops]'));
  const idle = nodes
    .filter(({ value }) => value.zone !== undefined && value.between === undefined)
    .map(({ path }) =>
      wrongAt(
        [...path, 'zone'],
        ': it is the zone of `between`, which is not there — write `between: "09:00-18:00"` too, or remove it',
      ),
    );
  const beyond = nodes[MOST_ROUTES];
  const many =
    beyond === undefined
      ? []
      : [wrongAt(beyond.path, `: there are ${nodes.length} routes — write at most ${MOST_ROUTES}`)];
  return [...deaf, ...idle, ...many];
}
