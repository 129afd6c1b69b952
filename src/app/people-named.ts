import type { PersonConfig } from '../config/config.ts';
import type { Doer } from '../model/alert.ts';

/** Ids of Discord and of Telegram that `people` gives to one person are one person. */
export function isSame(one: Doer, other: Doer, people: readonly PersonConfig[]): boolean {
  if (one.id === other.id) return true;
  return people.some((person) => {
    const ids = idsOf(person);
    return ids.includes(one.id) && ids.includes(other.id);
  });
}

/** The person of a name as one who does something, or null; `@` before it is no part of it. */
export function personNamed(name: string, people: readonly PersonConfig[]): Doer | null {
  const wanted = name.replace(/^@/, '').trim().toLowerCase();
  const person = people.find((one) => one.name.toLowerCase() === wanted);
  const [id] = person ? idsOf(person) : [];
  return person && id !== undefined ? { id, name: person.name } : null;
}

function idsOf({ discord, telegram }: PersonConfig): string[] {
  return [
    ...(discord === null ? [] : [`discord:${discord}`]),
    ...(telegram === null ? [] : [`telegram:${telegram}`]),
  ];
}
