import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP } from 'node:net';
import type { SshAddress } from '../../model/target.ts';
import type { TargetTest, TestStep } from '../../model/target-test.ts';
import { SECOND } from '../../model/time.ts';
import type { CollectError } from '../collector.ts';
import { answeredSteps, HOST_PROBES } from '../try-host.ts';
import { orAborted } from '../turns.ts';
import { connect } from './ssh-connect.ts';
import type { Connection } from './ssh-connection.ts';
import { networkTrouble } from './ssh-trouble.ts';

/** Longest times of the steps; together they stay below what a command may take. */
const LOOK_UP = 3 * SECOND;
const TCP = 4 * SECOND;
const LOG_IN = 7 * SECOND;
const ASKING = 4 * SECOND;

const ORDER = [
  'name',
  'TCP',
  'handshake',
  'host key',
  'log-in',
  'echo',
  'container engine',
  'clock',
];

/**
 * Goes the whole way to a host once, step by step, over a connection of its own: what fails says what to do, and what
 * comes after it is skipped. A host whose key is not trusted never learns how we log in.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function trySsh(
  target: string,
  address: SshAddress,
  signal: AbortSignal,
): Promise<TargetTest> {
  const isDirect = (address.jumps ?? []).length === 0;
  const first = isDirect
    ? [() => lookedUp(address, signal), () => reached(address, signal)]
    : [
        async () => skipped('name', 'it is looked up by the jump host'),
        async () => skipped('TCP', 'over a jump host'),
      ];
  const steps: TestStep[] = [];
  for (const step of first) {
    steps.push(await step());
    if (steps.at(-1)?.state === 'failed') return { steps: whole(steps), unknownKey: null };
  }
  const within = AbortSignal.any([signal, AbortSignal.timeout(LOG_IN)]);
  const answer = await connect(target, address, within).catch((error: unknown) => {
    signal.throwIfAborted();
    if (!within.aborted) throw error;
    return { kind: 'late' as const };
  });
  if (answer.kind === 'late') {
    const detail = `no answer within ${LOG_IN / SECOND} s: something listens, but it does not speak SSH or is overloaded`;
    return { steps: whole([...steps, failed('handshake', detail)]), unknownKey: null };
  }
  if (answer.kind === 'failed') {
    const refused = refusedAt(answer.error);
    return { steps: whole([...steps, ...refused]), unknownKey: unknownKeyOf(answer.error) };
  }
  try {
    steps.push(...PASSED(address), ...(await asked(answer.connection, signal)));
  } finally {
    answer.connection.close();
  }
  return { steps: whole(steps), unknownKey: null };
}

function ok(name: TestStep['name'], detail: string): TestStep {
  return { name, state: 'ok', detail };
}

function failed(name: TestStep['name'], detail: string): TestStep {
  return { name, state: 'failed', detail };
}

function skipped(name: TestStep['name'], detail: string): TestStep {
  return { name, state: 'skipped', detail };
}

const PASSED = ({ user }: SshAddress): TestStep[] => [
  ok('handshake', 'modern algorithms'),
  ok('host key', 'the known one'),
  ok('log-in', `as ${user}`),
];

/** With the steps that were not tried any more. */
function whole(steps: readonly TestStep[]): TestStep[] {
  const missing = ORDER.filter((name) => !steps.some((step) => step.name === name));
  return [
    ...steps,
    ...missing.map((name) => skipped(name as TestStep['name'], 'a step before it failed')),
  ];
}

async function lookedUp(
  { host, port, ...rest }: SshAddress,
  signal: AbortSignal,
): Promise<TestStep> {
  if (isIP(host) !== 0) return skipped('name', 'it is an address');
  const late = AbortSignal.timeout(LOOK_UP);
  try {
    const { address } = await orAborted(lookup(host), AbortSignal.any([signal, late]));
    return ok('name', `${host} is ${address}`);
  } catch (cause) {
    signal.throwIfAborted();
    if (late.aborted)
      return failed(
        'name',
        `no answer within ${LOOK_UP / SECOND} s: look at the name servers of this machine`,
      );
    return failed('name', networkTrouble({ host, port, ...rest }, cause as Error));
  }
}

function reached(address: SshAddress, signal: AbortSignal): Promise<TestStep> {
  const { host, port } = address;
  const { promise, resolve, reject } = Promise.withResolvers<TestStep>();
  const began = performance.now();
  const socket = connectTcp({ host, port, timeout: TCP });
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  socket.once('connect', () =>
    resolve(ok('TCP', `port ${port} in ${Math.round(performance.now() - began)} ms`)),
  );
  socket.once('timeout', () =>
    resolve(
      failed('TCP', networkTrouble(address, Object.assign(new Error(), { code: 'ETIMEDOUT' }))),
    ),
  );
  socket.on('error', (cause) => resolve(failed('TCP', networkTrouble(address, cause))));
  return promise.finally(() => {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  });
}

/** How far it came, by why it was refused. */
function refusedAt({ reason, message }: CollectError): TestStep[] {
  const handshake = ok('handshake', 'modern algorithms');
  switch (reason) {
    case 'unknown host key':
    case 'host key changed':
      return [handshake, failed('host key', message)];
    case 'authentication':
      return [handshake, ok('host key', 'the known one'), failed('log-in', message)];
    case 'credentials':
      return [failed('log-in', message)];
    default:
      return [failed('handshake', message)];
  }
}

/** Only of the host itself: a key of a jump host is not the target's. */
function unknownKeyOf({ reason, message }: CollectError): string | null {
  if (reason !== 'unknown host key') return null;
  return /^host key not known: .*?\b(SHA256:[A-Za-z0-9+/]{43})/.exec(message)?.[1] ?? null;
}

async function asked({ shell }: Connection, signal: AbortSignal): Promise<TestStep[]> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(ASKING)]);
  const began = Date.now();
  try {
    const answers = await shell.run(HOST_PROBES, { signal: within, after: () => {} });
    return answeredSteps(answers, { began, ended: Date.now() });
  } catch (cause) {
    signal.throwIfAborted();
    const late = `no answer within ${ASKING / SECOND} s: the log-in shell of the user does not come to an end`;
    return [failed('echo', within.aborted ? late : (cause as Error).message)];
  }
}
