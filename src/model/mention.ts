import { compareSeverity, SEVERITIES, type Severity } from './alert.ts';

/** Whom messages of a channel call, by the weakest severity; each as its platform writes it. */
export type Mentions = Readonly<Partial<Record<Severity, readonly string[]>>>;

/** Of the severities that are no stronger the strongest decides. */
export function mentionsFor(mentions: Mentions, severity: Severity): readonly string[] {
  const found = SEVERITIES.findLast(
    (one) => mentions[one] !== undefined && compareSeverity(one, severity) <= 0,
  );
  return (found && mentions[found]) ?? [];
}
