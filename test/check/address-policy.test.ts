import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { refusedAddress, refusedUrl } from '../../src/check/address-policy.ts';
import { hostResolver } from '../../src/check/host-resolver.ts';
import { http } from '../../src/check/kinds/http.ts';
import { influxdb } from '../../src/check/kinds/influxdb.ts';
import { websocket } from '../../src/check/kinds/websocket.ts';
import { guardedLookup } from '../../src/check/lookup.ts';
import { ask } from './asking.ts';

const LOCAL = [
  ...['169.254.0.1', '169.254.169.254', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
  ...['fe80::1', 'fe80::1%eth0', 'febf::1', 'fd00:ec2::254', 'fd20:ce::254'],
  // Other ways of writing 169.254.169.254: mapped, compatible, NAT64, 6to4.
  ...['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '0:0:0:0:0:FFFF:A9FE:A9FE', '::a9fe:a9fe'],
  ...['64:ff9b::a9fe:a9fe', '64:ff9b::169.254.169.254', '2002:a9fe:a9fe::1'],
  ...['64:ff9b:1::a9fe:a9fe', '::ffff:0:a9fe:a9fe'],
];
const PRIVATE = [
  ...['127.0.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...[
    '100.64.0.1',
    '::1',
    '::',
    'fc00::1',
    'fd12::1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1:2::1',
  ],
];
const PUBLIC = [
  ...['192.0.2.1', '8.8.8.8', '172.32.0.1', '169.253.0.1', '100.128.0.1', '192.169.0.1'],
  ...['2001:db8::1', '2606:4700::1111', '::ffff:8.8.8.8', '2002:808:808::1'],
];

describe('which addresses a check may reach', () => {
  test.each(LOCAL)('%s only where any may be reached', (address) => {
    expect(refusedAddress(address, 'public')).toContain('link-local address or a metadata service');
    expect(refusedAddress(address, 'private')).toContain(
      'link-local address or a metadata service',
    );
    expect(refusedAddress(address, 'any')).toBeNull();
  });

  test.each(PRIVATE)('%s unless only public ones may be', (address) => {
    expect(refusedAddress(address, 'public')).toContain('is a private address');
    expect(refusedAddress(address, 'private')).toBeNull();
  });

  test.each(PUBLIC)('%s always', (address) => {
    expect(refusedAddress(address, 'public')).toBeNull();
  });
});

describe('which addresses of the web', () => {
  test.each([
    { url: 'http://169.254.169.254/latest/meta-data/', why: 'metadata service' },
    { url: 'http://2852039166/', why: '169.254.169.254 is' },
    { url: 'http://0xa9fea9fe/', why: '169.254.169.254 is' },
    { url: 'http://0251.0376.0251.0376/', why: '169.254.169.254 is' },
    { url: 'http://[::ffff:169.254.169.254]/', why: 'metadata service' },
    { url: 'http://metadata.google.internal/', why: 'metadata service' },
    { url: 'http://METADATA.google.internal./', why: 'metadata service' },
    { url: 'file:///etc/passwd', why: 'neither http nor https' },
    { url: 'ftp://192.0.2.1/', why: 'neither http nor https' },
    { url: 'data:text/plain,hello', why: 'neither http nor https' },
  ])('$url is refused', ({ url, why }) => {
    expect(refusedUrl(new URL(url), 'private')).toContain(why);
  });

  test.each(['http://10.0.0.1/', 'https://shop.example.com/', 'http://[::1]:8080/'])(
    '%s is not',
    (url) => {
      expect(refusedUrl(new URL(url), 'private')).toBeNull();
    },
  );
});

describe('what a name leads to', () => {
  const asked = (network: 'public' | 'private', name = 'localhost') =>
    new Promise<LookupAddress[] | string>((resolve) => {
      guardedLookup(network)(name, { all: true }, (error, found) =>
        resolve(error === null ? (found as LookupAddress[]) : error.message),
      );
    });

  test('is judged where it is resolved', async () => {
    expect(await asked('public')).toMatch(
      /^localhost leads to an address that is refused: .*private address/,
    );
  });

  test('is what the system says', async () => {
    const own = await new Promise((resolve) => {
      lookup('localhost', { all: true }, (_, found) => resolve(found));
    });
    expect(await asked('private')).toEqual(own);
  });

  test('waits its turn when many are asked for at once', async () => {
    const names = Array.from({ length: 8 }, (_, place) => (place % 2 ? 'localhost' : '127.0.0.1'));
    const found = await Promise.all(names.map((name) => asked('private', name)));
    expect(found.filter((one) => typeof one === 'string' || one.length === 0)).toEqual([]);
  });

  test('is asked of DNS alone while names that hang hold the threads', async () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const hung: string[] = [];
    const resolve = hostResolver({
      system(hostname) {
        hung.push(hostname);
        return new Promise(() => {});
      },
      apart: async (hostname) => [{ address: `of ${hostname}`, family: 4 }],
    });
    for (const name of ['a', 'a', 'b']) void resolve(name);
    const found = resolve('c');
    await vi.advanceTimersByTimeAsync(1_000);
    expect([await found, hung]).toEqual([[{ address: 'of c', family: 4 }], ['a', 'b']]);
  });
});

test.each([
  { kind: http, url: 'http:' },
  { kind: influxdb, url: 'http:' },
  { kind: websocket, url: 'ws:' },
])(
  'a check of kind $kind.kind goes to no metadata service, and to no name that leads where it may not go',
  async ({ kind, url }) => {
    for (const [host, network] of [
      ['169.254.169.254', 'private'],
      ['localhost', 'public'],
    ]) {
      const { status, reasons } = await ask(kind, { url: `${url}//${host}:9/`, network });
      expect({ status, reasons }).toEqual({
        status: 'unhealthy',
        reasons: [expect.stringMatching(/is a (private|link-local) address/)],
      });
    }
  },
);
