import type { Examination, Finding } from '../model/finding.ts';
import { bad, fine, off, warning } from '../model/finding.ts';
import type { Target } from '../model/target.ts';
import type { TargetTest } from '../model/target-test.ts';

/** Goes the way to each target that is asked from here. */
export function targetExaminations(
  targets: readonly Target[],
  how: {
    isPaused(target: Target): boolean;
    test(target: Target, signal: AbortSignal): Promise<TargetTest>;
  },
): readonly Examination[] {
  const asked = targets.filter(({ kind }) => kind === 'ssh' || kind === 'docker');
  return asked.map((target) => ({
    ...{ area: 'targets', name: target.name },
    async examine(signal) {
      if (how.isPaused(target))
        return [off(`${target.name} is paused`, `/targets resume ${target.name}`)];
      return [findingOf(target, await how.test(target, signal))];
    },
  }));
}

function findingOf({ name }: Target, { steps, unknownKey }: TargetTest): Finding {
  const failed = steps.find(({ state }) => state === 'failed');
  if (failed === undefined) return fine(`${name} answers`);
  const { known, todo } = split(failed.detail);
  const what = `${name}: ${failed.name}: ${known}`;
  if (unknownKey !== null) return bad(what, `/targets edit ${name} host_key=${unknownKey}`);
  // What fails behind it leaves the target measured.
  const isAnswering = steps.some((step) => step.name === 'echo' && step.state === 'ok');
  return (isAnswering ? warning : bad)(what, `${todo ?? 'mend that'}, then /targets test ${name}`);
}

/** How steps tell what to do. */
const DOING = /[;:] ((?:if|look|run|set|write|start|install|add|make|let|give|open|log|use) .*)$/s;

/** What a step found, and what it says to do about it; null where it does not. */
function split(detail: string): { readonly known: string; readonly todo: string | null } {
  const [, todo = null] = DOING.exec(detail) ?? [];
  const known = todo === null ? detail : detail.slice(0, -todo.length - 2);
  return { known, todo };
}
