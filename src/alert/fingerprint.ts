import type { Labels } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';

/**
 * Names one series under one rule: two full disks are two alerts. One alert is open for each. Well-formed, as a store gives
 * it back: half a character in a label would never be found again.
 */
export function fingerprint(rule: string, target: number, labels: Labels): string {
  return `${rule}/${target}/${labelText(labels)}`.toWellFormed();
}
