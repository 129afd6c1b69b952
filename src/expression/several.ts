import type { Run } from './compile.ts';
import type { Value } from './compute.ts';
import type { Quantifier } from './node.ts';

interface Count {
  readonly holding: number;
  readonly unknown: number;
  readonly of: number;
}

/** Asks several conditions, every one of them, and says whether any, all or exactly one holds. */
export function severalOf(quantifier: Quantifier, of: readonly Run[]): Run {
  return (values, seen) => {
    let [holding, unknown] = [0, 0];
    for (const one of of) {
      const value: Value = one(values, seen);
      if (value === true) holding++;
      else if (value !== false) unknown++;
    }
    return VERDICT[quantifier]({ holding, unknown, of: of.length });
  };
}

/** undefined: what is unknown could still decide it. */
const VERDICT: Readonly<Record<Quantifier, (count: Count) => boolean | undefined>> = {
  any({ holding, unknown }) {
    if (holding > 0) return true;
    return unknown > 0 ? undefined : false;
  },
  all({ holding, unknown, of }) {
    if (holding + unknown < of) return false;
    return unknown > 0 ? undefined : true;
  },
  one({ holding, unknown }) {
    if (holding > 1) return false;
    return unknown > 0 ? undefined : holding === 1;
  },
};
