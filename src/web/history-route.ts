import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { SECOND } from '../model/time.ts';
import type { History, HistoryQuestion } from '../report/export/history.ts';
import { DURATION, milliseconds } from '../report/export/span.ts';
import { refuse } from './refuse.ts';

/** Nothing is kept for longer than 400 days. */
const MOST_HOURS = 9_600;
const USUAL_HOURS = 24;
const MAX_NAME = 200;
const KNOWN = ['name', 'target', 'hours', 'step', 'format'];

/** `GET /api/metrics/history?name=&target=&hours=24&step=&format=json|csv`, streamed. */
export function historyRoute(
  scope: FastifyInstance,
  history: (question: HistoryQuestion) => Promise<History>,
): void {
  scope.get('/api/metrics/history', async ({ query }, answer) => {
    const found = await history(questionIn(query as Record<string, unknown>));
    if (found.kind === 'unknown') refuse(404, found.reason);
    const gone = new AbortController();
    const body = Readable.from(found.text(gone.signal));
    body.once('close', () => gone.abort());
    return answer.header('content-type', found.mediaType).send(body);
  });
}

/** @throws Refused with what to write instead. */
function questionIn(query: Record<string, unknown>): HistoryQuestion {
  const unknown = Object.keys(query).find((key) => !KNOWN.includes(key));
  if (unknown !== undefined) refuse(400, `“${unknown.slice(0, 64)}” — write ${KNOWN.join(', ')}`);
  const name = textIn(query, 'name');
  if (name === null) refuse(400, 'name is missing — write a metric such as name=system.cpu');
  const format = textIn(query, 'format') ?? 'json';
  if (format !== 'json' && format !== 'csv') refuse(400, 'format — write json or csv');
  return {
    name,
    target: textIn(query, 'target'),
    hours: hoursIn(query),
    step: stepIn(query),
    format,
  };
}

function textIn(query: Record<string, unknown>, key: string): string | null {
  const value = query[key];
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string') refuse(400, `${key} — write it once`);
  if (value.length > MAX_NAME) refuse(400, `${key} — write at most ${MAX_NAME} characters`);
  return value;
}

function hoursIn(query: Record<string, unknown>): number {
  const text = textIn(query, 'hours');
  const hours = text === null ? USUAL_HOURS : Number(text);
  if (hours > 0 && hours <= MOST_HOURS) return hours;
  return refuse(400, `hours — write a number above 0 and up to ${MOST_HOURS}`);
}

function stepIn(query: Record<string, unknown>): number | null {
  const text = textIn(query, 'step');
  if (text === null) return null;
  if (DURATION.test(text)) return milliseconds(text);
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text) * SECOND;
  return refuse(400, 'step — write seconds such as 300, or a duration such as 5m');
}
