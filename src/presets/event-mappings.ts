import type { EventMapping } from '../model/event.ts';

const TRADE = { type: 'trade', by: ['symbol', 'side', 'strategy'] } as const;

/** What trades and calls of the API are turned into. */
export const tradingBotEvents: readonly EventMapping[] = [
  { ...TRADE, histogram: 'trade.execution_ms', field: 'execution_ms' },
  { ...TRADE, when: 'ok == false', counter: 'trade.failed' },
  { type: 'api_call', histogram: 'api.response_ms', field: 'response_ms', by: ['endpoint'] },
  // A call without an answer has no status between these.
  {
    ...{ type: 'api_call', counter: 'api.errors', by: ['endpoint'] },
    when: 'status_code < 100 or status_code >= 400',
  },
];

export const tradingPlatformEvents: readonly EventMapping[] = [
  { type: 'trade', histogram: 'trades.latency', field: 'latency_ms' },
];

export const personaBotEvents: readonly EventMapping[] = [
  { type: 'message', histogram: 'response.total_ms', field: 'response_ms' },
  { type: 'llm_call', histogram: 'response.ttft_ms', field: 'ttft_ms' },
];

/** A task is what somebody asked for by message, from there to its answer. */
export const smsAgentEvents: readonly EventMapping[] = [
  { type: 'task', histogram: 'response.total_ms', field: 'processing_ms' },
];
