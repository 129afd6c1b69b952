/** Weakest first; each includes the ones before it. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export type Surface = 'discord' | 'telegram' | 'console';

/** Stands before the name of a person or rota where channels are named: `@Ana`. */
export const PERSONAL = '@';

/** Whether a channel is one person, who is told only where they are named. */
export function isPersonal(channel: string): boolean {
  return channel.startsWith(PERSONAL);
}

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
