import type { ChannelConfig, Config, PersonConfig, QuietHours } from '../config/config.ts';
import type { Doer, Severity } from '../model/alert.ts';
import { isPersonal, PERSONAL } from '../model/person.ts';
import type { Rota, RotaOverride } from '../model/rota.ts';
import type { Clock, Instant } from '../model/time.ts';
import type { Reach, Wishes } from '../model/wishes.ts';
import { addressFor, NO_WISHES, REACHES } from '../model/wishes.ts';
import type { Listener } from '../notify/audience.ts';
import { findChannelKind } from '../notify/kinds.ts';
import { onCall } from '../oncall/duty.ts';
import type { OncallStore } from '../store/oncall-port.ts';
import type { Live } from './live.ts';
import type { Place } from './sending.ts';

/** People as channels, and who of them is on call. */
export interface People {
  /** Where each person is told, under the name `@Ana`. */
  places(): readonly Place[];
  /** Channels that a name in a route, a rule or an escalation stands for at that moment; of a rota whoever is on call. */
  reached(name: string, at: Instant): readonly string[];
  /** Hours in which a channel, or a person, is left alone. */
  quietOf(channel: string): QuietHours | null;
  /** Weakest severity of which a channel, or a person, is told. */
  leastOf(channel: string): Severity;
  wishesOf(person: string): Wishes;
  /** Takes over other wishes of a person. */
  wish(person: string, wishes: Wishes, by: Doer): Promise<void>;
  /** Who stands in, of people and rotas that there are; the later said last. */
  overrides(rota: string): readonly RotaOverride[];
  override(made: readonly Omit<RotaOverride, 'id'>[]): Promise<readonly RotaOverride[]>;
  endOverride(id: number): Promise<boolean>;
}

export interface PeopleDeps {
  readonly live: Pick<Live, 'config'>;
  readonly store: { readonly oncall: OncallStore };
  readonly clock: Pick<Clock, 'now'>;
  /** People are told elsewhere from now on. */
  moved(): void;
}

export async function openPeople({ live, store, clock, moved }: PeopleDeps): Promise<People> {
  const { oncall } = store;
  let wishes = await oncall.wishes();
  let standing = await oncall.overrides(clock.now());
  const wishesOf = (person: string) => wishes.get(person) ?? NO_WISHES;
  const overrides = (rota: string) => {
    const { people } = live.config();
    return standing.filter(
      (one) => one.rota === rota && people.some(({ name }) => name === one.person),
    );
  };
  const readOverrides = async () => {
    standing = await oncall.overrides(clock.now());
  };
  return {
    places: () =>
      namedPeople(live.config()).flatMap((person) =>
        placeOf(live.config(), person, wishesOf(person.name)),
      ),

    reached(name, at) {
      const rota = rotaCalled(live.config(), name);
      if (rota === null) return [name];
      const person = onCall(rota, overrides(rota.name), at);
      return person === null ? [] : [`${PERSONAL}${person}`];
    },

    quietOf: (channel) =>
      isPersonal(channel)
        ? wishesOf(channel.slice(1)).quiet
        : (channelOf(live.config(), channel)?.quiet ?? null),
    leastOf: (channel) =>
      isPersonal(channel)
        ? wishesOf(channel.slice(1)).severity
        : (channelOf(live.config(), channel)?.severity ?? 'info'),
    wishesOf,

    async wish(person, wanted, by) {
      await oncall.wish(person, wanted, { by, at: clock.now() });
      wishes = await oncall.wishes();
      moved();
    },

    overrides,
    async override(made) {
      const stored = await oncall.override(made, clock.now());
      await readOverrides();
      return stored;
    },
    async endOverride(id) {
      const ended = await oncall.endOverride(id, clock.now());
      await readOverrides();
      return ended;
    },
  };
}

function channelOf({ channels }: Config, channel: string): ChannelConfig | undefined {
  return channels.find(({ name }) => name === channel);
}

function rotaCalled({ rotas }: Config, name: string): Rota | null {
  return rotas.find((one) => `${PERSONAL}${one.name}` === name) ?? null;
}

/** People of .env are called by their ids, which nobody can name. */
export function namedPeople({ people }: Config): readonly PersonConfig[] {
  return people.filter(({ name }) => !/^\d+$/.test(name));
}

/** The first place that they want and that can be reached. */
function placeOf(config: Config, person: PersonConfig, { via }: Wishes): readonly Place[] {
  const kinds = via.length > 0 ? via : REACHES;
  return kinds.flatMap((kind) => placeBy(config, person, kind) ?? []).slice(0, 1);
}

function placeBy(config: Config, person: PersonConfig, kind: Reach): Place | null {
  const name = `${PERSONAL}${person.name}`;
  const address = addressFor(person, kind);
  if (address === null) return null;
  if (kind === 'telegram' || kind === 'discord') {
    return config[kind] === null ? null : { name, kind, address, thread: null, isDirect: true };
  }
  return placeThrough(config, { name, kind }, kind === 'email' ? { name: '', address } : address);
}

/** Through the server or provider of the first channel of that kind that has one; null when there is none. */
function placeThrough({ channels }: Config, { name, kind }: Listener, to: unknown): Place | null {
  const found = findChannelKind(kind);
  const [options = null] = channels.flatMap((one) => {
    if (one.kind !== kind || one.options === undefined) return [];
    const own = { ...one.options, to: [to] };
    return (found?.missing?.(own) ?? null) === null ? [own] : [];
  });
  if (options === null || found === undefined) return null;
  return { name, kind, address: found.address(options), thread: null, options };
}
