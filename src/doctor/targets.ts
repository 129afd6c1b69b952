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

function findingOf({ name, ssh }: Target, { steps, unknownKey }: TargetTest): Finding {
  const failed = steps.find(({ state }) => state === 'failed');
  if (failed === undefined) return fine(`${name} answers`);
  // Behind the last semicolon stands what to do, where the step knows it.
  const cut = failed.detail.lastIndexOf('; ');
  const known = cut < 0 ? failed.detail : failed.detail.slice(0, cut);
  const what = `${name}: ${failed.name}: ${known}`;
  if (unknownKey !== null) return bad(what, `/targets edit ${name} host_key=${unknownKey}`);
  if (failed.name === 'host key' && ssh !== null) {
    const host = ssh.port === 22 ? ssh.host : `[${ssh.host}]:${ssh.port}`;
    const repair = `if the host was made anew: ssh-keygen -R '${host}', then /targets test ${name}`;
    return bad(what, repair);
  }
  const todo = cut < 0 ? 'mend that' : failed.detail.slice(cut + 2);
  // What fails behind it leaves the target measured.
  const isAnswering = steps.some((step) => step.name === 'echo' && step.state === 'ok');
  return (isAnswering ? warning : bad)(what, `${todo}, then /targets test ${name}`);
}
