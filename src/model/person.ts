/** Weakest first; each includes the ones before it. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export type Surface = 'discord' | 'telegram' | 'console';

/** Someone who typed a command or pressed a button. `role` is null for people nobody let in. */
export interface Actor {
  /** `discord:111`, `telegram:222`, `console:root`. */
  readonly id: string;
  readonly name: string;
  readonly surface: Surface;
  readonly role: Role | null;
}

/** Whether `role` may do what needs `needed`. */
export function hasRole(role: Role | null, needed: Role): boolean {
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
