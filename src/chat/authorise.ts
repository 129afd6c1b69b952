import type { Actor, Role } from '../model/person.ts';
import { hasRole, ROLES } from '../model/person.ts';
import type { Identify, Seen } from './surface.ts';

/** Someone the configuration or a pairing knows. Ids, never names: names can be chosen by anyone. */
export interface KnownPerson {
  readonly name: string;
  readonly role: Role;
  /** Discord user or role id, or null. */
  readonly discord: string | null;
  /** Telegram user id, or null. */
  readonly telegram: string | null;
}

/** Reads who was paired; `id` as in `Actor`. */
export interface PairedPeople {
  person(id: string): Promise<{ readonly name: string; readonly role: Role } | null>;
}

/**
 * Gives everyone the strongest role that the configuration, a pairing or the ownership of the Discord server gives
 * them. The terminal belongs to whoever can start the process: admin.
 */
export function identifier(deps: {
  readonly people: readonly KnownPerson[];
  readonly paired: PairedPeople;
}): Identify {
  return async (seen) => {
    const id = `${seen.surface}:${seen.userId}`;
    if (seen.surface === 'console') return actor(seen, id, 'admin', null);
    const listed = deps.people.filter((person) => matches(person, seen));
    const paired = await deps.paired.person(id);
    const roles: (Role | null)[] = [
      ...listed.map((person) => person.role),
      paired?.role ?? null,
      seen.owner ? 'admin' : null,
    ];
    const named = listed.find((person) => person[nameKey(seen)] === seen.userId)?.name ?? null;
    return actor(seen, id, strongest(roles), named);
  };
}

function nameKey(seen: Seen): 'discord' | 'telegram' {
  return seen.surface === 'discord' ? 'discord' : 'telegram';
}

function matches(person: KnownPerson, seen: Seen): boolean {
  if (seen.surface === 'telegram') return person.telegram === seen.userId;
  return (
    person.discord !== null &&
    (person.discord === seen.userId || seen.groups.includes(person.discord))
  );
}

function strongest(roles: readonly (Role | null)[]): Role | null {
  return [...ROLES].reverse().find((role) => roles.some((one) => hasRole(one, role))) ?? null;
}

/** A person listed by bare id has that id as name; then the platform's own name reads better, unless it shows nothing. */
function actor(seen: Seen, id: string, role: Role | null, name: string | null): Actor {
  const chosen = name !== null && !/^\d+$/.test(name) ? name : seen.name;
  const visible = chosen.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const shown = visible === '' ? seen.userId : [...visible].slice(0, 80).join('');
  return { id, name: shown, surface: seen.surface, role };
}
