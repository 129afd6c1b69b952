import { connect } from 'node:net';
import type { EngineAddress } from '../../model/container.ts';
import type { TargetTest, TestListener, TestStep, TestSteps } from '../../model/target-test.ts';
import { failed, passed, testSteps } from '../../model/target-test.ts';
import { SECOND } from '../../model/time.ts';
import { record } from '../containers/inspect.ts';
import { engineTrouble } from '../containers/trouble.ts';
import { lookedUp, reached } from '../reach.ts';
import { orAborted } from '../turns.ts';
import { dockerEngine, EngineError } from './docker-engine.ts';

/** Longest time of one question. */
const PATIENCE = 4 * SECOND;

/**
 * Goes the whole way to an engine once: its socket or port, the certificates, whether we may ask, and which interface it
 * speaks.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function tryDocker(
  address: EngineAddress,
  tell: TestListener,
  signal: AbortSignal,
): Promise<TargetTest> {
  const isSecure = address.kind === 'tcp' && address.tls !== null;
  const way = address.kind === 'socket' ? (['socket'] as const) : (['name', 'TCP'] as const);
  const last = ['permission', 'container engine'] as const;
  const steps = testSteps([...way, ...(isSecure ? (['TLS'] as const) : []), ...last], tell);
  if (await arrived(address, steps, signal)) {
    const engine = dockerEngine(address);
    const ask = async (path: string, read: (answer: unknown) => readonly TestStep[]) => {
      const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
      try {
        return steps.add(...read(await engine.get(path, within)));
      } catch (error) {
        signal.throwIfAborted();
        return steps.add(...refusal(error, isSecure && path === LIST));
      }
    };
    const encrypted = isSecure ? [passed('TLS', 'both certificates are accepted')] : [];
    const listed = () => [...encrypted, passed('permission', 'we may ask for its containers')];
    if (await ask(LIST, listed)) await ask('/version', versionStep);
  }
  return { steps: steps.whole(), unknownKey: null };
}

const LIST = '/containers/json?limit=1';

async function arrived(
  address: EngineAddress,
  steps: TestSteps,
  signal: AbortSignal,
): Promise<boolean> {
  if (address.kind === 'socket') return steps.add(...(await opened(address.path, signal)));
  const { host, port } = address;
  const place = { host, port, trouble: (error: Error) => portTrouble(host, port, error) };
  return steps.add(await lookedUp(place, signal)) && steps.add(await reached(place, signal));
}

/** Connects to the socket, and no more. */
async function opened(path: string, signal: AbortSignal): Promise<readonly TestStep[]> {
  const socket = connect({ path });
  const { promise, resolve } = Promise.withResolvers<NodeJS.ErrnoException | null>();
  socket.once('connect', () => resolve(null));
  socket.on('error', resolve);
  try {
    const error = await orAborted(
      promise,
      AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    );
    return error === null ? [passed('socket', path)] : socketTrouble(path, error);
  } catch {
    signal.throwIfAborted();
    return [failed('socket', `${path} does not answer: look with “systemctl status docker”`)];
  } finally {
    socket.destroy();
  }
}

function socketTrouble(path: string, { code, message }: NodeJS.ErrnoException): TestStep[] {
  switch (code) {
    case 'ENOENT':
      return [
        failed(
          'socket',
          `${path} is not there: start the engine with “systemctl start docker”, or correct \`engine\` of the target`,
        ),
      ];
    case 'ECONNREFUSED':
      return [
        failed(
          'socket',
          `nothing listens on ${path}: the engine does not run; look with “systemctl status docker”`,
        ),
      ];
    case 'EACCES':
    case 'EPERM':
      return [passed('socket', path), failed('permission', engineTrouble('connect EACCES', null))];
    default:
      return [failed('socket', `${path}: ${message}`)];
  }
}

const PORT_TROUBLE: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'nothing listens on this port: look for “-H tcp://...” of dockerd, and for the port',
  ETIMEDOUT: 'no answer: look whether it runs, and whether a firewall drops the connection',
  EHOSTUNREACH: 'no way leads to this host: look whether it runs, and at firewalls and routes',
  ENETUNREACH: 'no way leads to its network: look at the routes of this machine',
  ENOTFOUND: 'there is no host of this name: look for a slip in `engine`, or write its address',
  EAI_AGAIN: 'its name could not be looked up: look at the name servers of this machine',
};

function portTrouble(
  host: string,
  port: number,
  { code = '', message }: Error & { code?: string },
): string {
  return `${host}:${port}: ${PORT_TROUBLE[code] ?? message}`;
}

/** What is wrong with certificates, in the words of Node and of OpenSSL, and what to do. */
const CERTIFICATES: readonly (readonly [RegExp, string])[] = [
  [
    /ALTNAME|does not match/i,
    'its certificate is for another name: write that name in `engine`, or make it anew',
  ],
  [/EXPIRED|expired/, 'a certificate has expired: make it anew'],
  [
    /WRONG_VERSION|wrong version|packet length|EPROTO.*http/i,
    'it speaks no TLS on this port: the usual port with TLS is 2376',
  ],
  [
    /alert|ECONNRESET|hang up/i,
    'it does not accept our certificate: `cert` and `key` must be signed by the authority of its --tlscacert',
  ],
  [
    /SELF_SIGNED|UNABLE_TO|self.signed|issuer/i,
    'its certificate is not signed by the authority in `ca`: write the right file there',
  ],
];

/** `atFirst`: nothing was asked over TLS before. */
function refusal(error: unknown, atFirst: boolean): readonly TestStep[] {
  const name = atFirst ? 'TLS' : 'container engine';
  if (!(error instanceof EngineError)) {
    return [failed(name, `no answer within ${PATIENCE / SECOND} s: look at its service`)];
  }
  const { message, isOurs, cause } = error;
  if (isOurs) return [failed('TLS', `${message}: let Tocsin read it, or correct its path`)];
  if (/^status 40[13]/.test(message)) {
    const detail = `it does not let us ask (${message}): look at what stands before it, such as a proxy or an authorization plugin`;
    return [
      ...(atFirst ? [passed('TLS', 'both certificates are accepted')] : []),
      failed('permission', detail),
    ];
  }
  if (/HTTP request to an HTTPS server/i.test(message)) {
    return [failed('permission', 'it wants TLS: write `ca`, `cert` and `key` of the target')];
  }
  if (atFirst && cause !== undefined) {
    const repair = CERTIFICATES.find(([words]) => words.test(message))?.[1];
    return [failed('TLS', repair === undefined ? message : `${repair} (${message.slice(0, 160)})`)];
  }
  return [failed(name, engineTrouble(message, null))];
}

function versionStep(answer: unknown): readonly TestStep[] {
  const { Version: version, ApiVersion: api } = record(answer);
  if (typeof version !== 'string' || typeof api !== 'string') {
    const detail =
      'it answers, but does not say which interface it speaks: is it a container engine?';
    return [failed('container engine', detail)];
  }
  return [passed('container engine', `version ${version}, interface ${api}`)];
}
