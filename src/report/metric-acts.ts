import type { Reply } from '../chat/reply.ts';
import { heading, line, refuse, reply, say } from '../chat/reply.ts';
import { formatValue } from '../model/format.ts';
import type { MetricDefinition } from '../model/metric.ts';
import { METRIC_TYPES, resolveMetric, UNITS } from '../model/metric.ts';
import type { MetricSaid, RegisteredMetric } from '../model/metric-said.ts';
import { readSaid, readUnit } from '../model/metric-said.ts';
import type { Actor } from '../model/person.ts';
import type { Labels } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import { pickTarget } from './targets.ts';

/** What acts on metrics need from outside. */
export interface ActWorld {
  readonly actor: Actor;
  readonly metrics: readonly MetricDefinition[];
  readonly metricDesk: {
    registered(name: string): RegisteredMetric | null;
    register(
      said: MetricSaid,
      by: Actor,
    ): Promise<{ readonly problem: string | null; readonly broken: readonly string[] }>;
    forget(name: string): Promise<boolean>;
    record(value: {
      readonly target: Target;
      readonly metric: string;
      readonly labels?: Labels;
      readonly value: number;
    }): Promise<{ readonly problem: string | null }>;
  };
}

const REGISTER =
  'Write /metrics register <name> [type] [unit] <what it is>, e.g. /metrics register orders.open gauge count Orders that wait.';
const RECORD =
  'Write /metrics record <metric> <value> [target] [label=value ...], e.g. /metrics record orders.open 7 web-1 queue=mail.';

/** A definition as a person writes it: type and unit, where they are given, stand before the explanation. */
export async function registerReply(
  world: ActWorld,
  { name, words }: { readonly name: string | undefined; readonly words: readonly string[] },
): Promise<Reply> {
  if (name === undefined) return refuse(REGISTER);
  const [first = ''] = words;
  const type = METRIC_TYPES.find((one) => one === first.toLowerCase());
  const after = type === undefined ? words : words.slice(1);
  const unit = readUnit(after[0] ?? '?');
  const rest = unit === null ? after : after.slice(1);
  const odd = unit === null ? mistypedUnit(rest) : null;
  if (odd !== null) return refuse(`“${odd}” is no unit: write one of ${UNITS.join(', ')}.`);
  const said = readSaid({
    ...{ name, type, unit },
    ...(rest.length > 0 && { explanation: rest.join(' ') }),
  });
  if (typeof said === 'string') return refuse(`${said}. ${REGISTER}`);
  if (type === undefined && unit === null && rest.length === 0) {
    return refuse(
      `Say what it is. ${REGISTER} Types: ${METRIC_TYPES.join(', ')}. Units: ${UNITS.join(', ')}.`,
    );
  }
  const { problem, broken } = await world.metricDesk.register(said, world.actor);
  if (problem !== null) return refuse(`${problem}.`);
  const notes = broken.map((text) => line(`A rule cannot hold like this: ${text}`, 'warning'));
  const told = [said.type, said.unit].filter((one) => one !== undefined).join(', ');
  return reply(
    [
      heading(`${said.name} is registered${told === '' ? '' : `: ${told}`}`, 'good'),
      ...notes,
      line('/explain shows it, and /metrics forget takes it back.', 'muted'),
    ],
    { data: { registered: said.name, broken } },
  );
}

/** One small word before a sentence, or alone: a unit that was meant, not the first word of an explanation. */
function mistypedUnit([first = '', next = 'A']: readonly string[]): string | null {
  return /^[a-z%/]{1,32}$/.test(first) && /^\p{Lu}/u.test(next) ? first : null;
}

/** What was said of a metric is forgotten; its values stay. */
export async function forgetReply(
  { metrics, metricDesk }: ActWorld,
  typed: string | undefined,
): Promise<Reply> {
  if (typed === undefined) return refuse('Write /metrics forget <name>.');
  const resolved = resolveMetric(typed, metrics);
  const name = resolved.kind === 'metric' ? resolved.metric.name : typed;
  if (await metricDesk.forget(name)) {
    return say(`What was registered of ${name} is forgotten; its values stay.`, 'good', {
      forgotten: name,
    });
  }
  const why =
    resolved.kind === 'metric'
      ? `${name} is built in or stands in tocsin.yaml: nobody registered it.`
      : `Nobody registered “${typed.slice(0, 64)}”.`;
  return refuse(why);
}

/** A value by hand, for now. */
export async function recordReply(
  world: ActWorld,
  asked: {
    readonly metric: string | undefined;
    readonly value: string | undefined;
    readonly words: readonly string[];
  },
  targets: readonly Target[],
): Promise<Reply> {
  const { metric, value: typed, words } = asked;
  if (metric === undefined) return refuse(RECORD);
  if (typed === undefined) {
    const [instead] = words;
    const why = instead === undefined ? '' : `“${instead.slice(0, 32)}” is no number. `;
    return refuse(`${why}${RECORD}`);
  }
  const value = Number(typed);
  if (!Number.isFinite(value)) return refuse(`“${typed.slice(0, 32)}” is no number. ${RECORD}`);
  const named = words.filter((word) => !word.includes('='));
  const [name, ...others] = named;
  if (others.length > 0)
    return refuse(`I do not know what “${others.join(' ').slice(0, 64)}” means here. ${RECORD}`);
  const picked = name === undefined ? onlyOf(targets) : pickTarget(targets, name);
  if (picked.kind === 'refused') return picked.reply;
  const pairs = words.filter((word) => word.includes('=')).map((word) => word.split(/=(.*)/s));
  const labels = Object.fromEntries(pairs.map(([label = '', own = '']) => [label, own]));
  const { target } = picked;
  const { problem } = await world.metricDesk.record({ target, metric, labels, value });
  if (problem !== null) return refuse(`${problem}.`);
  const unit = world.metrics.find((one) => one.name === metric)?.unit ?? 'none';
  const text = `${metric} of ${target.name} is ${formatValue(value, unit)} now.`;
  return say(text, 'good', { metric, target: target.name, labels, value });
}

function onlyOf(targets: readonly Target[]): ReturnType<typeof pickTarget> {
  const [only, ...others] = targets;
  if (only && others.length === 0) return { kind: 'target', target: only };
  const names = targets.slice(0, 20).map(({ name }) => name);
  const known = only ? `Targets: ${names.join(', ')}.` : 'No targets are watched.';
  return { kind: 'refused', reply: refuse(`Say of which target it is. ${known} ${RECORD}`) };
}
