import type { FastifyInstance } from 'fastify';
import { MARK_KINDS, MARK_LENGTH, type Mark, type MarkKind, type NewMark } from '../model/mark.ts';
import type { Instant } from '../model/time.ts';
import type { RawRow } from './body.ts';
import type { Period } from './fields.ts';
import { fieldsOf, instantOf, shown, wrongText } from './fields.ts';
import { rowsIn } from './ingest-routes.ts';
import { type Watched, watchedTargets } from './watched.ts';

/** Marks of one request. */
const MAX_MARKS = 100;
const KEYS = ['text', 'kind', 'target', 'at', 'url', 'key', 'by'] as const;
const MOST_URL = 500;
const PROGRAM = 'API';

/** What marks need from outside. */
export interface MarkPort {
  period(): Period;
  targets(): readonly { readonly id: number; readonly name: string }[];
  add(marks: readonly NewMark[]): Promise<readonly Mark[]>;
}

/** `POST /api/marks`: 202 with the ids of the marks; one whose key is known is the one that is there. */
export function markRoutes(scope: FastifyInstance, port: MarkPort): void {
  scope.post('/api/marks', async (request, answer) => {
    const rows = rowsIn(request, MAX_MARKS);
    const { find } = watchedTargets(port.targets());
    const read = rows.map((row) => readRow(row, { find, period: port.period() }));
    const made = await port.add(read.filter((one) => typeof one !== 'string'));
    const rejected = read.flatMap((one, index) =>
      typeof one === 'string' ? [{ index, reason: one }] : [],
    );
    return answer.code(202).send({ ids: made.map(({ id }) => id), rejected });
  });
}

interface World {
  readonly find: Watched['find'];
  readonly period: Period;
}

function readRow(row: RawRow, { find, period }: World): NewMark | string {
  if (row.kind !== 'json') return row.reason;
  const fields = fieldsOf(row.value, KEYS);
  if (typeof fields === 'string') return fields;
  const { text, kind = 'deploy', target, at, url, key, by } = fields;
  const wrong =
    wrongText('text', text, MARK_LENGTH) ??
    wrongKind(kind) ??
    optional('target', target) ??
    optional('key', key) ??
    optional('by', by, 60) ??
    wrongUrl(url);
  if (wrong !== null) return wrong;
  const found = target == null ? null : find(target as string);
  if (typeof found === 'string') return found;
  const when: Instant | string = instantOf(at, period);
  if (typeof when === 'string') return when;
  return {
    ...{ at: when, target: found, kind: kind as MarkKind, text: (text as string).trim() },
    ...{ url: (url as string | null | undefined) ?? null },
    ...{ key: (key as string | null | undefined) ?? null },
    by: { id: 'api', name: (by as string | null | undefined) ?? PROGRAM },
  };
}

function optional(what: string, value: unknown, most?: number): string | null {
  return value == null ? null : wrongText(what, value, most);
}

function wrongKind(kind: unknown): string | null {
  if (MARK_KINDS.some((one) => one === kind)) return null;
  return `kind: ${shown(kind)} — write one of ${MARK_KINDS.join(', ')}`;
}

function wrongUrl(url: unknown): string | null {
  if (url == null) return null;
  const wrong = wrongText('url', url, MOST_URL);
  if (wrong !== null) return wrong;
  return /^https?:\/\/\S+$/.test(url as string) && URL.canParse(url as string)
    ? null
    : `url: ${shown(url)} — write an address that begins with http:// or https://`;
}
