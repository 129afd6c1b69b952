import type { Config } from '../config/config.ts';
import { redactor } from '../log/redact.ts';
import { maskShapes } from '../log/shapes.ts';

type Mask = (text: string) => string;

const REDACTORS = new WeakMap<readonly string[], Mask>();
const MASKERS = new WeakMap<readonly string[], Mask>();

/** Removes our own secrets, made once for each configuration. */
export function redactorOf({ secrets }: Pick<Config, 'secrets'>): Mask {
  return kept(REDACTORS, secrets, () => redactor(secrets));
}

/** Removes from what others wrote what no chat may show: our own secrets, and whatever looks like one or like a person. */
export function maskerOf(config: Pick<Config, 'secrets'>): Mask {
  return kept(MASKERS, config.secrets, () => {
    const redact = redactorOf(config);
    return (text) => maskShapes(redact(text));
  });
}

function kept(
  all: WeakMap<readonly string[], Mask>,
  secrets: readonly string[],
  make: () => Mask,
): Mask {
  const known = all.get(secrets);
  if (known !== undefined) return known;
  const made = make();
  all.set(secrets, made);
  return made;
}
