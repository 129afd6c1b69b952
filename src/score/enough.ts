/** A figure that would come from too little: how much there is, and how much there must be. */
export interface NotEnough {
  readonly kind: 'not enough';
  readonly have: number;
  readonly need: number;
  readonly what: 'points' | 'hours' | 'days' | 'weeks';
}

export function notEnough(have: number, need: number, what: NotEnough['what']): NotEnough {
  return { kind: 'not enough', have: Math.floor(have), need, what };
}

/** `not enough data: 3 of 8 days` */
export function notEnoughText({ have, need, what }: NotEnough): string {
  return `not enough data: ${have} of ${need} ${what}`;
}
