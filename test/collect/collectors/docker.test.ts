import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dockerCollector } from '../../../src/collect/collectors/docker.ts';
import { tryDocker } from '../../../src/collect/collectors/docker-try.ts';
import { containerBook } from '../../../src/collect/containers/book.ts';
import { containerProbe } from '../../../src/collect/logs/container.ts';
import type { Part } from '../../../src/collect/part.ts';
import type { EngineAddress } from '../../../src/model/container.ts';
import type { Reading } from '../../../src/model/sample.ts';
import type { Target } from '../../../src/model/target.ts';
import { systemClock } from '../../../src/model/time.ts';
import { aTarget } from '../../store/fixtures.ts';
import { type Dockerd, HAS_DOCKERD, startDockerd } from '../../support/dockerd.ts';
import { failureOf, within } from '../../support/ssh-rounds.ts';

function collector(parts: () => readonly Part[] = () => []) {
  const book = containerBook({
    load: async () => null,
    save: async () => {},
    onError: (error) => {
      throw error;
    },
  });
  return { book, collector: dockerCollector({ clock: systemClock, book, parts }) };
}

function at(docker: EngineAddress): Target {
  return { id: 1, ...aTarget({ name: 'web-1', kind: 'docker' }), docker };
}

function measured(readings: readonly Reading[], metric: string, name?: string) {
  return readings.find((one) => one.metric === metric && one.labels['name'] === name)?.value;
}

/** Certificates of an authority, a server at 127.0.0.1 and a client, made by openssl. */
function certificates(folder: string): void {
  const openssl = (...words: string[]) =>
    execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=authority');
  openssl(
    'req',
    '-x509',
    ...ec,
    '-keyout',
    'stranger.key',
    '-out',
    'stranger.pem',
    '-subj',
    '/CN=x',
  );
  for (const name of ['server', 'client']) {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`];
    openssl('req', ...ec, ...files, '-addext', 'subjectAltName=IP:127.0.0.1');
    const signer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
    const into = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-copy_extensions', 'copy'];
    openssl('x509', '-req', ...signer, ...into);
  }
}

describe.skipIf(!HAS_DOCKERD)('a real engine (needs docker.io, busybox-static and root)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-docker-tls-'));
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  let engine: Dockerd;

  beforeAll(async () => {
    certificates(folder);
    const file = (name: string) => join(folder, name);
    engine = await startDockerd([
      ...['-H', `tcp://127.0.0.1:${port}`, '--tlsverify', '--tlscacert', file('ca.pem')],
      ...['--tlscert', file('server.pem'), '--tlskey', file('server.key')],
    ]);
  }, 60_000);
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  }, 60_000);

  test('states, use and reasons through its socket', async () => {
    const { book, collector: docker } = collector();
    const target = at({ kind: 'socket', path: engine.socket });
    engine.run('worker', ['--memory', '64m'], 'sleep', '1000');
    expect(measured(await docker.collect(target, within()), 'container.up', 'worker')).toBe(1);
    const up = await docker.collect(target, within());
    expect(measured(up, 'container.cpu', 'worker')).toBeGreaterThanOrEqual(0);
    expect(measured(up, 'container.memory_bytes', 'worker')).toBeGreaterThan(0);
    expect(measured(up, 'container.memory', 'worker')).toBeLessThan(50);
    engine.docker('kill', '--signal', 'TERM', 'worker');
    engine.docker('kill', 'worker');
    const down = await docker.collect(target, within());
    expect(measured(down, 'container.up', 'worker')).toBe(0);
    expect(measured(down, 'containers.down')).toBe(1);
    expect(book.note(1, 'container.up', { name: 'worker' })).toContain('SIGKILL, exit code 137');
    engine.docker('rm', '-f', 'worker');
    expect(await steps({ kind: 'socket', path: engine.socket })).toMatch(
      /^socket ok: .*\npermission ok: .*\ncontainer engine ok: version \d.*interface \d\.\d+/,
    );
  }, 60_000);

  test('what else is asked of an engine comes into its rounds', async () => {
    const asked: unknown[] = [];
    const part: Part = {
      probes: () => [containerProbe('log app', { container: 'gone', engine: null, cursor: null })],
      readings(answers) {
        asked.push(answers.get('log app')?.bytes?.toString());
        return [{ metric: 'log.lines', labels: {}, value: 3 }];
      },
    };
    const { collector: docker } = collector(() => [part]);
    const target = at({ kind: 'socket', path: engine.socket });
    expect(measured(await docker.collect(target, within()), 'log.lines')).toBe(3);
    expect(asked).toEqual(['no such container\n']);
  });

  test('over TLS, and never without the right certificates', async () => {
    const { collector: docker } = collector();
    const file = (name: string) => join(folder, name);
    const tls = { ca: file('ca.pem'), cert: file('client.pem'), key: file('client.key') };
    const tcp = { kind: 'tcp', host: '127.0.0.1', port } as const;
    const readings = await docker.collect(at({ ...tcp, tls }), within());
    expect(measured(readings, 'containers.engine')).toBe(1);
    const other = { ...tls, ca: file('client.pem') };
    const strange = await failureOf(docker.collect(at({ ...tcp, tls: other }), within()));
    expect(strange.message).toMatch(/certificate/i);
    const lost = { ...tls, key: file('nowhere.key') };
    const unread = await failureOf(docker.collect(at({ ...tcp, tls: lost }), within()));
    expect(unread.message).toContain('nowhere.key cannot be read');

    expect(await steps({ ...tcp, tls })).toMatch(
      /TCP ok.*\nTLS ok.*\npermission ok.*\ncontainer engine ok/,
    );
    expect(await steps({ ...tcp, tls: other })).toMatch(/TLS failed: .*not signed by .* `ca`/);
    expect(await steps({ ...tcp, tls: lost })).toMatch(/TLS failed: .*nowhere\.key cannot be read/);
    const stranger = { ...tls, cert: file('stranger.pem'), key: file('stranger.key') };
    expect(await steps({ ...tcp, tls: stranger })).toMatch(/TLS failed: .*does not accept our/);
    expect(await steps({ ...tcp, tls: null })).toMatch(
      /permission failed: it wants TLS: write `ca`/,
    );
    expect(await steps({ ...tcp, port: 1, tls })).toMatch(
      /TCP failed: .*nothing listens.*\nTLS skipped/,
    );
  });
});

/** The steps of a test of the way there, and what they say. */
async function steps(docker: EngineAddress): Promise<string> {
  const tested = await tryDocker(docker, () => {}, within());
  return tested.steps.map(({ name, state, detail }) => `${name} ${state}: ${detail}`).join('\n');
}

describe('what an engine may answer', () => {
  async function served<T>(
    listener: RequestListener,
    use: (path: string) => Promise<T>,
  ): Promise<T> {
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-docker-'));
    const path = join(folder, 'docker.sock');
    const server = createServer(listener);
    await new Promise<void>((done) => server.listen(path, done));
    try {
      return await use(path);
    } finally {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      rmSync(folder, { recursive: true });
    }
  }

  const answered = (listener: RequestListener, signal = within()): Promise<string> =>
    served(listener, (path) => {
      const { collector: docker } = collector();
      const round = docker.collect(at({ kind: 'socket', path }), signal);
      return round.then(
        (readings) => `${readings.length} readings`,
        (error: Error) => error.message,
      );
    });

  const says =
    (status: number, body: string): RequestListener =>
    (_, response) =>
      response.writeHead(status).end(body);

  test.each([
    { name: 'no containers', listener: says(200, '[]'), message: '3 readings' },
    {
      name: 'an error',
      listener: says(500, '{"message": "disk is full"}'),
      message: 'the container engine says “status 500: disk is full”',
    },
    {
      name: 'a page',
      listener: says(200, '<html>'),
      message: 'is it a container engine?',
    },
    { name: 'no list', listener: says(200, '{}'), message: 'gives no list of containers' },
    {
      name: 'ids that are none',
      listener: says(200, '[{"Id": "../../images/json?x="}, {"Id": 5}, null]'),
      message: '3 readings',
    },
    {
      name: 'more than is read',
      listener: ((_, response) => {
        response.writeHead(200);
        for (let part = 0; part < 9; part += 1) response.write(' '.repeat(1_024 * 1_024));
        response.end();
      }) as RequestListener,
      message: 'longer than 8 MiB',
    },
  ])('$name', async ({ listener, message }) => {
    expect(await answered(listener)).toContain(message);
  });

  test.each([
    {
      name: 'a plugin that forbids it',
      listener: says(403, '{"message": "authorization denied"}'),
      says: /permission failed: .*authorization denied.*plugin/,
    },
    { name: 'another program', listener: says(200, '{}'), says: /container engine failed.*which/ },
    { name: 'a page', listener: says(200, '<html>'), says: /failed: .*is it a container engine/ },
  ])('a test of the way to $name', async ({ listener, says: words }) => {
    expect(await served(listener, (path) => steps({ kind: 'socket', path }))).toMatch(words);
  });

  test('a test of the way to a socket that is not there', async () => {
    expect(await steps({ kind: 'socket', path: '/nowhere.sock' })).toMatch(
      /^socket failed: \/nowhere\.sock is not there: .*systemctl start docker.*`engine`/,
    );
  });

  test('a container that goes between two questions is left out', async () => {
    const listener: RequestListener = ({ url }, response) => {
      const isList = url?.startsWith('/containers/json') === true;
      response.writeHead(isList ? 200 : 404).end(`[{"Id": "${'ab'.repeat(32)}"}]`);
    };
    expect(await answered(listener)).toBe('3 readings');
  });

  test('one that does not answer is waited for no longer than the round', async () => {
    const signal = AbortSignal.timeout(200);
    expect(await answered(() => {}, signal)).toContain('timeout');
  });

  test('no engine, and a target without address', async () => {
    const { collector: docker } = collector();
    const nowhere = docker.collect(at({ kind: 'socket', path: '/nowhere.sock' }), within());
    expect((await failureOf(nowhere)).message).toContain('systemctl start docker');
    const { docker: _, ...without } = at({ kind: 'socket', path: '/nowhere.sock' });
    expect(await failureOf(docker.collect(without, within()))).toMatchObject({ retryable: false });
  });
});
