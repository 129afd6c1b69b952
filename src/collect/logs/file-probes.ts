import { SECOND } from '../../model/time.ts';
import type { Probe } from '../remote.ts';
import type { FileCursor } from './state.ts';

/** Bytes of one file that are read in a round, so that the answer with its heads stays below 1 MiB. */
export const MAX_READ = 960 * 1024;
/** First bytes of a file, by which it is known whatever its name, and last bytes before a place, which prove it. */
export const HEAD = 256;
export const MARK = 64;
const PATIENCE = 8 * SECOND;

/**
 * `s`: device, inode and size of a file; `stat` is not everywhere, `ls -i` is. `h`: the head of a block. `r`: a file from
 * a byte on, unpacked.
 */
const FUNCTIONS = `IFS=
s() {
stat -Lc %d:%i:%s "$1" 2>/dev/null && return
test -f "$1" || return
X=$(ls -Ldin "$1" 2>/dev/null) || return
set -f; IFS=' '; set -- $X; IFS=; set +f
echo "0:$1:$6"
}
h() { printf '\\n%s %s %s %s %s %s\\n' "$T" "$1" "$2" "\${S%:*}" "\${S##*:}" "$3"; }
r() {
case $1 in
*.gz) gzip -dc "$1" | tail -c "+$2";;
*.xz) xz -dc "$1" | tail -c "+$2";;
*.bz2) bzip2 -dc "$1" | tail -c "+$2";;
*.zst) zstd -dcq "$1" | tail -c "+$2";;
*) tail -c "+$2" "$1";;
esac
}`;

const LOOK = `T=$1 G=$2 B=$3; shift 3
${FUNCTIONS}
p() {
h "$1" "$2" "$3"
W=$((\${S##*:}-O)); test "$W" -le "$B" || W=$B
test "$W" -gt 0 || return
tail -c "+$A" "$3" | head -c $((O+1-A+W))
B=$((B-W))
}
H=' ' Q=0
for F in $G; do
test -f "$F" || continue
case $F in *[[:cntrl:]]*|*.gz|*.xz|*.bz2|*.zst) continue;; esac
Q=$((Q+1)); test "$Q" -le 50 || break
S=0:0:0
if ! test -r "$F"; then h U 0 "$F"; continue; fi
S=$(s "$F"); test -n "$S" || continue
K=0 Y=
for V; do
case $((K%4)) in
0) I=$V;;
1) A=$V;;
2) O=$V;;
3) if test "$I" = "\${S%:*}" && test "$O" -le "\${S##*:}"; then
Y=1 H="$H$((K/4)) "; p C $((K/4)) "$F"; break
fi;;
esac
K=$((K+1))
done
if test -z "$Y"; then h N 0 "$F"; head -c ${HEAD} "$F"; fi
done
K=0
for V; do
case $((K%4)) in
0) I=$V;;
1) A=$V;;
2) O=$V;;
3) k=$((K/4)); case $H in *" $k "*) ;; *)
S=$(s "$V")
if test "$I" = "\${S%:*}" && test "$O" -le "\${S##*:}"; then p R "$k" "$V"
else S=0:0:0; h G "$k" -; fi;;
esac;;
esac
K=$((K+1))
done`;

/**
 * Looks at the files of a log, and reads what is new in those that are known. Answers in blocks, each with a head line
 * that begins with the token: `C k` for the k-th known file, `R k` for one that was rotated away, `G k` for one that is not
 * where it was, `N` for a file that is not known, with its first bytes; `U`: it may not be read. What follows `C` and `R`
 * begins with the bytes before the place, which prove it.
 *
 * @param token stands between the blocks, and nobody else knows it.
 */
export function lookProbe(
  name: string,
  asked: { readonly path: string; readonly cursors: readonly FileCursor[]; readonly token: string },
): Probe {
  const known = asked.cursors.flatMap(({ id, offset, mark, path }) => [
    ...[id, String(offset - markOf(mark).length + 1), String(offset), path],
  ]);
  const args = [asked.token, asked.path, String(MAX_READ), ...known];
  return { name, script: LOOK, args, patience: PATIENCE, isRaw: true };
}

const LIST = `T=$1; shift
${FUNCTIONS}
K=0
for V; do
D=\${V%/*} E=\${V##*/}; E=\${E%%.*}
ls -t "$D/" 2>/dev/null | { Q=0; while read -r F; do
case $F in *[[:cntrl:]]*) continue;; "$E"*) ;; *) continue;; esac
test -f "$D/$F" && test -r "$D/$F" || continue
Q=$((Q+1)); test "$Q" -le 60 || break
S=$(s "$D/$F"); test -n "$S" || continue
h L "$K" "$D/$F"; r "$D/$F" 1 | head -c ${HEAD}
done; }
K=$((K+1))
done`;

/** Lists the files beside each of some paths, the one that was written last first: blocks `L k` with their first bytes. */
export function listProbe(homes: readonly string[], token: string): Probe {
  const args = [token, ...homes];
  return { name: 'list', script: LIST, args, patience: PATIENCE, isRaw: true };
}

const READ = `${FUNCTIONS}
r "$1" "$2" | head -c "$3"`;

/** Reads a file, unpacked, from `start` on, which is counted from 0. */
export function readProbe(name: string, path: string, start: number): Probe {
  const args = [path, String(start + 1), String(MAX_READ)];
  return { name, script: READ, args, patience: PATIENCE, isRaw: true };
}

const PACKED = /\.(?:gz|xz|bz2|zst)$/;

/** Whether a file is compressed: then it does not grow any more, and its size says nothing of what is in it. */
export function isPacked(path: string): boolean {
  return PACKED.test(path);
}

export function markOf(mark: string): Buffer {
  return Buffer.from(mark, 'base64');
}
