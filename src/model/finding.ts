/** What an examination found of one thing. */
export interface Finding {
  /** `off`: it is not set up, which is no fault. */
  readonly state: 'ok' | 'warning' | 'bad' | 'off';
  /** One line for people. */
  readonly what: string;
  /** The one thing to do: a command, a setting or a way through menus; null when there is nothing to do. */
  readonly repair: string | null;
}

/** What examinations are about, in the order in which people mend things. */
export type ExaminedArea =
  | 'configuration'
  | 'disk'
  | 'database'
  | 'process'
  | 'discord'
  | 'telegram'
  | 'channels'
  | 'people'
  | 'targets'
  | 'checks';

/** Something that can be looked at for real. */
export interface Examination {
  readonly area: ExaminedArea;
  /** Such as `channel ops`; unlike any other of its area. */
  readonly name: string;
  /** Looks once; what it throws is a finding too. */
  examine(signal: AbortSignal): Promise<readonly Finding[]>;
}

/** An examination that is over. */
export interface Examined {
  readonly area: ExaminedArea;
  readonly name: string;
  readonly findings: readonly Finding[];
}

export function fine(what: string): Finding {
  return { state: 'ok', what, repair: null };
}

export function warning(what: string, repair: string | null): Finding {
  return { state: 'warning', what, repair };
}

export function bad(what: string, repair: string | null): Finding {
  return { state: 'bad', what, repair };
}

export function off(what: string, repair: string | null = null): Finding {
  return { state: 'off', what, repair };
}
