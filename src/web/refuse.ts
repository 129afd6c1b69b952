import type { Refusal } from './guard.ts';

/** A request that is answered with a refusal. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.error);
    this.refusal = refusal;
  }
}

/** @throws Refused */
export function refuse(code: Refusal['code'], error: string): never {
  throw new Refused({ code, error });
}
