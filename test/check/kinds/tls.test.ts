import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { tls } from '../../../src/check/kinds/tls.ts';
import { freePort } from '../../support/whole-app.ts';
import { ask } from '../asking.ts';
import type { Authority, Pair } from '../authority.ts';
import { authority, HAS_OPENSSL } from '../authority.ts';
import { kindContract } from '../kind-contract.ts';

kindContract({ kind: tls, entry: (port) => ({ host: '127.0.0.1', port }) });

async function serving(options: TlsOptions): Promise<number> {
  const server = createServer(options, (socket) => socket.on('error', () => {}).end());
  server.on('tlsClientError', () => {});
  server.listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as { port: number }).port;
}

describe.skipIf(!HAS_OPENSSL)('certificates (Debian package openssl)', () => {
  let own: Authority;
  let pairs: Record<'good' | 'expired' | 'other' | 'alone', Pair>;
  beforeAll(() => {
    own = authority();
    pairs = {
      good: own.issue('localhost'),
      expired: own.issue('localhost', -1),
      other: own.issue('other.example.com'),
      alone: own.selfSigned('localhost'),
    };
  });
  afterAll(() => own[Symbol.dispose]());

  const entry = (port: number) => ({
    host: '127.0.0.1',
    servername: 'localhost',
    port,
    ca: own.ca,
  });

  test('a good one shows what it is', async () => {
    const port = await serving(pairs.good.files);
    const { status, reasons, details, metrics } = await ask(tls, entry(port));
    expect({ status, reasons, metrics }).toEqual({
      ...{ status: 'healthy', reasons: [] },
      metrics: [{ metric: 'check.tls_days_left', value: 39 }],
    });
    expect(details).toEqual({
      ...{ 'tls.valid': true, 'tls.trusted': true, 'tls.name_matches': true, 'tls.weak': false },
      ...{ 'tls.days_left': 39, 'tls.protocol': 'TLSv1.3', 'tls.cipher': 'TLS_AES_256_GCM_SHA384' },
      ...{ 'tls.issuer': 'Test authority', 'tls.subject': 'localhost' },
    });
  });

  test.each<{ name: keyof typeof pairs; more?: object; reason: RegExp; valid?: object }>([
    {
      name: 'expired',
      reason: /has a certificate that ended on \d{4}-\d\d-\d\d: renew it$/,
      valid: { 'tls.days_left': expect.toSatisfy((days: number) => days < 0) },
    },
    {
      name: 'other',
      reason: /has a certificate for other\.example\.com, not for localhost$/,
      valid: { 'tls.name_matches': false, 'tls.trusted': true },
    },
    {
      name: 'alone',
      reason: /authority that is not known here: name it with `ca`$/,
      valid: { 'tls.trusted': false, 'tls.name_matches': true },
    },
    { name: 'good', more: { ca: undefined }, reason: /authority that is not known here/ },
  ])('$name $more is not to be trusted', async ({ name, more, reason, valid = {} }) => {
    const port = await serving(pairs[name].files);
    const { status, reasons, details } = await ask(tls, { ...entry(port), ...more });
    expect({ status, reasons }).toEqual({
      ...{ status: 'unhealthy', reasons: [expect.stringMatching(reason)] },
    });
    expect(details).toMatchObject({ ...valid, 'tls.valid': false });
    const lenient = await ask(tls, { ...entry(port), ...more, verify: false });
    expect(lenient.status).toBe('healthy');
  });

  test.each<{ options: TlsOptions; protocol: string }>([
    { options: { minVersion: 'TLSv1', maxVersion: 'TLSv1' }, protocol: 'TLSv1' },
    { options: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }, protocol: 'TLSv1.1' },
    {
      options: { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0' },
      protocol: 'TLSv1.2',
    },
  ])('weak: $options', async ({ options, protocol }) => {
    const port = await serving({ ciphers: 'ALL:@SECLEVEL=0', ...pairs.good.files, ...options });
    const { status, reasons, details } = await ask(tls, entry(port));
    expect({ status, reasons }).toEqual({
      ...{
        status: 'degraded',
        reasons: [expect.stringMatching(/agrees to TLSv1.* which is weak$/)],
      },
    });
    expect(details).toMatchObject({
      'tls.protocol': protocol,
      'tls.weak': true,
      'tls.valid': true,
    });
  });

  test('files that cannot be used are named', async () => {
    const noise = join(own.folder, 'noise.pem');
    writeFileSync(noise, 'what?');
    const port = await freePort();
    const asked = async (more: object) => (await ask(tls, { ...entry(port), ...more })).reasons;
    const pair = { cert: pairs.good.cert, key: pairs.other.key };
    expect(await asked({ ca: '/nowhere/ca.pem' })).toEqual([
      expect.stringContaining('`ca` /nowhere/ca.pem cannot be read'),
    ]);
    expect(await asked({ cert: noise, key: noise })).toEqual([
      expect.stringContaining('must be PEM'),
    ]);
    expect(await asked(pair)).toEqual([expect.stringContaining('of that certificate')]);
  });
});
