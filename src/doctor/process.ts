import { createServer } from 'node:net';
import type { Examination, Finding } from '../model/finding.ts';
import { bad, fine, off, warning } from '../model/finding.ts';
import type { Asking } from './asking.ts';
import { ask } from './asking.ts';

export interface ProcessParts {
  readonly asking: Asking;
  /** Version of Node, and the oldest that is enough, such as `22.19`. */
  readonly node: { readonly version: string; readonly least: string };
  readonly http: { readonly enabled: boolean; readonly host: string; readonly port: number };
  /** Whether this process is the one that runs: the port is its own then. */
  readonly isRunning: boolean;
  /** Whether somebody holds the data though nobody answers at the socket. */
  isHeld(): Promise<boolean>;
  /** Path of the file that is locked. */
  readonly lock: string;
  /** Open alerts of the monitor about itself. */
  ownAlerts(): Promise<readonly { readonly id: number; readonly title: string }[]>;
}

/** Whether the process can run as it should. */
export function processExaminations(parts: ProcessParts): readonly Examination[] {
  const { node, http, isRunning } = parts;
  const area = 'process';
  return [
    { area, name: 'Node', examine: async () => [theNode(node)] },
    ...(http.enabled
      ? [{ area, name: 'HTTP', examine: (signal: AbortSignal) => theHttp(parts, signal) } as const]
      : []),
    isRunning
      ? { area, name: 'own alerts', examine: () => theAlerts(parts) }
      : { area, name: 'lock', examine: () => theLock(parts) },
  ];
}

function theNode({ version, least }: ProcessParts['node']): Finding {
  const [have, want] = [version, least].map((text) => text.replace('v', '').split('.').map(Number));
  const [major = 0, minor = 0] = have ?? [];
  const [leastMajor = 0, leastMinor = 0] = want ?? [];
  const isEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  if (isEnough) return fine(`Node ${version}`);
  return bad(
    `Node ${version} is older than ${least}`,
    'npm ci, then npm start, which brings its own Node',
  );
}

async function theHttp(parts: ProcessParts, signal: AbortSignal): Promise<readonly Finding[]> {
  const { host, port } = parts.http;
  const place = `${host}:${port}`;
  const repair = 'write a free port into .env: ANALYTICS_PORT=8001, then restart';
  if (!parts.isRunning) {
    const code = await listenTrouble(host, port);
    if (code === null) return [fine(`${place} is free for HTTP`)];
    const taken = `HTTP cannot listen on ${place}: ${code === 'EADDRINUSE' ? 'another program does' : code}`;
    return [bad(taken, repair)];
  }
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const url = `http://${near.includes(':') ? `[${near}]` : near}:${port}/health`;
  const answer = await ask(parts.asking, url, { signal });
  const isOurs = answer.kind === 'answer' && isHealth(answer.json);
  if (isOurs) return [fine(`HTTP answers on ${place}`)];
  return [bad(`HTTP does not answer on ${place}, or another program does`, repair)];
}

function isHealth(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'services' in json && 'uptime' in json;
}

/** Code of the error when nothing can listen there, or null. */
function listenTrouble(host: string, port: number): Promise<string | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'refused'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

async function theLock({ isHeld, lock }: ProcessParts): Promise<readonly Finding[]> {
  if (!(await isHeld())) return [off('Tocsin does not run', 'npm start')];
  return [
    bad(
      'another process holds the data, and does not answer here',
      `fuser -v ${lock} shows which: wait while it starts or ends, else stop it`,
    ),
  ];
}

async function theAlerts({ ownAlerts }: ProcessParts): Promise<readonly Finding[]> {
  const open = await ownAlerts();
  if (open.length === 0) return [fine('the monitor has no alert about itself')];
  return open.map(({ id, title }) => warning(`#${id} ${title}`, `/why ${id}`));
}
