import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { line } from '../../config/fields.ts';
import type { CheckValue } from '../../model/check.ts';
import { SECOND } from '../../model/time.ts';
import type { CheckContext, Observation } from '../kind.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { quoted } from '../refusal.ts';
import type { SqliteAnswer } from '../sqlite-order.ts';
import { askFile } from '../sqlite-order.ts';
import { wholePath } from '../tls.ts';

/** A database file of this machine, which is only read. */
export const sqlite = checkKind({
  kind: 'sqlite',
  summary: 'a SQLite file of this machine can be read and is whole',
  keys: {
    path: wholePath('write the whole path of the file, such as /srv/shop/shop.db'),
    query: line('write one SELECT', 10_000).optional(),
    integrity: z.boolean('write true or false').default(false),
  },
  facts: {
    'row.*': 'a column of the first row, by its name',
    rows: 'rows of the answer, 1000 at most',
    intact: 'whether no damage was found, with `integrity`',
    size_bytes: 'bytes of the file',
    wal_bytes: 'bytes of changes that are not yet written back into it',
    age_seconds: 'seconds since it was last changed',
    latency_ms: 'milliseconds of the whole run',
  },
  expect: () => [],
  subject: ({ path }) => path,
  async run({ path, query = null, integrity }, context) {
    const file = await fileFacts(path, context);
    context.waitFor('SQLite to read the file');
    const order = { path, query, integrity, patience: Math.floor(context.timeout / 2) };
    return observed(await askFile(order, context.signal), path, file);
  },
});

async function fileFacts(
  path: string,
  { clock }: CheckContext,
): Promise<Record<string, CheckValue>> {
  const [file, wal] = await Promise.all([
    stat(path).catch((cause: NodeJS.ErrnoException) => {
      const reason = UNREAD[cause.code ?? ''] ?? `cannot be read (${cause.code})`;
      throw new CheckFailure(`${path} ${reason}`, { cause });
    }),
    stat(`${path}-wal`).catch(() => null),
  ]);
  if (!file.isFile()) throw new CheckFailure(`${path} is no file: mend \`path\``);
  const changed = Math.max(file.mtimeMs, wal !== null && wal.size > 0 ? wal.mtimeMs : 0);
  return {
    size_bytes: file.size,
    wal_bytes: wal?.size ?? 0,
    age_seconds: Math.max(0, Math.round((clock.now() - changed) / SECOND)),
  };
}

function observed(
  answer: SqliteAnswer,
  path: string,
  file: Readonly<Record<string, CheckValue>>,
): Observation {
  if ('code' in answer) throw new CheckFailure(`${path} ${refusal(answer)}`);
  const facts = { ...file, ...answer.facts };
  if (typeof answer.damage !== 'string') return { facts };
  const reason = `${path} is damaged: ${quoted(answer.damage)}; restore it from a backup`;
  return { facts, verdict: { status: 'unhealthy', reason } };
}

const UNREAD: Readonly<Record<string, string>> = {
  ENOENT: 'is not there: mend `path`, or bring the file back',
  EACCES: 'may not be read: let the user of this process in',
  ENOTDIR: 'is not there: mend `path`',
};

/** https://www.sqlite.org/rescode.html */
const REASONS: readonly (readonly [code: RegExp, reason: string])[] = [
  [/^SQLITE_BUSY|^SQLITE_LOCKED/, 'is locked by a writer that does not end'],
  [/^SQLITE_NOTADB/, 'is no SQLite database, or it is encrypted'],
  [/^SQLITE_CORRUPT/, 'is damaged: restore it from a backup'],
  [/^SQLITE_CANTOPEN|^SQLITE_(PERM|AUTH)/, 'may not be read: let the user of this process in'],
  [/^SQLITE_READONLY/, 'cannot be read without changing it: let its own program recover it first'],
  [/^SQLITE_IOERR/, 'cannot be read: the disk gives errors'],
];

function refusal({ code, message }: { code: string; message: string }): string {
  const known = REASONS.find(([pattern]) => pattern.test(code));
  return known?.[1] ?? `cannot be asked with \`query\`: ${quoted(message)}`;
}
