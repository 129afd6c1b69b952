import { tmpdir } from 'node:os';
import type { DeclaredProbe } from '../../model/declared-probe.ts';
import type { Clock } from '../../model/time.ts';
import { CollectError } from '../collector.ts';
import type { Probe, ProbeAnswers } from '../remote.ts';
import { signatureIn } from './reading.ts';
import { sqliteCopies } from './sqlite-copy.ts';
import type { Queried } from './sqlite-file.ts';

/** What was asked of copies in one round, by probe. */
export type CopiedAnswers = ReadonlyMap<DeclaredProbe, Queried>;

/** Asks copies of the databases of a host that has no sqlite3, each copied once for all of its probes; never throws. */
export function copying(clock: Pick<Clock, 'monotonic'>) {
  const copies = sqliteCopies(clock);

  return async (
    { probes, path }: { readonly probes: readonly DeclaredProbe[]; readonly path: string | null },
    answers: ProbeAnswers,
    ask: (probes: readonly Probe[]) => Promise<ProbeAnswers>,
  ): Promise<CopiedAnswers> => {
    const found = new Map<DeclaredProbe, Queried>();
    const folder = path ?? '';
    for (const [name, wanted] of Map.groupBy(probes, fileOf)) {
      const asked = wanted.flatMap((probe) => askedOf(probe, answers));
      const [first] = asked;
      if (name === null || first === undefined) continue;
      const file = {
        ...{ folder, file: name, signature: first.signature },
        queries: asked.map(({ query }) => query),
        patience: Math.max(...asked.map(({ probe }) => probe.timeout)),
      };
      const given = await copies
        .query(file, ask)
        .catch((error: unknown) => asked.map(() => notCopied(error)));
      for (const [at, { probe }] of asked.entries()) found.set(probe, given[at] ?? LOST);
    }
    return found;
  };
}

const LOST: Queried = { kind: 'trouble', message: 'its file could not be copied to the end' };

/** The host is not to blame for a copy that this machine cannot keep. */
function notCopied(error: unknown): Queried {
  // What ends a wait says nothing of this machine either.
  if (error instanceof CollectError || error instanceof DOMException) return LOST;
  const { code } = error as NodeJS.ErrnoException;
  const why = code === 'ENOSPC' ? 'the disk is full: make room there' : (code ?? String(error));
  const message = `Tocsin could not keep a copy of its file on its own machine, in ${tmpdir()}: ${why}`;
  return { kind: 'trouble', message };
}

function fileOf({ source }: DeclaredProbe): string | null {
  return source.kind === 'sqlite' ? source.file : null;
}

function askedOf(probe: DeclaredProbe, answers: ProbeAnswers) {
  const answer = answers.get(`declared ${probe.name}`);
  const signature = answer === undefined ? null : signatureIn(answer);
  if (signature === null || probe.source.kind !== 'sqlite') return [];
  return [{ probe, signature, query: probe.source.query }];
}
