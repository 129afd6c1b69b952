import type { Actor } from '../model/person.ts';
import type { Duty, RotaOverride } from '../model/rota.ts';
import type { Instant } from '../model/time.ts';
import type { Reach, Wishes } from '../model/wishes.ts';

/** A rota as it stands now. */
export interface RotaView {
  readonly name: string;
  /** IANA zone. */
  readonly zone: string;
  /** Who is on call from now on, for two weeks; spans with nobody are among them. */
  readonly duties: readonly Duty[];
  /** When nobody is on call week by week, as `Mon-Thu 17:00-09:00`; null where that is not all, or never. */
  readonly repeatedGaps: string | null;
  readonly overrides: readonly RotaOverride[];
  /** People of it whom no message can reach. */
  readonly unreachable: readonly string[];
}

/** A person, and how they are told. */
export interface PersonView {
  readonly name: string;
  readonly wishes: Wishes;
  /** Where they can be reached, the usual first. */
  readonly reaches: readonly Reach[];
  /** Where they are told now; null: nowhere. */
  readonly told: string | null;
  /** Their turn in each rota that has one within two weeks. */
  readonly turns: readonly (Duty & { readonly rota: string; readonly zone: string })[];
}

/** Somebody is to stand in. */
export interface Standing {
  readonly rota: string;
  readonly person: string;
  readonly from: Instant;
  readonly to: Instant;
}

export interface OncallDesk {
  rotas(): readonly RotaView[];
  people(): readonly string[];
  override(standing: Standing, by: Actor): Promise<RotaOverride | null>;
  /** Lets two people of a rota take each other's next turn, also one that is under way; `problem` says why not. */
  swap(
    rota: string,
    people: readonly [string, string],
    by: Actor,
  ): Promise<{ readonly made: readonly RotaOverride[] } | { readonly problem: string }>;
  /** False when there is none of that id, or it is over. */
  endOverride(id: number): Promise<boolean>;
  /** Whoever asks, as `people` names them; null when it does not. */
  whoIs(actor: Actor): string | null;
  /** null: there is nobody of that name. */
  person(name: string): PersonView | null;
  wish(person: string, wishes: Wishes, by: Actor): Promise<void>;
}
