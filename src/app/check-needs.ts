import type { Needs } from '../alert/inhibit.ts';
import { isDown } from '../check/state.ts';
import type { CheckState } from '../model/check.ts';
import type { Instant } from '../model/time.ts';
import type { OwnCheck } from './check-book.ts';

/** Without what a check cannot work now. */
export function needsOf(
  own: OwnCheck,
  how: {
    readonly all: readonly OwnCheck[];
    state(own: OwnCheck): CheckState;
    /** When checks that were down were well again. */
    readonly recovered: ReadonlyMap<string, Instant>;
    readonly now: Instant;
  },
): Needs {
  const { target, interval } = own.check;
  const { checks, targets } = dependencies(own, how.all);
  const isJustBack = ({ check: { name } }: OwnCheck) =>
    how.now - (how.recovered.get(name) ?? Number.NEGATIVE_INFINITY) <= interval;
  const down = checks.find((one) => isFailing(how.state(one)) || isJustBack(one));
  return {
    ...{ targets: [target, ...targets], interval },
    down: down === undefined ? null : `check ${down.check.name} is down`,
  };
}

/** Also while it has not failed often enough: both may have failed together, and this one was only looked at first. */
function isFailing({ status, last }: CheckState): boolean {
  return isDown(status) || (last !== null && isDown(last.status));
}

/** What a check depends on, and what that depends on. A check may have the name of the target that it means. */
function dependencies(own: OwnCheck, all: readonly OwnCheck[]) {
  const checks: OwnCheck[] = [];
  const targets: string[] = [];
  const open = [own];
  for (const from of open) {
    for (const name of from.check.depends) {
      const found = all.find(({ check }) => check.name === name && check.name !== from.check.name);
      if (found === undefined) targets.push(name);
      else if (!checks.includes(found)) {
        checks.push(found);
        open.push(found);
      }
    }
  }
  return { checks, targets };
}
