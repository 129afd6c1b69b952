import type { ASTNode } from '@marcbachmann/cel-js';
import { DAY } from '../model/time.ts';
import { dottedName } from './list.ts';
import type { PointTest } from './node.ts';
import type { Part } from './part.ts';
import { Refusal } from './part.ts';
import { MAX_AHEAD, MAX_SPAN, parseSpan, WINDOWS, type WindowFunction } from './windows.ts';

export type Call = ASTNode & { readonly op: 'call' };
type Text = ASTNode & { readonly op: 'value'; readonly args: string };

export function isText(cel: ASTNode): cel is Text {
  return cel.op === 'value' && typeof cel.args === 'string';
}

/** How each function that is not `f('x', '5m')` is written, behind the metric. */
const FORMS: Readonly<Record<string, string>> = {
  absent: '',
  age: '',
  anomaly: '',
  forecast: ", '24h'",
  share: ", '1h'",
};

/**
 * Translates a function over a window, such as `avg('system.cpu', '5m')`.
 *
 * @throws Refusal that says how it is written.
 */
export function windowPart(name: WindowFunction, cel: Call): Part {
  const [metric, duration, condition, ...more] = cel.args[1];
  const target = metricOf(name, cel);
  if ((condition && name !== 'share') || more.length > 0) throw wrongForm(name, cel);
  const span = spanOf(name, cel, duration);
  const test = condition ? testOf(cel, condition) : null;
  const shown = [duration, condition].flatMap((one) =>
    one && isText(one) ? [one.args.trim()] : [],
  );
  const text = shown.length === 0 ? name : `${name}(${shown.join(', ')})`;
  const node = { kind: 'window', name: target, function: name, span, test, text } as const;
  return { node, gives: 'number', at: cel.start, nameAt: metric?.start ?? cel.start };
}

/**
 * Translates `absent('x')` and `absent('x', '10m')`.
 *
 * @throws Refusal
 */
export function absentPart(cel: Call): Part {
  const [metric, duration, ...more] = cel.args[1];
  const name = metricOf('absent', cel);
  if (more.length > 0) throw wrongForm('absent', cel);
  const span = spanOf('absent', cel, duration);
  const node = { kind: 'absent', name, span } as const;
  return { node, gives: 'boolean', at: cel.start, nameAt: metric?.start ?? cel.start };
}

type Name = WindowFunction | 'absent';

function metricOf(name: Name, cel: Call): string {
  const [metric] = cel.args[1];
  if (metric && isText(metric) && metric.args !== '') return metric.args;
  if (metric?.op !== 'id' && metric?.op !== '.') throw wrongForm(name, cel);
  const form = formOf(name, dottedName(metric));
  throw new Refusal(`${name}() takes the metric's name in quotes: ${form}`, metric.start);
}

/** Milliseconds; null when it may be left out and is. */
function spanOf(name: Name, cel: Call, duration: ASTNode | undefined): number | null {
  if (duration === undefined) {
    if (name === 'absent' || WINDOWS[name].duration === 'optional') return null;
    throw wrongForm(name, cel);
  }
  const span = isText(duration) ? parseSpan(duration.args) : null;
  if (span === null) {
    const message = `${name}() needs a duration in quotes such as '30s', '5m', '2h' or '7d'`;
    throw new Refusal(message, duration.start);
  }
  const most = name === 'forecast' ? MAX_AHEAD : MAX_SPAN;
  if (span > most) {
    const way = name === 'forecast' ? 'ahead' : 'back';
    throw new Refusal(`${name}() looks at most ${most / DAY} days ${way}`, duration.start);
  }
  return span;
}

function testOf(cel: Call, condition: ASTNode): PointTest {
  const text = isText(condition) ? condition.args : '';
  const [, operator, limit] =
    /^\s*(==|!=|<=|>=|<|>)\s*(-?\d{1,15}(?:\.\d{1,15})?)\s*$/.exec(text) ?? [];
  if (operator === undefined || limit === undefined) {
    const form = `share('${metricOf('share', cel)}', '1h', '> 5')`;
    throw new Refusal(`share() compares with a number, in quotes: ${form}`, condition.start);
  }
  return { operator: operator as PointTest['operator'], limit: Number(limit) };
}

function wrongForm(name: Name, cel: Call): Refusal {
  const [metric] = cel.args[1];
  const form = formOf(name, metric && isText(metric) && metric.args !== '' ? metric.args : 'x');
  const takes = FORMS[name] === '' ? "one metric's name" : "one metric's name and a duration";
  return new Refusal(`${name}() takes ${takes} in quotes, as in ${form}`, cel.start);
}

function formOf(name: Name, metric: string): string {
  return `${name}('${metric}'${FORMS[name] ?? ", '5m'"})`;
}
