import { z } from 'zod';
import { expectations } from '../../src/check/expect.ts';
import type { CheckKind } from '../../src/check/kind.ts';
import type { RunDeps } from '../../src/check/run.ts';
import { runCheck } from '../../src/check/run.ts';
import type { Check, CheckResult } from '../../src/model/check.ts';
import { systemClock } from '../../src/model/time.ts';

export function aCheck(more: Partial<Check> = {}): Check {
  return {
    ...{ name: 'shop', kind: 'stub', target: 'checks', criticality: 'normal' },
    ...{ interval: 60_000, timeout: 5_000, retries: 0, failAfter: 2, okAfter: 1 },
    ...{ expect: [], warn: [], depends: [], slo: null, off: false, options: {} },
    ...more,
  };
}

type Deps = Pick<RunDeps, 'host' | 'other' | 'clock' | 'pings' | 'sources'>;

/** Runs one try of a kind with options as they stand in `tocsin.yaml`, and its usual expectations unless given. */
export async function ask(...what: Parameters<typeof asker>): Promise<CheckResult> {
  return asker(...what)();
}

/** The same, for as many runs of one check as are wanted. */
export function asker(
  kind: CheckKind,
  written: Readonly<Record<string, unknown>>,
  more: Partial<Check> & Partial<Deps> = {},
): () => Promise<CheckResult> {
  const { host = null, other = () => null, pings = null, clock = systemClock, ...kept } = more;
  const { sources = async () => [], ...rest } = kept;
  const options = z.strictObject(kind.keys).parse(written);
  const check = aCheck({ kind: kind.kind, options, expect: kind.expect(options), ...rest });
  const deps = {
    ...{ kind, clock, host, other, pings, sources, expectations: expectations(check) },
    onError(error: unknown) {
      throw error;
    },
  };
  return () => runCheck(check, deps, new AbortController().signal);
}
