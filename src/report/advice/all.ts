import { breathe } from '../../model/wait.ts';
import type { Advice, AdviceRequest, Adviser } from './advice.ts';
import { checks } from './checks.ts';
import { containers } from './containers.ts';
import { growing } from './growing.ts';
import { limits } from './limits.ts';
import { noisy } from './noisy.ts';
import { own } from './own.ts';
import { pushedChecks } from './pushed-checks.ts';
import { quiet } from './quiet.ts';
import type { AdviceReaders } from './readers.ts';
import { sizing } from './sizing.ts';
import { together } from './together.ts';

/** Every kind of advice. */
const ADVISERS: readonly Adviser[] = [
  ...[own, growing, quiet, checks, pushedChecks, containers],
  ...[noisy, limits, sizing, together],
];

const SEVERITY = { critical: 2, warning: 1, info: 0 } as const;
const CONFIDENCE = { high: 2, fair: 1, low: 0 } as const;

/** What would be better another way, the most urgent and the surest first. */
export async function adviceFor(
  readers: AdviceReaders,
  request: AdviceRequest,
): Promise<readonly Advice[]> {
  const found: Advice[] = [];
  for (const adviser of ADVISERS) {
    request.signal?.throwIfAborted();
    found.push(...(await adviser(readers, request)));
    // A store may read without ever waiting: others get their turn in between.
    await breathe();
  }
  return found.toSorted(
    (a, b) =>
      SEVERITY[b.severity] - SEVERITY[a.severity] ||
      CONFIDENCE[b.confidence] - CONFIDENCE[a.confidence],
  );
}
