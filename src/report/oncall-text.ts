import type { Block, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, say, strong, time } from '../chat/reply.ts';
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
  readonly overrides: readonly RotaOverride[];
  readonly unreachable: readonly string[];
}

const NONE = 'There are no rotas. Write `rotas:` into tocsin.yaml: docs/people.md says how.';

/** Who is on call in each rota, who comes next, when nobody is, and who stands in. */
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

function rotaLines({ name, zone, duties, overrides, unreachable }: RotaShown): Block[] {
  const [current, ...later] = duties;
  const gaps = duties.filter(({ person }) => person === null);
  const next = later
    .slice(0, CHANGES)
    .flatMap(({ person, from }): Inline[] => [
      ', then ',
      shortened(person ?? 'nobody', 64),
      ' from ',
      time(from, 'full'),
    ]);
  const who: Inline[] = [
    strong(shortened(name, 63)),
    `: ${shortened(current?.person ?? 'nobody', 64)}`,
    ...next,
    ` (${zone})`,
  ];
  return [
    line(who, current?.person == null ? 'warning' : 'info'),
    ...gaps.slice(0, CHANGES).map((gap) => line(gapText(gap), 'warning')),
    ...(gaps.length > CHANGES ? [line(gapsLeft(gaps.length), 'warning')] : []),
    ...overrides.slice(0, SHOWN).map((one) => line(standingText(one), 'muted')),
    ...unreachable.slice(0, SHOWN).map((one) => line(muteText(one), 'warning')),
  ];
}

function gapText({ from, to }: Duty): Inline[] {
  return ['nobody is on call from ', time(from, 'full'), ' to ', time(to, 'full')];
}

function gapsLeft(count: number): string {
  return `and ${counted(count - CHANGES, 'gap')} more within two weeks`;
}

function muteText(person: string): string {
  return `no message can reach ${shortened(person, 64)}: /me person=${shortened(person, 64)} shows why`;
}

/** Who stands in, until when, and who said so. */
export function standingText({ id, person, from, to, by }: RotaOverride): Inline[] {
  return [
    `#${id} ${shortened(person, 64)} stands in from `,
    time(from, 'full'),
    ' to ',
    time(to, 'full'),
    `, by ${shortened(by.name, 80)}`,
  ];
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
