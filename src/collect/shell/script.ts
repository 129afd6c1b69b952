import { SECOND } from '../../model/time.ts';
import type { Probe } from '../remote.ts';
import { quote } from './quote.ts';

/**
 * Ends the round `$W` and everything below it; stopped first, so that it starts nothing more meanwhile. Who is whose
 * child is read from /proc, elsewhere from ps: setsid and timeout are not everywhere, and job control needs a terminal.
 * Kernels without lists of children, and ps, give all pairs of process and parent. What is being ended may still write,
 * so that it is waited for, some milliseconds at most: what waits for a dead disk never ends.
 */
const KILL = `K() {
test -n "$W" || return 0
kill -STOP "$W" 2>/dev/null
T=" $W "
if test -r /proc/$$/task/$$/children; then
Q=$W
while test -n "$Q"; do
set -- $Q; Q=
for P; do for F in /proc/$P/task/*/children; do A=; read -r A <"$F"; Q="$Q $A"; T="$T$A "; done; done
Q=\${Q#"\${Q%%[0-9]*}"}
done 2>/dev/null
else
L=
if test -r /proc/self/stat; then
for F in /proc/[0-9]*/stat; do
if read -r A <"$F"; then set -- \${A##*) }; L="$L \${A%% *} $2"; fi
done 2>/dev/null
else L=$(ps -A -o pid= -o ppid=); fi
N=1
while test "$N" = 1; do
N=0; P=
for A in $L; do
if test -z "$P"; then P=$A; continue; fi
case $T in *" $P "*) ;; *" $A "*) T="$T$P "; N=1;; esac
P=
done
done
fi
kill -9 $T 2>/dev/null
wait "$W" 2>/dev/null
N=0
for P in $T; do
while test "$N" -lt 2000 && kill -0 "$P"; do
N=$((N+1))
if read -r A <"/proc/$P/stat"; then case \${A##*) } in [ZXD]*) break;; esac; fi
done
done 2>/dev/null
W=
}`;

const HEAD = `LC_ALL=C; export LC_ALL; W=
${KILL}`;

/** Follows the mark of a round in what comes back, up to the end of the line. */
export const SIGN = { begins: '>', ended: '<', done: '.', killed: '!' } as const;

/** First words to a kept shell. When its input ends, with the connection, it ends what runs. */
export function opening(mark: string): string {
  return `${HEAD}\ntrap K EXIT\necho "${mark}${SIGN.done}"\n`;
}

/** Hands a piece of script to the shell once, for all rounds. */
export function definition(index: number, script: string): string {
  return `s${index}=${quote(script)}\n`;
}

interface CallOptions {
  readonly mark: string;
  readonly script: number;
  /** Lines that say before and after it where the round is; each write costs a packet, so some are made together. */
  readonly before: string;
  readonly after: string;
}

/** One probe; a fault of syntax ends only its own subshell. */
function call(
  { args = [], isForeign = false, isGathered = false }: Probe,
  { mark, script, before, after }: CallOptions,
): string {
  const words = args.map((arg) => ` ${quote(arg)}`).join('');
  const run = `(set --${words}; eval "$s${script}")`;
  const first = before === '' ? '' : `echo "${before}"; `;
  if (isForeign) {
    return `${first}{ ${run}; echo "${mark}${SIGN.ended}$?"; } | cat; echo "${after}"`;
  }
  if (!isGathered) return `${first}${run}; echo "${mark}${SIGN.ended}$?\n${after}"`;
  const begun = before === '' ? '' : `${before}\n`;
  return `O=$${run}; printf '%s\\n' "${begun}$O\n${mark}${SIGN.ended}$?\n${after}"`;
}

/** A probe with the number of its script. */
export interface Numbered {
  readonly probe: Probe;
  readonly script: number;
}

/** A round for a kept shell, which stays free to hear that it shall be ended. */
export function roundText(mark: string, probes: readonly Numbered[]): string {
  const calls = probes.map(({ probe, script }, place) => {
    const isLast = place === probes.length - 1;
    const before = place === 0 ? `${mark}${SIGN.begins}0` : '';
    const after = isLast ? `${mark}${SIGN.done}` : `${mark}${SIGN.begins}${place + 1}`;
    return call(probe, { mark, script, before, after });
  });
  return `(${calls.join('\n')}) </dev/null 2>/dev/null & W=$!\n`;
}

/** After a round, so that nothing of it stays in the host's list of processes. */
export const REAP = 'wait; W=\n';

export function killText(mark: string): string {
  return `K; echo "${mark}${SIGN.killed}"\n`;
}

/** A round as one command, for servers that keep no shell; what is late is ended by a clock there. */
export function commandText(mark: string, probes: readonly Numbered[]): string {
  const calls = probes.map(({ probe, script }, place) => {
    const seconds = Math.max(1, Math.round(probe.patience / SECOND));
    return `${definition(script, probe.script)}echo "${mark}${SIGN.begins}${place}"
(${call(probe, { mark, script, before: '', after: '' })}) & W=$!
(sleep ${seconds} & S=$!; trap 'kill $S; exit' TERM; wait $S; K) & V=$!
wait $W; kill $V; wait $V`;
  });
  const text = `exec </dev/null 2>/dev/null\n${HEAD}\n${calls.join('\n')}\necho "${mark}${SIGN.done}"`;
  return `sh -c ${quote(text)}`;
}
