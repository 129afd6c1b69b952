import type { OncallDesk, RotaView } from '../chat/oncall-desk.ts';
import type { PersonConfig } from '../config/config.ts';
import type { Doer } from '../model/alert.ts';
import type { Actor } from '../model/person.ts';
import { PERSONAL } from '../model/person.ts';
import type { Duty, Rota } from '../model/rota.ts';
import type { Clock } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import { addressFor, REACHES } from '../model/wishes.ts';
import { dutiesIn } from '../oncall/duty.ts';
import { GAPS_WITHIN } from '../oncall/gaps.ts';
import { repeatsText } from '../oncall/repeats.ts';
import type { Live } from './live.ts';
import { namedPeople, type People } from './people.ts';

/** How far ahead turns are looked for that two people swap. */
const SWAP_WITHIN = 120 * DAY;

export interface OncallDeskDeps {
  readonly live: Pick<Live, 'config'>;
  readonly people: People;
  readonly clock: Pick<Clock, 'now'>;
}

export function oncallDesk({ live, people, clock }: OncallDeskDeps): OncallDesk {
  const dutiesOf = (rota: Rota, within: number) => {
    const now = clock.now();
    return dutiesIn(rota, people.overrides(rota.name), { from: now, to: now + within });
  };
  const rotaNamed = (name: string) => live.config().rotas.find((one) => one.name === name);
  const placeOf = (name: string) =>
    people.places().find((one) => one.name === `${PERSONAL}${name}`) ?? null;
  const doer = ({ id, name }: Actor): Doer => ({ id, name });

  function viewOf(rota: Rota): RotaView {
    const { name, zone, layers } = rota;
    const members = new Set(layers.flatMap((layer) => layer.people));
    const unreachable = [...members].filter((one) => placeOf(one) === null);
    const overrides = people.overrides(name).filter(({ to }) => to > clock.now());
    const duties = dutiesOf(rota, GAPS_WITHIN);
    const repeatedGaps = repeatsText(zone, duties);
    return { name, zone, duties, repeatedGaps, overrides, unreachable };
  }

  return {
    rotas: () => live.config().rotas.map(viewOf),
    people: () => namedPeople(live.config()).map(({ name }) => name),

    async override(standing, by) {
      const [made = null] = await people.override([{ ...standing, by: doer(by) }]);
      return made;
    },

    async swap(name, [one, other], by) {
      const rota = rotaNamed(name);
      if (rota === undefined) return { problem: `There is no rota ${name}.` };
      const duties = dutiesOf(rota, SWAP_WITHIN);
      const turns = [one, other].map((who) => duties.find(({ person }) => person === who));
      const [first, second] = turns;
      if (!first || !second) {
        const who = first ? other : one;
        return { problem: `${who} has no turn in ${name} within ${SWAP_WITHIN / DAY} days.` };
      }
      const standing = (person: string, { from, to }: Duty) => {
        return { rota: name, person, from, to, by: doer(by) };
      };
      return { made: await people.override([standing(other, first), standing(one, second)]) };
    },

    endOverride: people.endOverride,

    whoIs: ({ id }) =>
      namedPeople(live.config()).find((person) =>
        REACHES.some((kind) => `${kind}:${addressFor(person, kind)}` === id),
      )?.name ?? null,

    person(name) {
      const found = namedPeople(live.config()).find((one) => one.name === name);
      if (!found) return null;
      const turns = live.config().rotas.flatMap((rota) => {
        const turn = dutiesOf(rota, GAPS_WITHIN).find(({ person }) => person === name);
        return turn === undefined ? [] : [{ ...turn, rota: rota.name, zone: rota.zone }];
      });
      const told = placeOf(name)?.kind ?? null;
      return { name, wishes: people.wishesOf(name), reaches: reachesOf(found), told, turns };
    },

    wish: (person, wishes, by) => people.wish(person, wishes, doer(by)),
  };
}

function reachesOf(person: PersonConfig) {
  return REACHES.filter((kind) => addressFor(person, kind) !== null);
}
