import type { Fact } from '../model/sample.ts';
import type { Value } from './compute.ts';
import type { History, SeriesPoints } from './history.ts';
import { indexAfter, newestAt } from './history.ts';
import type { Leaf, Window } from './leaf.ts';
import { LABELLED } from './leaf.ts';
import type { AbsentNode, LeafNode, NameNode, WindowNode } from './node.ts';
import { OVER, type Over, shareOf } from './over.ts';
import { LEARNED_FROM, UNUSUAL_FOR, unusual } from './unusual.ts';
import { ABSENT_AFTER, MAX_SPAN, WINDOWS } from './windows.ts';

type Past = ReadonlyMap<string, SeriesPoints> | undefined;

/** Makes what reads a metric as a node of the tree says. */
export function leafOf(node: LeafNode): Leaf {
  switch (node.kind) {
    case 'name':
      return nameLeaf(node);
    case 'window':
      return windowLeaf(node);
    case 'absent':
      return absentLeaf(node);
  }
}

function nameLeaf({ name }: NameNode): Leaf {
  return {
    metric: name,
    window: null,
    plain(facts) {
      const series = facts.series(name);
      if (series === undefined) return undefined;
      const fact = series.get('');
      return series.size > 1 || fact === undefined ? LABELLED : finiteValue(fact);
    },
    collect(facts, into) {
      for (const [key, { labels }] of facts.series(name) ?? []) into.set(key, labels);
    },
    at: (facts, key) => finiteValue(facts.series(name)?.get(key)),
  };
}

function finiteValue(fact: Fact | undefined): Value {
  const value = fact?.value;
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
}

function windowLeaf(node: WindowNode): Leaf {
  const { name } = node;
  const { reads } = WINDOWS[node.function];
  const silence = node.span ?? (node.function === 'anomaly' ? UNUSUAL_FOR : MAX_SPAN);
  const window: Window = { metric: name, span: keptOf(node, silence), silence };
  const answer = answerOf(node, silence);
  return {
    metric: name,
    window: reads === 'none' ? null : window,
    plain({ history }) {
      if (history === undefined) return undefined;
      const past = history.series(name);
      return isLabelled(past, history, silence) ? LABELLED : answer(history, past?.get(''));
    },
    collect({ history }, into) {
      if (history === undefined) return;
      for (const [key, points] of history.series(name) ?? []) {
        if (isAlive(points, history, silence)) into.set(key, points.labels);
      }
    },
    at: ({ history }, key) => history && answer(history, history.series(name)?.get(key)),
  };
}

/** How far back every point is needed. */
function keptOf(node: WindowNode, silence: number): number {
  if (node.function === 'anomaly') return Math.max(silence, LEARNED_FROM);
  return WINDOWS[node.function].reads === 'all' ? silence : 0;
}

type Answer = (history: History, points: SeriesPoints | undefined) => number | undefined;

function answerOf(node: WindowNode, span: number): Answer {
  switch (node.function) {
    case 'anomaly':
      return ({ now }, points) => points && unusual(points, now, span);
    case 'forecast':
      return () => undefined;
    case 'age':
      return ({ now }, points) => {
        const newest = points && newestAt(points, now);
        return newest === undefined || newest <= now - span ? undefined : (now - newest) / 1_000;
      };
    case 'share':
      return answerBy(shareOf(node.test), node, span);
    default:
      return answerBy(OVER[node.function], node, span);
  }
}

/** A window reaches from `span` ago, exclusive, to now. */
function answerBy(over: Over, node: WindowNode, span: number): Answer {
  const { least, reads } = WINDOWS[node.function];
  const nothing = least === 0 ? 0 : undefined;
  return (history, points) => {
    const from = history.now - span;
    const empty = history.since <= from ? nothing : undefined;
    if (points === undefined) return empty;
    if (reads === 'all' && points.completeAfter > from) return undefined;
    const [begin, end] = [indexAfter(points, from), indexAfter(points, history.now)];
    if (begin >= end) return empty;
    return end - begin < least ? undefined : finite(over(points, begin, end));
  };
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function isAlive(points: SeriesPoints, { now }: History, silence: number): boolean {
  const newest = newestAt(points, now);
  return newest !== undefined && newest > now - silence;
}

/** Whether a series with labels still counts. */
function isLabelled(past: Past, history: History, silence: number): boolean {
  if (past === undefined || (past.size === 1 && past.has(''))) return false;
  for (const [key, points] of past) {
    if (key !== '' && isAlive(points, history, silence)) return true;
  }
  return false;
}

function absentLeaf({ name, span }: AbsentNode): Leaf {
  const after = span ?? ABSENT_AFTER;
  // A series that fell silent must be remembered beyond the moment from which it is absent.
  const silence = 2 * after;
  return {
    metric: name,
    window: { metric: name, span: 0, silence },
    plain(facts) {
      const series = facts.series(name);
      const fact = series?.get('');
      if (series !== undefined && (series.size > 1 || fact === undefined)) return LABELLED;
      const { history } = facts;
      const past = history?.series(name);
      if (history !== undefined && isLabelled(past, history, silence)) return LABELLED;
      return isAbsent(fact, history, past?.get(''), after);
    },
    collect(facts, into) {
      const { history } = facts;
      for (const [key, points] of history?.series(name) ?? []) {
        if (history && isAlive(points, history, silence)) into.set(key, points.labels);
      }
      for (const [key, { labels }] of facts.series(name) ?? []) into.set(key, labels);
    },
    at(facts, key) {
      const { history } = facts;
      const fact = facts.series(name)?.get(key);
      return isAbsent(fact, history, history?.series(name)?.get(key), after);
    },
  };
}

/** What is known to be missing is absent at once; what is only silent, after a while. */
function isAbsent(
  fact: Fact | undefined,
  history: History | undefined,
  points: SeriesPoints | undefined,
  after: number,
): boolean | undefined {
  const value = finiteValue(fact);
  if (value !== undefined) return value === null;
  if (history === undefined) return undefined;
  const from = history.now - after;
  const newest = points && newestAt(points, history.now);
  if (newest !== undefined && newest > from) return false;
  return history.since <= from ? true : undefined;
}
