import type { Rule } from './rule.ts';

/** What people said of the alerts of a rule: noise, or taken by somebody, which is of use. */
export interface Marks {
  readonly fired: number;
  readonly noise: number;
  readonly useful: number;
}

/** How a rule could be written so that it makes less noise. */
export type RuleAdvice =
  /** `needed` marked alerts say something; `judged` are those of which the samples are still there. */
  | { readonly kind: 'too few'; readonly marks: Marks; readonly needed: number }
  | { readonly kind: 'no noise'; readonly marks: Marks }
  | { readonly kind: 'nothing better'; readonly marks: Marks; readonly tried: number }
  | {
      readonly kind: 'better';
      readonly marks: Marks;
      readonly days: number;
      readonly rule: Rule;
      /** Of the noise so many alerts would not have been. */
      readonly dropped: number;
      /** How often it fires over what is stored, now and then. */
      readonly firedNow: number;
      readonly firedThen: number;
    };
