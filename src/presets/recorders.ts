import { personaBotRecorders } from './persona-bot-recorders.ts';
import { smsAgentRecorders } from './sms-agent-recorders.ts';
import { tradingBotRecorders } from './trading-bot-recorders.ts';
import { tradingPlatformRecorders } from './trading-platform-recorders.ts';

/** What applications of each preset record by name. The client takes its methods, and their types, from here. */
export const presetRecorders = {
  'trading-bot': tradingBotRecorders,
  'persona-bot': personaBotRecorders,
  'trading-platform': tradingPlatformRecorders,
  'sms-agent': smsAgentRecorders,
} as const;
