import type { Block, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, say, strong } from '../chat/reply.ts';
import { formatIn } from '../model/format.ts';
import type { Duty, RotaOverride } from '../model/rota.ts';
import type { Instant } from '../model/time.ts';
import { iso } from './data.ts';
import { counted, shortened } from './state-text.ts';

/** Rotas, and of each hand-overs, gaps and overrides in one answer. */
const SHOWN = 10;
const CHANGES = 3;

/** A rota as it stands now. */
export interface RotaShown {
  readonly name: string;
  readonly zone: string;
  readonly duties: readonly Duty[];
  readonly repeatedGaps: string | null;
  readonly overrides: readonly RotaOverride[];
  readonly unreachable: readonly string[];
}

const NONE = 'There are no rotas. Write `rotas:` into tocsin.yaml: docs/people.md says how.';

/** Who is on call in each rota, who comes next, when nobody is, and who stands in: times as clocks in its zone show them. */
export function oncallReply(rotas: readonly RotaShown[], now: Instant): Reply {
  if (rotas.length === 0) return say(NONE, 'info', { rotas: [] });
  const isOpen = rotas.some(({ duties }) => duties[0]?.person === null);
  const blocks: Block[] = [
    heading('On call', isOpen ? 'warning' : 'good'),
    ...rotas.slice(0, SHOWN).flatMap(rotaLines),
    ...(rotas.length > SHOWN ? [line(`and ${rotas.length - SHOWN} more`, 'muted')] : []),
  ];
  return reply(blocks, { asOf: now, data: { rotas: rotas.map(rotaData) } });
}

function rotaLines(rota: RotaShown): Block[] {
  const { name, zone, duties, overrides, unreachable } = rota;
  const [current, ...later] = duties;
  const next = later
    .slice(0, CHANGES)
    .map(
      ({ person, from }) =>
        `, then ${shortened(person ?? 'nobody', 64)} from ${formatIn(zone, from)}`,
    );
  const who: Inline[] = [
    strong(shortened(name, 63)),
    `: ${shortened(current?.person ?? 'nobody', 64)}`,
    ...next,
    ` (${zone})`,
  ];
  return [
    line(who, current?.person == null ? 'warning' : 'info'),
    ...gapLines(rota),
    ...overrides.slice(0, SHOWN).map((one) => line(standingText(one, zone), 'muted')),
    ...unreachable.slice(0, SHOWN).map((one) => line(muteText(one), 'warning')),
  ];
}

/** One line, however many there are. */
function gapLines({ zone, duties, repeatedGaps }: RotaShown): Block[] {
  const gaps = duties.filter(({ person }) => person === null);
  const [next] = gaps;
  if (next === undefined) return [];
  if (repeatedGaps !== null) return [line(`nobody on call ${repeatedGaps}`, 'warning')];
  const span = `from ${formatIn(zone, next.from)} to ${formatIn(zone, next.to)}`;
  const what =
    gaps.length === 1
      ? 'nobody is on call'
      : `${counted(gaps.length, 'gap')} within two weeks, the next`;
  return [line(`${what} ${span}`, 'warning')];
}

function muteText(person: string): string {
  return `no message can reach ${shortened(person, 64)}: /me person=${shortened(person, 64)} shows why`;
}

/** Who stands in, until when on clocks of the rota's zone, and who said so. */
export function standingText({ id, person, from, to, by }: RotaOverride, zone: string): string {
  const span = `from ${formatIn(zone, from)} to ${formatIn(zone, to)}`;
  return `#${id} ${shortened(person, 64)} stands in ${span}, by ${shortened(by.name, 80)}`;
}

function rotaData({ name, zone, duties, overrides }: RotaShown) {
  const [current, next] = duties;
  return {
    ...{ name, zone, on_call: current?.person ?? null, until: iso(current?.to ?? null) },
    next: next === undefined ? null : { person: next.person, from: iso(next.from) },
    gaps: duties
      .filter(({ person }) => person === null)
      .map(({ from, to }) => ({ from: iso(from), to: iso(to) })),
    overrides: overrides.map(overrideData),
  };
}

export function overrideData({ id, rota, person, from, to, by }: RotaOverride) {
  return { id, rota, person, from: iso(from), to: iso(to), by: by.name };
}
