import type { Config } from '../config/config.ts';
import { redactor } from '../log/redact.ts';
import { maskShapes } from '../log/shapes.ts';

const MASKERS = new WeakMap<readonly string[], (text: string) => string>();

/** Removes from what others wrote what no chat may show: our own secrets, and whatever looks like one or like a person. */
export function maskerOf({ secrets }: Pick<Config, 'secrets'>): (text: string) => string {
  const known = MASKERS.get(secrets);
  if (known !== undefined) return known;
  const redact = redactor(secrets);
  const mask = (text: string) => maskShapes(redact(text));
  MASKERS.set(secrets, mask);
  return mask;
}
