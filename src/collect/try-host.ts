import type { TestStep } from '../model/target-test.ts';
import { SECOND } from '../model/time.ts';
import type { Probe, ProbeAnswers } from './remote.ts';

/** What a shell must say back. */
const WORDS = 'Connection OK';
/** More than this makes times of readings doubtful, as in the rule on clocks. */
const TOLERATED = 5 * SECOND;

/** What a test asks of a host: that it answers, whether there is a container engine, and what time it is there. */
export const HOST_PROBES: readonly Probe[] = [
  { name: 'echo', script: `echo '${WORDS}'`, patience: 2 * SECOND, limit: 1_024 },
  {
    name: 'engine',
    script:
      "command -v docker >/dev/null || exit 3; docker version --format '{{.Server.Version}}' 2>&1",
    patience: 2 * SECOND,
    limit: 4_096,
  },
  { name: 'clock', script: 'date +%s', patience: 2 * SECOND, limit: 1_024 },
];

/** What the answers say; `began` and `ended`: between which moments they came. */
export function answeredSteps(
  answers: ProbeAnswers,
  span: { readonly began: number; readonly ended: number },
): TestStep[] {
  return [echoStep(answers), engineStep(answers), clockStep(answers, span)];
}

function echoStep(answers: ProbeAnswers): TestStep {
  const text = answers.get('echo')?.text.trim() ?? '';
  if (text === WORDS) return { name: 'echo', state: 'ok', detail: WORDS };
  const detail = `the shell answered “${text.slice(0, 60)}” instead of “${WORDS}”: look at the start-up files of the user there`;
  return { name: 'echo', state: 'failed', detail };
}

function engineStep(answers: ProbeAnswers): TestStep {
  const name = 'container engine';
  const answer = answers.get('engine');
  const [first = ''] = answer?.text.trim().split('\n').slice(-1) ?? [];
  const said = first.slice(0, 200);
  if (answer?.code === 0) return { name, state: 'ok', detail: `Docker ${said}` };
  if (answer?.code === 3) {
    return {
      name,
      state: 'skipped',
      detail: 'there is no docker; it is needed only for containers',
    };
  }
  if (answer?.end === 'late') {
    return { name, state: 'failed', detail: 'docker does not answer: look at its service' };
  }
  const repair = /permission denied/i.test(answer?.text ?? '')
    ? 'the user may not use the engine: put it into the group docker'
    : 'look whether its service runs';
  return { name, state: 'failed', detail: `${repair} (${said})` };
}

function clockStep(
  answers: ProbeAnswers,
  { began, ended }: { readonly began: number; readonly ended: number },
): TestStep {
  const name = 'clock';
  const text = answers.get('clock')?.text.trim() ?? '';
  if (!/^\d{9,11}$/.test(text)) {
    return { name, state: 'failed', detail: '`date +%s` gave no time there' };
  }
  // It says whole seconds, at some moment in between.
  const there = Number(text) * SECOND;
  const off = there + SECOND < began ? there + SECOND - began : Math.max(0, there - ended);
  const seconds = Math.round(off / SECOND);
  if (Math.abs(off) <= TOLERATED) return { name, state: 'ok', detail: `${seconds} s off` };
  const which = off < 0 ? 'behind' : 'ahead';
  const detail = `${Math.abs(seconds)} s ${which} of this machine: set up NTP there, or here`;
  return { name, state: 'failed', detail };
}
