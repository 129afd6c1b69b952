import type { Recorder } from '../model/recorder.ts';

export const tradingPlatformRecorders = [
  {
    name: 'recordTrade',
    path: 'trades',
    event: 'trade',
    fields: [
      { name: 'latency_ms', kind: 'number', as: 'body' },
      { name: 'symbol', kind: 'text', as: 'tag', isOptional: true },
      { name: 'strategy', kind: 'text', as: 'tag', isOptional: true },
    ],
  },
  {
    name: 'recordOrder',
    path: 'orders',
    event: 'order',
    fields: [
      // placed, filled or cancelled
      { name: 'state', kind: 'text', as: 'tag' },
      { name: 'symbol', kind: 'text', as: 'tag', isOptional: true },
    ],
  },
  {
    name: 'recordSignal',
    path: 'signals',
    event: 'signal',
    fields: [
      { name: 'symbol', kind: 'text', as: 'tag' },
      { name: 'strategy', kind: 'text', as: 'tag', isOptional: true },
    ],
  },
] as const satisfies readonly Recorder[];
