import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RawRow } from '../body.ts';
import type { Refusal } from '../guard.ts';
import { requestKey } from '../ingest-routes.ts';
import type { Batch, Taken } from '../intake.ts';
import type { Learned } from '../learned.ts';
import { refuse } from '../refuse.ts';
import { sentRowReader } from './sent-row.ts';
import { MAX_UNPACKED, unpacked } from './unpack.ts';

/** Rows of one request. */
const MAX_ROWS = 20_000;
/** Bytes of bodies that are worked on at one time, unpacked: what is made of them is some five times as much. */
const MOST_HELD = 8 * MAX_UNPACKED;
/** What a small request counts for. */
const LEAST_HELD = 65_536;

/** What protocols need from outside. */
export interface ProtocolDeps {
  take(batch: Batch): Promise<Taken>;
  learn(definitions: readonly Learned[]): void;
}

/** A way in that speaks like another product. */
export interface Protocol {
  /** `Content-Encoding` that it takes. */
  readonly codings: readonly string[];
  /** The one that a body comes in when its request does not say. */
  readonly coding?: 'snappy';
  /** What its senders understand when a request is refused as a whole. */
  fail(
    request: FastifyRequest,
    answer: FastifyReply,
    refusal: Refusal,
  ): FastifyReply | Promise<FastifyReply>;
  routes(scope: FastifyInstance, deps: ProtocolDeps): void;
}

/**
 * Unpacks the bodies of requests, and lets only so much of them be worked on at a time; `coding` is what a body comes in
 * when its request does not say.
 */
export function bodyGuard(): (scope: FastifyInstance, coding?: 'snappy') => void {
  let held = 0;
  return (scope, coding) => {
    scope.addHook('preHandler', async (request, { raw }) => {
      const { body, headers } = request;
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      const plain = await unpacked(bytes, headers['content-encoding'] ?? coding);
      const weight = Math.max(LEAST_HELD, plain.length);
      if (held + weight > MOST_HELD)
        refuse(503, 'too much comes at once — send it again in a moment');
      if (raw.destroyed) return;
      held += weight;
      raw.once('close', () => {
        held -= weight;
      });
      request.body = plain;
    });
  };
}

/** The body of a request, unpacked. */
export function bodyOf({ body }: FastifyRequest): Uint8Array {
  return body as Uint8Array;
}

/** Milliseconds of reading after which others get their turn. */
const TURN = 10;

/** All that `parts` give, up to a few more than one request may have; others get their turn in between. */
export async function gathered<T>(parts: Iterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  let since = performance.now();
  for (const part of parts) {
    for (const one of part) all.push(one);
    if (all.length > MAX_ROWS) break;
    if (performance.now() - since < TURN) continue;
    await nextTurn();
    since = performance.now();
  }
  return all;
}

/**
 * Takes the rows of a request in.
 *
 * @throws Refused when there are too many.
 */
export function takeRows(
  request: FastifyRequest,
  {
    rows,
    place,
    how,
    take,
  }: {
    readonly rows: readonly RawRow[];
    readonly place: string;
    /** How the protocol says which target is meant, beside what every request may say. */
    readonly how: string;
    readonly take: ProtocolDeps['take'];
  },
): Promise<Taken> {
  if (rows.length > MAX_ROWS) {
    refuse(413, `there are more than ${MAX_ROWS} values in it — send them in several requests`);
  }
  const read = sentRowReader(askedTarget(request), `${how}, ?target= or the header X-Target`);
  return take({ rows, place, key: requestKey(request), read });
}

/** The target that the request as a whole asks for. */
function askedTarget({ query, headers }: FastifyRequest): string | null {
  const { target } = query as { target?: unknown };
  const asked = target ?? headers['x-target'];
  return typeof asked === 'string' && asked !== '' ? asked : null;
}

/** The reasons why rows were refused, for an answer that is one text: of many the first ones. */
export function reasonsOf(rejected: Taken['rejected'], placeOf: (index: number) => string): string {
  const shown = rejected.slice(0, MOST_SHOWN).map(({ index, reason }) => {
    return `${placeOf(index)}: ${reason}`;
  });
  const rest = rejected.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}

const MOST_SHOWN = 20;
