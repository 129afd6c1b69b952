import { parsePlainCondition } from '../expression/plain.ts';
import type { MetricSaid } from '../model/metric-said.ts';
import { SELF } from '../model/target.ts';
import { placedActions, wrongActions } from './actions.ts';
import { wrongChecks } from './checks.ts';
import { checkCircles, parentCircles } from './circles.ts';
import type { ConfigProblem } from './config.ts';
import type { Path } from './document.ts';
import type { FileRead } from './entries.ts';
import { wrongEscalations } from './escalations.ts';
import { problem, title } from './issues.ts';
import type { MetricNames } from './measured.ts';
import { contradicted, mistyped, unmeasured } from './measured.ts';
import { mayBeOfCode, missingChecks } from './missing-checks.ts';
import type { Things } from './no-such.ts';
import { noSuch } from './no-such.ts';
import { repeatedProbes } from './probes.ts';
import { wrongRotas } from './rotas.ts';
import { routeNodes, wrongRoutes } from './routes.ts';
import type { RuleText } from './rules.ts';
import { expressionsOf } from './rules.ts';
import type { Section } from './schema.ts';
import { toSaid } from './storage.ts';
import { suggest } from './suggest.ts';

/** What is wrong with an expression; `position` counts characters from 0. */
export interface ExpressionFault {
  readonly message: string;
  readonly position: number | null;
}

/** `defined` is what the file itself says of metrics. */
export type CheckExpression = (
  source: string,
  defined: readonly MetricSaid[],
) => ExpressionFault | null;

export interface Known {
  readonly presets: readonly string[];
  /** Channels that the variables make. */
  readonly channels: readonly string[];
  /** Destinations of samples that the variables make. */
  readonly exports: readonly string[];
  /** Targets that exist without being written. */
  readonly targets: readonly string[];
  /** Rules of the presets; null when nobody told. */
  readonly rules: readonly string[] | null;
  readonly checkExpression: CheckExpression;
  /** null: names of metrics are not looked at. */
  readonly metrics: MetricNames | null;
}

/** Finds names that nothing carries, names that two things carry, and expressions that do not parse. */
export function checkReferences(read: FileRead, known: Known): ConfigProblem[] {
  const { names } = read;
  const defined = read.entries.metrics.map(toSaid);
  return [
    ...(
      [
        'targets',
        'checks',
        'rules',
        'metrics',
        'maintenance',
        'exports',
        'alertmanagers',
        'people',
      ] as const
    ).flatMap((section) => duplicates(read, section)),
    ...names.channels.flatMap((name) => clash(read, ['channels', name], known.channels)),
    ...names.targets.flatMap((_, index) => clash(read, ['targets', index], known.targets)),
    ...names.exports.flatMap((_, index) => clash(read, ['exports', index], known.exports)),
    ...unknownNames(read, known),
    ...parentCircles(read),
    ...checkCircles(read),
    ...slipsInSame(read),
    ...idleZones(read),
    ...wrongRoutes(read),
    ...wrongRotas(read),
    ...repeatedProbes(read),
    ...wrongChecks(read),
    ...wrongEscalations(read),
    ...wrongActions(read),
    ...read.entries.rules
      .flatMap(expressionsOf)
      .flatMap((text) =>
        expression(read, text, (source) => known.checkExpression(source, defined)),
      ),
    ...(known.metrics === null ? [] : contradicted(read, known.metrics)),
    ...(known.metrics === null ? [] : mistyped(read, known.metrics)),
    ...read.entries.events.flatMap(({ path, value }) =>
      value.when === undefined
        ? []
        : expression(read, { path: [...path, 'when'], text: value.when }, eventFault),
    ),
    ...(known.metrics === null ? [] : unmeasured(read, known.metrics).slips),
  ];
}

function unknownNames(read: FileRead, known: Known): ConfigProblem[] {
  const { entries, names } = read;
  const targets = { what: 'target', all: [...names.targets, ...known.targets, SELF] };
  const parents = { what: 'target', all: names.targets };
  const watched = { what: 'target', all: [...names.targets, ...known.targets] };
  const presets = { what: 'preset', all: known.presets };
  const channels = { what: 'channel', all: [...names.channels, ...known.channels] };
  const chains = { what: 'escalation', all: names.escalations };
  const called = [...names.people, ...names.rotas].map((name) => `@${name}`);
  const destinations = { ...channels, all: [...channels.all, ...called] };
  const people = { what: 'person', all: names.people };
  const rules = { what: 'rule', all: known.rules && [...names.rules, ...known.rules] };
  const one = (path: Path, things: Things, value: string | undefined) =>
    noSuch(read, path, { ...things, value });
  const each = (path: Path, things: Things, values: readonly string[] = []) =>
    values.flatMap((value, index) => one([...path, index], things, value));
  const inMatch = (path: Path, { target, rule }: { target?: Name; rule?: Name }) => [
    ...one([...path, 'target'], targets, target),
    ...one([...path, 'rule'], rules, rule),
  ];

  return [
    ...entries.targets.flatMap(({ path, value }) => [
      ...one([...path, 'preset'], presets, value.preset),
      ...one([...path, 'parent'], parents, value.parent),
    ]),
    ...entries.checks.flatMap(({ path, value }) => [
      ...one([...path, 'target'], watched, value.target),
    ]),
    ...(mayBeOfCode(read) ? [] : missingChecks(read).map((found) => found.problem)),
    ...entries.rules.flatMap(({ path, value }) => [
      ...each([...path, 'targets'], targets, value.targets),
      ...each([...path, 'channels'], destinations, value.channels),
      ...one([...path, 'escalation'], chains, value.escalation),
    ]),
    ...placedActions(read).flatMap(({ path, action }) => each([...path, 'for'], rules, action.for)),
    ...routeNodes(read).flatMap(({ path, value }) => [
      ...inMatch([...path, 'match'], value.match),
      ...each([...path, 'to'], destinations, value.to),
      ...one([...path, 'escalation'], chains, value.escalation),
    ]),
    ...entries.rotas.flatMap(({ path, value }) => [
      ...one([...path, 'announce'], channels, value.announce),
      ...value.layers.flatMap((layer, index) =>
        each([...path, 'layers', index, 'people'], people, layer.people),
      ),
    ]),
    ...entries.settings.flatMap(({ path, value }) =>
      one([...path, 'escalation'], chains, value.escalation),
    ),
    ...entries.escalations.flatMap(({ path, value }) =>
      value.steps.flatMap(({ to }, step) =>
        to.flatMap((name, index) =>
          // What leads to an escalation is refused by itself.
          names.escalations.includes(name)
            ? []
            : one([...path, 'steps', step, 'to', index], destinations, name),
        ),
      ),
    ),
    ...entries.reports.flatMap(({ path, value }) => [
      ...each([...path, 'to'], destinations, value.to),
      ...one([...path, 'target'], targets, value.target),
    ]),
    ...entries.inhibit.flatMap(({ path, value }) => [
      ...inMatch([...path, 'when'], value.when),
      ...inMatch([...path, 'mute'], value.mute),
    ]),
    ...entries.exports.flatMap(({ path, value }) =>
      each([...path, 'match', 'targets'], targets, value.match.targets),
    ),
    ...entries.maintenance.flatMap(({ path, value }) => inMatch([...path, 'match'], value.match)),
  ];
}

type Name = string | undefined;

/** Labels that series have by themselves. */
const SERIES_LABELS = ['mount', 'interface'];

/** A label that nothing has may still come, unless it is nearly one that is there. */
function slipsInSame({ source, entries }: FileRead): ConfigProblem[] {
  const written = [...entries.targets, ...entries.rules].flatMap(({ value }) =>
    Object.keys(value.labels),
  );
  const known = ['target', ...SERIES_LABELS, ...written];
  return entries.inhibit.flatMap(({ path, value }) =>
    value.same.flatMap((label, index) => {
      const near = known.includes(label) ? null : suggest(label, known);
      if (near === null) return [];
      const at = [...path, 'same', index];
      const message = `${title(source, at)}: nothing has a label \`${label}\` — did you mean \`${near}\`?`;
      return [problem(source, at, message)];
    }),
  );
}

/** A zone without quiet hours would be for nothing. */
function idleZones({ source, entries }: FileRead): ConfigProblem[] {
  return entries.channels
    .filter(({ value }) => value.zone !== undefined && value.quiet === undefined)
    .map(({ path }) => {
      const at = [...path, 'zone'];
      const message = `${title(source, at)}: it is the zone of quiet hours, and there are none — write \`quiet: "22:00-07:00"\` too, or remove it`;
      return problem(source, at, message);
    });
}

/** Commands take the names of people in any case. */
function duplicates({ source, names }: FileRead, section: Section): ConfigProblem[] {
  const asked = (name: string) => (section === 'people' ? name.toLowerCase() : name);
  const all = names[section].map(asked);
  return names[section].flatMap((name, index) => {
    const first = all.indexOf(asked(name));
    if (first === index) return [];
    const line = source.lineOf([section, first]);
    const message = `${section}.${name}: the name \`${names[section][first]}\` stands on line ${line} already — write another name`;
    return [problem(source, [section, index], message)];
  });
}

function clash({ source, names }: FileRead, path: Clashing, made: readonly string[]) {
  const [section, place] = path;
  const name = typeof place === 'number' ? names[section][place] : place;
  if (name === undefined || !made.includes(name)) return [];
  const one = { channels: 'a channel', targets: 'a target', exports: 'an export' }[section];
  const message = `${section}.${name}: the variables in .env make ${one} \`${name}\` already — write another name`;
  return [problem(source, path, message)];
}

/** Where something stands that the variables may make too. */
type Clashing = readonly ['channels' | 'exports' | 'targets', string | number];

/** A condition over an event: its names are the event's own, whatever metrics there are. */
function eventFault(source: string): ExpressionFault | null {
  const read = parsePlainCondition(source);
  return read.kind === 'problem' ? read : null;
}

function expression(
  { source }: FileRead,
  { path, text }: RuleText,
  check: (source: string) => ExpressionFault | null,
): ConfigProblem[] {
  const fault = check(text);
  if (fault === null) return [];
  const place = fault.position === null ? '' : `, at character ${fault.position + 1}`;
  const message = `${title(source, path)}: ${JSON.stringify(text)} cannot be understood${place} — ${fault.message}`;
  return [problem(source, path, message)];
}
