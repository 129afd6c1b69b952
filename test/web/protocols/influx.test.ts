import { gzipSync } from 'node:zlib';
import { InfluxDB, Point } from '@influxdata/influxdb-client';
import { describe, expect, test } from 'vitest';
import { KEY, NOW, pushing } from '../serving.ts';

const MS = '?precision=ms';

describe('InfluxDB line protocol', () => {
  test.each([
    { line: `cpu,host=web-1 usage=12.5 ${NOW}`, stored: { metric: 'cpu.usage', value: 12.5 } },
    { line: `queue,host=web-1 value=3i ${NOW}`, stored: { metric: 'queue', value: 3 } },
    { line: `a,host=web-1 up=t,down=FALSE ${NOW}`, stored: { metric: 'a.up', value: 1 } },
    { line: 'a,host=web-1 n=7u', stored: { metric: 'a.n', value: 7, at: NOW } },
    { line: 'a,host=web-1 n=-1.5e-3', stored: { metric: 'a.n', value: -0.0015 } },
    {
      line: 'my\\ disk,host=web-1,path=/var/a\\ b\\,c used\\=x=1',
      stored: { metric: 'my_disk.used_x', labels: { host: 'web-1', path: '/var/a b,c' }, value: 1 },
    },
    { line: 'a,target=web-1,host=b n=1', stored: { target: 1, labels: { host: 'b' } } },
    { line: '# a comment\n\n  a,host=db-1 n=1\r\n', stored: { target: 2 } },
  ])('takes $line', async ({ line, stored }) => {
    const { send, world } = await pushing();
    expect((await send(`/write${MS}`, line)).status).toBe(204);
    expect(world.stored[0]).toMatchObject(stored);
  });

  test.each([
    { line: 'a,host=web-1 n="text"', says: 'a text is no measurement' },
    { line: 'a,host=web-1 n="two\nlines"', says: 'a text is no measurement' },
    { line: 'a,host=web-1 n="open', says: 'a quote is not closed' },
    { line: 'a,host=web-1', says: 'it has no field' },
    { line: 'a,host=web-1 n=', says: 'cut off' },
    { line: 'a,host= n=1', says: 'a tag has no name or no value' },
    { line: 'a,host=web-1 n=NaN', says: '"NaN" is no value' },
    { line: 'a,host=web-1 n=1e999', says: 'Infinity' },
    { line: 'a,host=web-1 n=1 soon', says: '"soon" is no time' },
    { line: 'a,host=web-1 n=1 1 2', says: 'more behind the time' },
    { line: `a,host=web-1 n=1 ${NOW + 600_000}`, says: '5 minutes in the future' },
    { line: 'a,host=web-1 n=1 1', says: 'older than what is kept' },
    { line: 'a,host=web-1,x=1,x=2 n=1', says: 'a name stands twice' },
    {
      line: 'a,host=web-9 n=1',
      says: '"web-9" is not watched; say whose it is with the tag target',
    },
    { line: `a,host=web-1${',t=1'.repeat(10_000)} n=1`, says: 'there are 100 tags or more' },
    {
      line: `a,host=web-1${Array.from({ length: 10_000 }, (_, at) => `,t${at}=1`).join('')} n=1`,
      says: 'there are 100 tags or more',
    },
  ])('refuses where $says, and keeps what is good', async ({ line, says }) => {
    const { send, world } = await pushing();
    const answer = await send(`/write${MS}`, `good,host=web-1 value=1\n${line}`);
    expect(answer.status).toBe(400);
    const { error } = JSON.parse(answer.text);
    expect(error).toMatch(/^partial write: line 2/);
    expect(error).toContain(says);
    expect(error).toMatch(/ dropped=1$/);
    expect(world.stored).toMatchObject([{ metric: 'good' }]);
  });

  test('a text that nothing closes ends with its line', async () => {
    const { send, world } = await pushing();
    const answer = await send('/write', 'a,host=web-1 v="half\nb,host=web-1 n=5\nc,host=web-1 n=6');
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('line 1: a quote is not closed');
    expect(world.stored.map(({ metric }) => metric)).toEqual(['b.n', 'c.n']);
  });

  test('what a quoted text holds is no line of its own', async () => {
    const { send, world } = await pushing();
    const text = '"a\nevil,host=web-1 value=1\nb"';
    await send('/write', `log,host=web-1 text=${text},level=2\nb,host=web-1 n=1`);
    expect(world.stored.map(({ metric }) => metric)).toEqual(['log.level', 'b.n']);
  });

  test.each([
    { precision: 'ns', time: `${NOW}000000` },
    { precision: 'n', time: `${NOW}000000` },
    { precision: 'us', time: `${NOW}000` },
    { precision: 'ms', time: `${NOW}` },
    { precision: 's', time: `${NOW / 1_000}` },
    { precision: 'm', time: `${NOW / 60_000}` },
  ])('$precision is a precision', async ({ precision, time }) => {
    const { send, world } = await pushing();
    const sent = await send(`/write?db=x&precision=${precision}`, `a,host=web-1 n=1 ${time}`);
    expect(sent.status).toBe(204);
    expect(world.stored).toMatchObject([{ at: NOW }]);
  });

  test.each([
    { name: 'Token', authorization: `Token ${KEY}`, status: 204 },
    { name: 'Basic', authorization: `Basic ${btoa(`any:${KEY}`)}`, status: 204 },
    { name: 'a wrong password', authorization: `Basic ${btoa('any:x')}`, status: 401 },
    { name: 'no key', authorization: '', status: 401 },
  ])('$name is answered with $status', async ({ authorization, status }) => {
    const { send } = await pushing();
    const answer = await send('/api/v2/write', 'a,host=web-1 n=1', { authorization });
    expect(answer.status).toBe(status);
    if (status === 401) expect(JSON.parse(answer.text)).toMatchObject({ code: 'unauthorized' });
  });

  test('a key in the address is refused, and nothing is stored', async () => {
    const { send, world } = await pushing();
    const answer = await send(`/write?u=a&p=${KEY}`, 'a,host=web-1 n=1');
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(KEY);
    expect(world.stored).toEqual([]);
  });

  test.each([
    { name: 'a bomb', body: gzipSync(Buffer.alloc(100_000_000)), status: 413 },
    { name: 'half', body: gzipSync('a,host=web-1 n=1').subarray(0, 20), status: 400 },
    { name: 'no gzip', body: Buffer.from('a n=1'), status: 400 },
    { name: 'good', body: gzipSync('a,host=web-1 n=1'), status: 204 },
  ])('gzip: $name', async ({ body, status }) => {
    const { send } = await pushing();
    expect((await send('/write', body, { 'content-encoding': 'gzip' })).status).toBe(status);
  });

  test('what cannot be stored just now may come again', async () => {
    const { send, world } = await pushing();
    world.broken = true;
    const answer = await send('/api/v2/write', 'a,host=web-1 n=1');
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'unavailable' });
  });

  test('what is too much, or nothing, is refused as a whole', async () => {
    const { send, world } = await pushing();
    expect((await send('/write', 'a,host=web-1 n=1\n'.repeat(20_001))).status).toBe(413);
    expect((await send('/write', ' '.repeat(1_100_000))).status).toBe(413);
    expect((await send('/write', '\n')).status).toBe(400);
    expect((await send('/write?precision=days', 'a n=1')).status).toBe(400);
    expect(world.stored).toEqual([]);
  });

  test('the client of InfluxDB writes, and hears of what was refused', async () => {
    const { address, world } = await pushing();
    const failed: unknown[] = [];
    const writer = new InfluxDB({ url: address, token: KEY }).getWriteApi('org', 'bucket', 'ms', {
      maxRetries: 0,
      writeFailed: (error) => void failed.push(error),
    });
    writer.useDefaultTags({ target: 'db-1' });
    const point = new Point('http').tag('path', '/a b').floatField('ms', 1.5).intField('hits', 3);
    writer.writePoint(point.booleanField('ok', true).timestamp(NOW));
    await writer.flush();
    expect(failed).toEqual([]);
    expect(world.stored).toMatchObject([
      { target: 2, at: NOW, metric: 'http.hits', labels: { path: '/a b' }, value: 3 },
      { metric: 'http.ms', value: 1.5 },
      { metric: 'http.ok', value: 1 },
    ]);
    writer.writePoint(new Point('http').stringField('text', 'x').timestamp(NOW));
    await writer.close().catch(() => {});
    expect(String(failed[0])).toContain('a text is no measurement');
  });
});
