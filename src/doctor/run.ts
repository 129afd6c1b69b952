import type { Examination, Examined, Finding } from '../model/finding.ts';
import { bad, warning } from '../model/finding.ts';
import { SECOND } from '../model/time.ts';
import { orAbort } from '../model/wait.ts';

/** Longest that one examination may take, and all together: below what a command may. */
const DEADLINE = 10 * SECOND;
const ALL = 18 * SECOND;
/** Examinations at the same time. */
const TOGETHER = 6;

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Removes what nobody may see. */
  mask(text: string): string;
  /** Milliseconds for one examination, 10 s unless given, and for all, 18 s unless given. */
  readonly deadline?: number;
  readonly all?: number;
}

/**
 * Examines everything, a few at a time, and gives what was found in the order of the examinations. One that throws or
 * does not end is a finding itself.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function runExaminations(
  examinations: readonly Examination[],
  options: RunOptions,
): Promise<readonly Examined[]> {
  const { signal, mask, deadline = DEADLINE, all = ALL } = options;
  const over = AbortSignal.timeout(all);
  const found: Examined[] = [];
  const waiting = examinations.entries();
  const worker = async () => {
    for (const [index, { area, name, examine }] of waiting) {
      const findings = over.aborted
        ? [unlooked(name)]
        : await once(name, examine, {
            within: AbortSignal.any([signal, over, AbortSignal.timeout(deadline)]),
            mask,
          });
      found[index] = { area, name: mask(name), findings: findings.map((one) => masked(one, mask)) };
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  signal.throwIfAborted();
  return found;
}

async function once(
  name: string,
  examine: Examination['examine'],
  { within, mask }: { readonly within: AbortSignal } & Pick<RunOptions, 'mask'>,
): Promise<readonly Finding[]> {
  try {
    return await orAbort(examine(within), within);
  } catch (error) {
    if (within.aborted) {
      const again = `look whether it can be reached from this machine, then say /doctor again`;
      return [bad(`${name}: no answer in time`, again)];
    }
    const why = mask(error instanceof Error ? error.message : String(error));
    return [bad(`${name} could not be examined: ${why}`, 'look at the log, and report it')];
  }
}

function unlooked(name: string): Finding {
  return warning(`${name} was not looked at: the others took too long`, 'say /doctor again');
}

function masked(finding: Finding, mask: RunOptions['mask']): Finding {
  const { what, repair } = finding;
  return { ...finding, what: mask(what), repair: repair === null ? null : mask(repair) };
}
