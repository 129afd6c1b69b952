import type { Target } from '../model/target.ts';
import type { TestStep, TestStepName, TestSteps } from '../model/target-test.ts';
import { failed, passed, skipped } from '../model/target-test.ts';
import { SECOND } from '../model/time.ts';
import { watchOf } from './containers/book.ts';
import { engineTrouble, NO_ENGINE } from './containers/trouble.ts';
import type { Probe, ProbeAnswer, ProbeAnswers } from './remote.ts';

/** What a shell must say back. */
const WORDS = 'Connection OK';
/** More than this makes times of readings doubtful, as in the rule on clocks. */
const TOLERATED = 5 * SECOND;
/** Characters of noise that are shown. */
const MAX_NOISE = 60;

/** What a test asks of a host, one after the other. */
export const HOST_STEPS = ['echo', 'path', 'container engine', 'clock'] as const;
type HostStep = (typeof HOST_STEPS)[number];

/** A host as far as a test goes. */
export interface TriedHost {
  readonly target: Pick<Target, 'ssh' | 'containers'>;
  /** Folder of the application there, or null. */
  readonly path: string | null;
  ask(probes: readonly Probe[], signal: AbortSignal): Promise<ProbeAnswers>;
  /** What start-up files printed before the shell listened. */
  noise(): string;
}

/**
 * Asks a host whether a shell answers, whether the path is there, whether there is a container engine, and what time it
 * is there. When the shell does not answer, nothing else is asked.
 *
 * @throws CollectError when the host cannot be asked any more; the signal's reason when `signal` aborts first.
 */
export async function tryHost(
  host: TriedHost,
  { steps, signal }: { readonly steps: TestSteps; readonly signal: AbortSignal },
): Promise<void> {
  for (const name of HOST_STEPS) {
    const probe = probeOf(name, host);
    const began = Date.now();
    const answer = probe && (await host.ask([probe], signal)).get(probe.name);
    const step = stepOf(name, answer ?? null, { host, began, ended: Date.now() });
    if (!steps.add(step) && name === 'echo') return;
  }
}

const PATIENCE = 2 * SECOND;
const NO_SUCH = 3;
const NO_FOLDER = 4;
const CLOSED = 5;

/** `$1`: the folder. What is missing is told with the last folder on the way that is there. */
const PATH = `if test -d "$1"; then
test -r "$1" && test -x "$1" || { echo "$1"; exit ${CLOSED}; }
exit 0
fi
test ! -e "$1" || exit ${NO_FOLDER}
P=$1
while test -n "$P" && ! test -d "$P"; do P=\${P%/*}; done
test -x "\${P:-/}" || { echo "$P"; exit ${CLOSED}; }
echo "\${P:-/}"; exit ${NO_SUCH}`;

/** `$1`: address of the engine, or empty. */
const ENGINE = `test -z "$1" || export DOCKER_HOST="$1" CONTAINER_HOST="$1"
PATH=$PATH:/usr/local/bin:/snap/bin
E=docker; command -v docker >/dev/null || E=podman
command -v $E >/dev/null || exit ${NO_SUCH}
echo $E; $E version --format '{{.Server.Version}}' 2>&1`;

function probeOf(name: HostStep, { target, path }: TriedHost): Probe | null {
  const common = { name, patience: PATIENCE, limit: 4_096 };
  switch (name) {
    case 'echo':
      return { ...common, script: `echo '${WORDS}'` };
    case 'path':
      return path === null ? null : { ...common, script: PATH, args: [path] };
    case 'container engine':
      if (target.containers === null) return null;
      return { ...common, script: ENGINE, args: [watchOf(target).engine ?? ''] };
    case 'clock':
      // This machine's own needs no comparison.
      return target.ssh === null ? null : { ...common, script: 'date +%s' };
    default:
      return name satisfies never;
  }
}

interface Asked {
  readonly host: TriedHost;
  /** Between which moments the answer came. */
  readonly began: number;
  readonly ended: number;
}

function stepOf(name: HostStep, answer: ProbeAnswer | null, asked: Asked): TestStep {
  const { host } = asked;
  switch (name) {
    case 'echo':
      return echoStep(answer, host.noise());
    case 'path':
      return pathStep(answer, host);
    case 'container engine':
      return engineStep(answer, host.target);
    case 'clock':
      return clockStep(answer, asked);
    default:
      return name satisfies never;
  }
}

function echoStep(answer: ProbeAnswer | null, noise: string): TestStep {
  const text = answer?.text.trim() ?? '';
  if (text !== WORDS) {
    const detail = `the shell answered “${shown(text)}” instead of “${WORDS}”: look at the start-up files of the user there`;
    return failed('echo', detail);
  }
  if (noise.trim() === '') return passed('echo', WORDS);
  const more = `start-up files print “${shown(noise)}” before it, which is passed over; to end that, begin them with “case $- in *i*) ;; *) return;; esac”`;
  return passed('echo', `${WORDS}; ${more}`);
}

function shown(text: string): string {
  const [first = ''] = text.trim().split('\n');
  return first.slice(0, MAX_NOISE);
}

function pathStep(answer: ProbeAnswer | null, { path, target }: TriedHost): TestStep {
  if (path === null) return skipped('path', 'the target has no `path`');
  const who = target.ssh?.user ?? 'the user of Tocsin';
  const last = answer?.text.trim() ?? '';
  switch (answer?.code) {
    case 0:
      return passed('path', path);
    case NO_SUCH:
      return failed(
        'path',
        `${path} is not there; the last of it that is, is ${last}: correct \`path\` of the target in tocsin.yaml`,
      );
    case NO_FOLDER:
      return failed(
        'path',
        `${path} is no folder: write the folder of the application as \`path\` in tocsin.yaml`,
      );
    case CLOSED:
      return failed(
        'path',
        `${who} may not look into ${last}: let the user in with “setfacl -m u:${target.ssh?.user ?? 'USER'}:rx ${last}”, or “chmod o+rx ${last}”`,
      );
    default:
      return failed('path', `no answer about ${path}: its disk may hang`);
  }
}

function engineStep(
  answer: ProbeAnswer | null,
  { ssh, containers }: TriedHost['target'],
): TestStep {
  const name: TestStepName = 'container engine';
  if (containers === null) return skipped(name, 'nobody looks at containers here');
  const [program = '', ...said] = answer?.text.trim().split('\n') ?? [];
  if (answer?.code === 0) {
    return passed(name, `${program === 'podman' ? 'Podman' : 'Docker'} ${said.at(-1) ?? ''}`);
  }
  if (answer?.code === NO_SUCH) {
    return containers === undefined
      ? skipped(name, 'neither docker nor podman is there; they are needed only for containers')
      : failed(name, NO_ENGINE);
  }
  if (answer?.end === 'late')
    return failed(name, `${program} does not answer: look at its service`);
  return failed(name, engineTrouble(said.join('\n'), ssh?.user ?? null));
}

function clockStep(answer: ProbeAnswer | null, { host, began, ended }: Asked): TestStep {
  const name: TestStepName = 'clock';
  if (host.target.ssh === null) return skipped(name, 'it is the clock of this machine');
  const text = answer?.text.trim() ?? '';
  if (!/^\d{9,11}$/.test(text)) return failed(name, '`date +%s` gave no time there');
  // It says whole seconds, at some moment in between.
  const there = Number(text) * SECOND;
  const off = there + SECOND < began ? there + SECOND - began : Math.max(0, there - ended);
  const seconds = Math.round(off / SECOND);
  if (Math.abs(off) <= TOLERATED) return passed(name, `${seconds} s off`);
  const which = off < 0 ? 'behind' : 'ahead';
  return failed(name, `${Math.abs(seconds)} s ${which} of this machine: set up NTP there, or here`);
}
