import type { Block, Inline } from '../chat/reply.ts';
import { line, strong } from '../chat/reply.ts';
import type { ProbeState } from '../model/declared-probe.ts';
import type { Target } from '../model/target.ts';

/** More lines are not read by anybody. */
const MOST_LINES = 15;

interface Troubled {
  readonly target: string;
  readonly probe: string;
  readonly trouble: string;
}

/** A target with how its declared probes last went. */
interface Asked {
  readonly target: Pick<Target, 'name'>;
  readonly probes?: readonly ProbeState[];
}

/** Declared probes that do not work, by target. */
export function troubledProbes(rows: readonly Asked[]): readonly Troubled[] {
  return rows.flatMap(({ target, probes = [] }) =>
    probes.flatMap(({ name, trouble }) =>
      trouble === null ? [] : [{ target: target.name, probe: name, trouble }],
    ),
  );
}

/** What is wrong with declared probes, one line each; no block when all work. */
export function probeTroubles(rows: readonly Asked[]): readonly Block[] {
  const troubled = troubledProbes(rows);
  if (troubled.length === 0) return [];
  const shown = troubled.slice(0, MOST_LINES);
  const rest = troubled.length - shown.length;
  const lines = shown.flatMap(({ target, probe, trouble }): Inline[] => [
    '\n• ',
    strong(`${target}: ${probe}`),
    ` ${trouble}`,
  ]);
  const more = rest === 0 ? [] : [`\nand ${rest} more`];
  return [line(['Declared probes that do not work:', ...lines, ...more], 'warning')];
}
