import type { Preset } from '../model/preset.ts';
import type { ScorePolicy } from '../model/score.ts';
import { base } from './base.ts';
import { seed000 } from './seed-000.ts';

/** Every preset; add one line per file. */
export const presets: readonly Preset[] = [base, seed000];

export function findPreset(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name);
}

/** The score policy of that name. */
export function findPolicy(name: string): ScorePolicy | undefined {
  return presets.map(({ policy }) => policy).find((policy) => policy.name === name);
}
