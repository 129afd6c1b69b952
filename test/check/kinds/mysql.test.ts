import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mysql } from '../../../src/check/kinds/mysql.ts';
import { ask } from '../asking.ts';
import { kindContract, listening } from '../kind-contract.ts';
import { HAS_MARIADB, startMariadb } from '../servers/mariadb.ts';

const LOGIN = { host: '127.0.0.1', user: 'tocsin', password: 'correct horse' };

kindContract({ kind: mysql, entry: (port) => ({ ...LOGIN, port }) });

describe.skipIf(!HAS_MARIADB)('a real server (Debian package mariadb-server)', () => {
  let server: Awaited<ReturnType<typeof startMariadb>>;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const asked = (more: object, expectations: string[] = []) =>
    ask(mysql, { ...LOGIN, port: server.port, ...more }, { expect: expectations });

  test('answers, and tells of itself where that is asked for', async () => {
    const { status, reasons, details } = await asked({ database: 'shop' }, [
      'read_only == false',
      'connections < 100',
    ]);
    expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
    expect(details).toEqual({
      ...{ rows: 1, 'row.1': 1, version: expect.stringContaining('MariaDB') },
      ...{ read_only: false, connections: 1 },
    });
  });

  test('gives the values of the first row, and counts rows up to a limit', async () => {
    const query = `SELECT 12 AS orders, 1.5 AS price, null AS gone, 'x' AS word,
      timestamp '2026-01-02 03:04:05' AS at FROM seq_1_to_5000`;
    const { reasons, details } = await asked({ query, database: 'shop' }, [
      'row.orders == 12',
      'rows > 9',
    ]);
    expect(reasons).toEqual([]);
    expect(details).toMatchObject({
      ...{ rows: 1_000, 'row.orders': 12, 'row.price': 1.5, 'row.gone': null },
      ...{ 'row.word': 'x', 'row.at': '2026-01-02 03:04:05' },
    });
  });

  test('is believed over TLS when its authority is named', async () => {
    const query = "SHOW STATUS LIKE 'Ssl_version'";
    const { reasons, details } = await asked({ ca: server.ca, query });
    expect({ reasons, details }).toMatchObject({
      ...{ reasons: [], details: { 'row.Value': expect.stringContaining('TLS') } },
    });
  });

  test.each([
    { name: 'a wrong password', more: { password: 'wrong' }, says: 'the password is wrong' },
    { name: 'a database of others', more: { database: 'mysql' }, says: 'into the database mysql' },
    { name: 'a failing query', more: { query: 'SELECT * FROM shop.x' }, says: "“Table 'shop.x'" },
    {
      name: 'a query that writes',
      more: { query: 'CREATE TABLE shop.x (a int)' },
      says: 'a check only reads',
    },
    { name: 'two queries', more: { query: 'COMMIT; SELECT 1' }, says: 'error in your SQL syntax' },
    { name: 'a certificate of its own', more: { tls: true }, says: 'name it with `ca`' },
    {
      name: 'an answer without end',
      more: { query: "SELECT repeat('x', 9000000)" },
      says: 'more than 4 MiB',
    },
  ])('$name is said in words', async ({ more, says }) => {
    const { status, reasons } = await asked(more);
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringContaining(says)],
    });
  });

  test('a query that takes too long is ended there too', async () => {
    const query = 'SELECT sleep(60)';
    const late = await ask(mysql, { ...LOGIN, port: server.port, query }, { timeout: 700 });
    expect(late.reasons.join()).toMatch(
      /waiting for the answer to its query|took longer than the time-out/,
    );
    const running =
      "SELECT count(*) AS n FROM information_schema.processlist WHERE info LIKE 'SELECT sl%'";
    await expect
      .poll(() => asked({ query: running }).then(({ details }) => details['row.n']))
      .toBe(0);
  });
});

/** https://mariadb.com/docs/server/reference/clientserver-protocol/4-server-response-packets/err_packet */
function complaint(code: number): Buffer {
  const text = Buffer.from(`\u00ff\0\0of the server`, 'latin1');
  text.writeUInt16LE(code, 1);
  return Buffer.concat([Buffer.from([text.length, 0, 0, 0]), text]);
}

test.each([
  { code: 1_040, says: 'has too many connections' },
  { code: 1_129, says: 'FLUSH HOSTS' },
  { code: 1_130, says: 'create the user for this machine' },
  { code: 4_000, says: 'says “of the server”' },
])('a server that refuses with $code is understood', async ({ code, says }) => {
  const { port } = await listening((socket) => socket.end(complaint(code)));
  const { status, reasons } = await ask(mysql, { ...LOGIN, port });
  expect({ status, reasons }).toEqual({
    status: 'unhealthy',
    reasons: [expect.stringContaining(says)],
  });
});
