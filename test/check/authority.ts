import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Of Debian's package openssl. */
export const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0;

/** Paths of a certificate and of its key, and what a server is started with. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
  readonly files: { readonly cert: Buffer; readonly key: Buffer };
}

/** A certificate authority of the test's own. */
export interface Authority extends Disposable {
  readonly folder: string;
  /** Path of its certificate. */
  readonly ca: string;
  /** A certificate for `name`, which ends in `days`: -1 is yesterday. */
  issue(name: string, days?: number): Pair;
  /** A certificate that nobody but itself has signed. */
  selfSigned(name: string): Pair;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export function authority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-ca-'));
  const path = (file: string) => join(folder, file);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const alone = (file: string, subject: string) => {
    const [cert, key] = [path(`${file}.pem`), path(`${file}.key`)];
    openssl(
      'req',
      '-x509',
      ...NEW_KEY,
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '40',
      ...subjectOf(subject),
    );
    return pairOf(cert, key);
  };
  let count = 0;
  const root = alone('ca', 'Test authority');
  return {
    folder,
    ca: root.cert,
    issue(name, days = 40) {
      count += 1;
      const [cert, key, wish] = [path(`${count}.pem`), path(`${count}.key`), path(`${count}.csr`)];
      const names = path(`${count}.ext`);
      writeFileSync(names, `subjectAltName=${/^[\d.]+$/.test(name) ? 'IP' : 'DNS'}:${name}\n`);
      openssl('req', ...NEW_KEY, '-keyout', key, '-out', wish, '-subj', `/CN=${name}`);
      const by = ['-CA', root.cert, '-CAkey', root.key, '-CAcreateserial', '-days', String(days)];
      openssl('x509', '-req', '-in', wish, ...by, '-extfile', names, '-out', cert);
      return pairOf(cert, key);
    },
    selfSigned: (name) => alone(`self-${name}`, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function subjectOf(name: string): string[] {
  return ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name.replaceAll(' ', '-')}`];
}

function pairOf(cert: string, key: string): Pair {
  return { cert, key, files: { cert: readFileSync(cert), key: readFileSync(key) } };
}
