import { localHost } from '../collect/collectors/local-host.ts';
import { answeredSteps, HOST_PROBES } from '../collect/try-host.ts';
import type { Target } from '../model/target.ts';
import type { TargetTest } from '../model/target-test.ts';
import type { Store } from '../store/ports.ts';

/**
 * Tries the way to a target, as far as its kind has one.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function testTarget(
  target: Target,
  { rounds }: Pick<Store, 'rounds'>,
  signal: AbortSignal,
): Promise<TargetTest> {
  if (target.ssh !== null) {
    const { trySsh } = await import('../collect/collectors/ssh-try.ts');
    return trySsh(target.name, target.ssh, signal);
  }
  if (target.kind === 'local') return tryHere(target, signal);
  const last = await rounds.last(target.id);
  const isOk = last?.ok === true;
  const detail = last ? last.detail || 'the newest one was measured' : 'there was none yet';
  const step = { name: 'round', state: isOk ? 'ok' : 'failed', detail } as const;
  return { steps: [step], unknownKey: null };
}

async function tryHere({ name }: Target, signal: AbortSignal): Promise<TargetTest> {
  const host = localHost(name);
  try {
    const began = Date.now();
    const answers = await host.ask(HOST_PROBES, signal);
    return { steps: answeredSteps(answers, { began, ended: Date.now() }), unknownKey: null };
  } finally {
    host.close();
  }
}
