import type { ScorePolicy } from '../model/score.ts';
import { base } from './base.ts';
import { callsBot } from './calls-bot.ts';
import type { Extension } from './extension.ts';
import { personaBot } from './persona-bot.ts';
import { seed000 } from './seed-000.ts';
import { smsAgent } from './sms-agent.ts';
import { tradingBot } from './trading-bot.ts';
import { tradingPlatform } from './trading-platform.ts';

/** Every preset; add one line per file. */
export const presets: readonly Extension[] = [
  base,
  seed000,
  callsBot,
  tradingBot,
  personaBot,
  tradingPlatform,
  smsAgent,
];

/** What `SERVER` stands for: its variables come from the first bot that was watched so. */
export const SERVER_PRESET = callsBot.name;

export function findPreset(name: string): Extension | undefined {
  return presets.find((preset) => preset.name === name);
}

/** The score policy of that name. */
export function findPolicy(name: string): ScorePolicy | undefined {
  return presets.map(({ policy }) => policy).find((policy) => policy.name === name);
}
