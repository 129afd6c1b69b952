import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgres } from '../../../src/check/kinds/postgres.ts';
import { scramLimit } from '../../../src/check/scram-limit.ts';
import { ask } from '../asking.ts';
import { kindContract, listening } from '../kind-contract.ts';
import { HAS_POSTGRES, startPostgres } from '../servers/postgres.ts';

const LOGIN = { host: '127.0.0.1', user: 'postgres', password: 'correct horse' };

kindContract({ kind: postgres, entry: (port) => ({ ...LOGIN, port }) });

describe.skipIf(!HAS_POSTGRES)('a real server (Debian package postgresql)', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const asked = (more: object, expectations: string[] = []) =>
    ask(postgres, { ...LOGIN, port: server.port, ...more }, { expect: expectations });

  test('answers', async () => {
    const { status, reasons, details } = await asked({});
    expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
    expect(details).toMatchObject({ rows: 1, standby: false, version: expect.any(String) });
  });

  test('gives the values of the first row, and counts rows up to a limit', async () => {
    const query = `SELECT 12::bigint AS orders, 1.5::numeric AS price, true AS open, null AS gone,
      'x' AS word, timestamptz '2026-01-02 03:04:05Z' AS at FROM generate_series(1, 5000)`;
    const { status, reasons, details } = await asked({ query }, ['row.orders == 12', 'rows > 9']);
    expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
    expect(details).toMatchObject({
      ...{ rows: 1_000, 'row.orders': 12, 'row.price': 1.5, 'row.open': true, 'row.gone': null },
      ...{ 'row.word': 'x', 'row.at': '2026-01-02T03:04:05.000Z' },
    });
  });

  test('says how many connections there are where that is asked for', async () => {
    // The server may still be ending the connections of the tests before.
    await expect
      .poll(() => asked({}, ['connections < 100']).then(({ details }) => details))
      .toMatchObject({ connections: 1 });
  });

  test('is believed over TLS when its authority is named', async () => {
    const query = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
    expect(await asked({ ca: server.ca, query }, ['row.ssl == true'])).toMatchObject({
      ...{ status: 'healthy', reasons: [] },
    });
  });

  test.each([
    { name: 'a wrong password', more: { password: 'wrong' }, says: 'the password is wrong' },
    { name: 'an unknown database', more: { database: 'shop' }, says: 'has no database shop' },
    { name: 'a failing query', more: { query: 'SELECT 1/0' }, says: 'says “division by zero”' },
    {
      name: 'an unknown table',
      more: { query: 'SELECT * FROM x' },
      says: '“relation "x" does not',
    },
    {
      name: 'a query that writes',
      more: { query: 'CREATE TABLE x ()' },
      says: 'a check only reads',
    },
    { name: 'two queries', more: { query: 'COMMIT; DROP TABLE x' }, says: 'multiple commands' },
    { name: 'a certificate of its own', more: { tls: true }, says: 'name it with `ca`' },
    { name: 'no file of that name', more: { ca: '/nowhere.pem' }, says: 'cannot be read (ENOENT)' },
    {
      name: 'an answer without end',
      more: { query: "SELECT repeat('x', 9000000)" },
      says: 'more than 4 MiB',
    },
  ])('$name is said in words', async ({ more, says }) => {
    const { reasons } = await asked(more);
    expect(reasons).toEqual([expect.stringContaining(says)]);
  });

  test('a query that takes too long is ended there too', async () => {
    const query = 'SELECT pg_sleep(60)';
    const late = await ask(postgres, { ...LOGIN, port: server.port, query }, { timeout: 700 });
    expect(late.reasons.join()).toMatch(
      /waiting for the answer to its query|took longer than the time-out/,
    );
    const running = "SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE '%sleep(60)'";
    await expect
      .poll(() => asked({ query: running }).then(({ details }) => details['row.n']))
      .toBe(0);
  });
});

/** An error as the server sends it: https://www.postgresql.org/docs/current/protocol-error-fields.html */
function complaint(code: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0Mof the server\0\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeUInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

test.each([
  { code: '57P03', says: 'is starting up or shutting down' },
  { code: '53300', says: 'has too many connections' },
  { code: '28000', says: 'pg_hba.conf' },
  { code: 'XX000', says: 'says “of the server”' },
])('a server that refuses with $code is understood', async ({ code, says }) => {
  const { port } = await listening((socket) => {
    socket.once('data', () => socket.end(complaint(code)));
  });
  const { status, reasons } = await ask(postgres, { ...LOGIN, port });
  expect({ status, reasons }).toEqual({
    status: 'unhealthy',
    reasons: [expect.stringContaining(says)],
  });
});

/** What a server says in a log-in: https://www.postgresql.org/docs/current/sasl-authentication.html */
function demand(kind: number, text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(9, 'R');
  head.writeUInt32BE(body.length + 8, 1);
  head.writeUInt32BE(kind, 5);
  return Buffer.concat([head, body]);
}

test.each(['i=100001', 'i=2147483647', 'i=4096,i=0x7fffffff', 'i= 999999'])(
  'a server that wants us to reckon without end is refused: %s',
  async (rounds) => {
    let said = 0;
    const { port } = await listening((socket) => {
      socket.once('data', () => socket.write(demand(10, 'SCRAM-SHA-256\0\0')));
      socket.on('data', () => {
        said += 1;
        if (said !== 2) return;
        const answer = demand(11, `r=abc,s=${Buffer.from('salt').toString('base64')},${rounds}`);
        // In pieces, as it may come.
        socket.write(answer.subarray(0, 20));
        setImmediate(() => socket.write(answer.subarray(20)));
      });
    });
    const { status, reasons } = await ask(postgres, { ...LOGIN, port });
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringContaining('demands more than 100000 rounds for the password')],
    });
    // The first message, and that it wants SCRAM: no proof of the password.
    expect(said).toBe(2);
  },
);

test('what is said behind the log-in is not taken for one', () => {
  const heard = scramLimit();
  const row = demand(11, 'i=999999');
  expect(heard(Buffer.concat([demand(11, 'r=a,s=b,i=4096'), demand(0, '')]))).toBeNull();
  expect(heard(row)).toBeNull();
  const again = scramLimit();
  expect(again(demand(11, 'r=a,s=b,i=4096'))).toBeNull();
  expect(again(demand(11, 'r=a,s=b,i=4096'))).toContain('rounds');
  const parameter = Buffer.concat([
    Buffer.from('S\0\0\0\x0b'),
    Buffer.from('R,i=9999999').subarray(0, 7),
  ]);
  expect(scramLimit()(Buffer.concat([parameter, demand(11, 'i=999999')]))).toContain('rounds');
});

test('a server without TLS is told of', async () => {
  const { port } = await listening((socket) => {
    socket.once('data', () => socket.write('N'));
  });
  const { reasons } = await ask(postgres, { ...LOGIN, port, tls: true });
  expect(reasons).toEqual([expect.stringContaining('has no TLS')]);
});

test('no password is shown', () => {
  const entry = { ...LOGIN, port: 1, database: 'shop', query: '', tls: false };
  expect(postgres.subject(entry)).toBe('127.0.0.1:1/shop');
  expect(postgres.secrets?.(entry)).toEqual(['correct horse']);
});
