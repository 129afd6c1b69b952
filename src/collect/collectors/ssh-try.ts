import type { SshAddress, Target } from '../../model/target.ts';
import type { TargetTest, TestListener, TestStep, TestSteps } from '../../model/target-test.ts';
import { failed, passed, skipped, testSteps } from '../../model/target-test.ts';
import { SECOND } from '../../model/time.ts';
import type { CollectError } from '../collector.ts';
import { lookedUp, reached } from '../reach.ts';
import { HOST_STEPS, tryHost } from '../try-host.ts';
import { connect } from './ssh-connect.ts';
import type { Connection } from './ssh-connection.ts';
import { networkTrouble } from './ssh-trouble.ts';

/** Longest times of the steps; together they stay below what a command may take. */
const LOG_IN = 7 * SECOND;
const ASKING = 5 * SECOND;

const ORDER = ['name', 'TCP', 'handshake', 'host key', 'log-in', ...HOST_STEPS] as const;

/** A target as far as a test of the way to it goes. */
export interface TriedTarget extends Pick<Target, 'name' | 'containers'> {
  readonly ssh: SshAddress;
  /** Folder of the application there, or null. */
  readonly path: string | null;
}

/**
 * Goes the whole way to a host once, step by step, over a connection of its own: what fails says what to do, and what
 * comes after it is skipped. A host whose key is not trusted never learns how we log in.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function trySsh(
  target: TriedTarget,
  tell: TestListener,
  signal: AbortSignal,
): Promise<TargetTest> {
  const { ssh: address } = target;
  const steps = testSteps(ORDER, tell);
  const end = (unknownKey: string | null = null) => ({ steps: steps.whole(), unknownKey });
  if (!(await arrived(address, { steps, signal }))) return end();
  const within = AbortSignal.any([signal, AbortSignal.timeout(LOG_IN)]);
  const answer = await connect(target.name, address, within).catch((error: unknown) => {
    signal.throwIfAborted();
    if (!within.aborted) throw error;
    return { kind: 'late' as const };
  });
  switch (answer.kind) {
    case 'late':
      steps.add(
        failed(
          'handshake',
          `no answer within ${LOG_IN / SECOND} s: something listens, but it does not speak SSH or is overloaded`,
        ),
      );
      return end();
    case 'failed':
      steps.add(...refusedAt(answer.error));
      return end(unknownKeyOf(answer.error));
    case 'connected':
      try {
        steps.add(...loggedIn(address));
        await asked(answer.connection, { target, steps, signal });
      } finally {
        answer.connection.close();
      }
      return end();
    default:
      return answer satisfies never;
  }
}

interface Trying {
  readonly steps: TestSteps;
  readonly signal: AbortSignal;
}

/** Whether something listens there. */
async function arrived(address: SshAddress, { steps, signal }: Trying): Promise<boolean> {
  if ((address.jumps ?? []).length > 0) {
    return steps.add(
      skipped('name', 'it is looked up by the jump host'),
      skipped('TCP', 'over a jump host'),
    );
  }
  const { host, port } = address;
  const place = { host, port, trouble: (error: Error) => networkTrouble(address, error) };
  return steps.add(await lookedUp(place, signal)) && steps.add(await reached(place, signal));
}

const loggedIn = ({ user }: SshAddress): TestStep[] => [
  passed('handshake', 'modern algorithms'),
  passed('host key', 'the known one'),
  passed('log-in', `as ${user}`),
];

/** How far it came, by why it was refused. */
function refusedAt({ reason, message }: CollectError): TestStep[] {
  const handshake = passed('handshake', 'modern algorithms');
  switch (reason) {
    case 'unknown host key':
    case 'host key changed':
      return [handshake, failed('host key', message)];
    case 'authentication':
      return [handshake, passed('host key', 'the known one'), failed('log-in', message)];
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

async function asked(
  { shell }: Connection,
  { target, steps, signal }: Trying & { readonly target: TriedTarget },
): Promise<void> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(ASKING)]);
  const host = {
    ...{ target, path: target.path, noise: shell.noise },
    ask: (probes: Parameters<typeof shell.run>[0], until: AbortSignal) =>
      shell.run(probes, { signal: until, after: () => {} }),
  };
  try {
    await tryHost(host, { steps, signal: within });
  } catch (cause) {
    signal.throwIfAborted();
    const name = steps.now() ?? 'echo';
    const late = `no answer within ${ASKING / SECOND} s: the log-in shell of the user does not come to an end`;
    steps.add(failed(name, within.aborted ? late : (cause as Error).message));
  }
}
