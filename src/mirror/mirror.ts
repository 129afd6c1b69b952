import type { Round } from '../model/sample.ts';
import type { Score } from '../model/score.ts';
import type { Target } from '../model/target.ts';
import { SECOND } from '../model/time.ts';
import { soon } from '../model/wait.ts';
import { checkDocument } from './check.ts';
import type { FolderOptions, TargetFolder, Waiting } from './target-folder.ts';
import { targetFolder } from './target-folder.ts';

/** Values that wait to be written, of all targets: some ten megabytes. Then the oldest checks are left out. */
const MOST_WAITING = 100_000;
/** What waits when the process stops has so long to be written. */
const PATIENCE = 2 * SECOND;

export interface MirrorOptions extends FolderOptions {
  /** Not given: 100,000 values. */
  readonly mostWaiting?: number;
  /** It cannot be written, or not fast enough; `reason` is one line. Told when that begins. */
  failed(reason: string): void;
  /** Everything is written again; `lost` checks were left out meanwhile. */
  worked(lost: number): void;
}

/** Files beside the store that others can read: what every round measured, and how it was scored. */
export interface Mirror extends AsyncDisposable {
  /** Takes a round. Never throws and never waits: the files are written in their own time, by one at a time. */
  take(target: Target, round: Round, score: Score): void;
  /** Everything that was taken is written, or failed. */
  settled(): Promise<void>;
}

export function openMirror(options: MirrorOptions): Mirror {
  const queue = waitingChecks(options.mostWaiting ?? MOST_WAITING);
  const folders = new Map<string, TargetFolder>();
  const failing = new Set<string>();
  const due = new Set<string>();
  let inTrouble = false;
  let work: Promise<void> | null = null;

  function tellTrouble(reason: string): void {
    if (!inTrouble) options.failed(reason);
    inTrouble = true;
  }

  async function writeTarget(target: string): Promise<void> {
    const folder = folders.get(target) ?? targetFolder(target, options);
    folders.set(target, folder);
    const checks = queue.lease(target);
    try {
      await folder.write(checks);
      queue.done(target, checks);
      failing.delete(target);
    } catch (error) {
      failing.add(target);
      tellTrouble(reasonOf(error, options.folder));
    }
  }

  async function writeAll(): Promise<void> {
    for (const target of due) {
      due.delete(target);
      await writeTarget(target);
    }
    work = null;
    if (!inTrouble || failing.size > 0) return;
    inTrouble = false;
    options.worked(queue.takeLost());
  }

  return {
    take({ name: target }, round, score) {
      if (!queue.add(target, { document: checkDocument(target, round, score), isLogged: false })) {
        tellTrouble(`${options.folder} is not written fast enough: the oldest checks are left out`);
      }
      due.add(target);
      work ??= Promise.resolve().then(writeAll);
    },
    async settled() {
      await work;
    },
    async [Symbol.asyncDispose]() {
      await soon(work ?? Promise.resolve(), PATIENCE);
    },
  };
}

/** Checks of each target, oldest first, within bounds. */
function waitingChecks(most: number) {
  const waiting = new Map<string, Waiting[]>();
  let [size, lost] = [0, 0];

  const drop = (target: string) => {
    const [oldest] = waiting.get(target)?.splice(0, 1) ?? [];
    if (!oldest) return;
    size -= sizeOf(oldest);
    lost += 1;
    if (waiting.get(target)?.length === 0) waiting.delete(target);
  };

  return {
    /** False when older ones had to go. */
    add(target: string, check: Waiting): boolean {
      waiting.set(target, [...(waiting.get(target) ?? []), check]);
      size += sizeOf(check);
      const before = lost;
      while (size > most) {
        const [longest] = [...waiting].toSorted(([, one], [, other]) => other.length - one.length);
        // The newest of a target is its snapshot.
        if (!longest || longest[1].length < 2) break;
        drop(longest[0]);
      }
      return lost === before;
    },
    lease: (target: string): readonly Waiting[] => waiting.get(target) ?? [],
    done(target: string, checks: readonly Waiting[]): void {
      const written = new Set(checks);
      const kept: Waiting[] = [];
      for (const one of waiting.get(target) ?? []) {
        if (written.has(one)) size -= sizeOf(one);
        else kept.push(one);
      }
      if (kept.length > 0) waiting.set(target, kept);
      else waiting.delete(target);
    },
    takeLost(): number {
      const count = lost;
      lost = 0;
      return count;
    },
  };
}

/** About as many values as it holds; text around them counts as ten. */
function sizeOf({ document }: Waiting): number {
  const values = Object.values(document.metrics);
  return (
    10 + values.reduce<number>((sum, one) => sum + (typeof one === 'number' ? 1 : one.length), 0)
  );
}

/** Without the name of the file: the same trouble of several targets is one line. */
function reasonOf(error: unknown, folder: string): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return `${folder} cannot be written: the disk is full; make room there`;
  if (code === undefined) return `${folder} cannot be written: ${String(error)}`;
  return `${folder} cannot be written (${code}): check that Tocsin's user may write there`;
}
