import type { ActionResult, SafeAction } from '../../model/action.ts';
import { formatDuration } from '../../model/format.ts';
import { CollectError } from '../collector.ts';
import type { Host, ProbeAnswer } from '../remote.ts';
import { deedProbe, EXIT, NO_FOLDER } from './deed.ts';
import { restartTrouble } from './trouble.ts';

/** What an engine that is asked directly does; gives what is wrong, or null. */
export interface Restarter {
  /**
   * Restarts a container by its name.
   *
   * @throws the signal's reason when `signal` aborts first.
   */
  restart(container: string, signal: AbortSignal): Promise<string | null>;
}

/** Where an action happens. */
export type Workshop =
  | {
      readonly kind: 'host';
      readonly host: Host;
      /** Folder that commands start in, or null. */
      readonly folder: string | null;
      /** Address of the engine as DOCKER_HOST has it, or null. */
      readonly engine: string | null;
      /** Who is logged in there, or null. */
      readonly user: string | null;
    }
  | { readonly kind: 'engine'; readonly engine: Restarter };

/** What is to be done: the deed itself, on that container, or only its dry run. */
export type Wanted =
  | { readonly kind: 'restart'; readonly container: string }
  | { readonly kind: 'run'; readonly command: string };

/** Does what an action does, once; whatever comes of it is a value, except that `signal` aborts. */
export async function perform(
  { timeout }: Pick<SafeAction, 'timeout'>,
  wanted: Wanted,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<ActionResult> {
  if (workshop.kind === 'engine') return byEngine(timeout, wanted, workshop.engine, signal);
  const { host, ...where } = workshop;
  try {
    const answer = await host.run(deedProbe(wanted, { ...where, patience: timeout }), signal);
    return resultOf(answer, wanted, { timeout, user: where.user });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CollectError)) throw error;
    return notRun(`${error.message}. Nothing was run.`);
  }
}

/** What was never begun. */
export function notRun(detail: string): ActionResult {
  return { state: 'not run', code: null, output: '', detail };
}

function resultOf(
  { end, text: output, code }: ProbeAnswer,
  wanted: Wanted,
  { timeout, user }: { readonly timeout: number; readonly user: string | null },
): ActionResult {
  const length = formatDuration(timeout);
  switch (end) {
    case 'late':
      return {
        ...{ state: 'late', code: null, output },
        detail: `it had not ended after ${length} and was ended there: raise its timeout, or look why it hangs`,
      };
    case 'too long':
      return {
        ...{ state: 'too long', code: null, output },
        detail: 'it printed more than 1 MiB and was ended there: let it print less, or into a file',
      };
    case 'broken off':
      return {
        ...{ state: 'broken off', code: null, output },
        detail: 'the connection was lost while it ran: look on the host how far it came',
      };
    case 'ended':
      return ended(output, code ?? 0, { wanted, user });
    default:
      return end satisfies never;
  }
}

function ended(
  output: string,
  code: number,
  { wanted, user }: { readonly wanted: Wanted; readonly user: string | null },
): ActionResult {
  if (code === EXIT.noFolder && output.trim() === NO_FOLDER) {
    return notRun('the path of the target is not there, or may not be entered: mend `path`');
  }
  if (code === 0) return { state: 'done', code, output, detail: '' };
  const detail = wanted.kind === 'restart' ? restartTrouble(output, code, user) : ranTrouble(code);
  return { state: 'failed', code, output, detail };
}

/** What a shell says of a command that it could not start: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_08_02 */
function ranTrouble(code: number): string {
  if (code === 127) return 'its program is not there: write its whole path, or install it';
  return code === 126
    ? 'its program may not be run: chmod +x, or let the user who logs in run it'
    : '';
}

async function byEngine(
  timeout: number,
  wanted: Wanted,
  engine: Restarter,
  signal: AbortSignal,
): Promise<ActionResult> {
  if (wanted.kind === 'run') return notRun('a docker target has no shell');
  const late = AbortSignal.timeout(timeout);
  try {
    const trouble = await engine.restart(wanted.container, AbortSignal.any([signal, late]));
    if (trouble === null) return { state: 'done', code: null, output: '', detail: '' };
    return { state: 'failed', code: null, output: '', detail: trouble };
  } catch (error) {
    signal.throwIfAborted();
    if (!late.aborted) throw error;
    const detail = `the engine had not restarted it after ${formatDuration(timeout)}: it may still do so`;
    return { state: 'late', code: null, output: '', detail };
  }
}
