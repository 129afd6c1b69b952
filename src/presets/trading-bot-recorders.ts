import type { Recorder } from '../model/recorder.ts';

export const tradingBotRecorders = [
  {
    name: 'recordTradeExecution',
    path: 'trades',
    event: 'trade',
    fields: [
      { name: 'symbol', kind: 'text', as: 'tag' },
      { name: 'side', kind: 'text', as: 'tag' },
      { name: 'quantity', kind: 'number', as: 'body' },
      { name: 'price', kind: 'number', as: 'body' },
      { name: 'execution_ms', kind: 'number', as: 'body' },
      { name: 'ok', kind: 'truth', as: 'body', isOptional: true },
      { name: 'strategy', kind: 'text', as: 'tag', isOptional: true },
      { name: 'error', kind: 'text', as: 'body', isOptional: true },
    ],
  },
  {
    name: 'recordApiCall',
    path: 'calls',
    event: 'api_call',
    fields: [
      { name: 'endpoint', kind: 'text', as: 'tag' },
      { name: 'response_ms', kind: 'number', as: 'body' },
      { name: 'status_code', kind: 'number', as: 'body' },
    ],
  },
] as const satisfies readonly Recorder[];
