import { tryDocker } from '../collect/collectors/docker-try.ts';
import { localHost } from '../collect/collectors/local-host.ts';
import { HOST_STEPS, tryHost } from '../collect/try-host.ts';
import { type PushTry, tryPush } from '../collect/try-push.ts';
import type { Target } from '../model/target.ts';
import type { TargetTest, TestListener } from '../model/target-test.ts';
import { failed, passed, testSteps } from '../model/target-test.ts';
import type { Store } from '../store/ports.ts';

export interface TargetTestDeps extends Omit<PushTry, 'fetch'> {
  readonly rounds: Pick<Store['rounds'], 'last'>;
}

interface Trying {
  readonly tell: TestListener;
  readonly signal: AbortSignal;
}

/**
 * Tries the way to a target, as far as its kind has one.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function testTarget(
  target: Target,
  deps: TargetTestDeps,
  { tell, signal }: Trying,
): Promise<TargetTest> {
  const { id, name, kind, ssh, docker, containers, declared } = target;
  const path = declared?.path ?? null;
  if (ssh !== null) {
    const { trySsh } = await import('../collect/collectors/ssh-try.ts');
    const tried = { name, ssh, path, ...(containers !== undefined && { containers }) };
    return trySsh(tried, tell, signal);
  }
  if (kind === 'local') return tryHere(target, path, { tell, signal });
  if (docker !== undefined) return tryDocker(docker, tell, signal);
  if (kind === 'push') return tryPush(target, { ...deps, fetch }, { tell, signal });
  const last = await deps.rounds.last(id);
  const detail = last ? last.detail || 'the newest one was measured' : 'there was none yet';
  const step = last?.ok === true ? passed('round', detail) : failed('round', detail);
  return { steps: [step], unknownKey: null };
}

async function tryHere(
  target: Target,
  path: string | null,
  { tell, signal }: Trying,
): Promise<TargetTest> {
  const host = localHost(target.name);
  const steps = testSteps(HOST_STEPS, tell);
  try {
    await tryHost({ target, path, ask: host.ask, noise: host.noise }, { steps, signal });
    return { steps: steps.whole(), unknownKey: null };
  } finally {
    host.close();
  }
}
