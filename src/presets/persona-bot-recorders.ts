import type { Recorder } from '../model/recorder.ts';

export const personaBotRecorders = [
  {
    name: 'recordMessage',
    path: 'messages',
    event: 'message',
    fields: [
      { name: 'persona', kind: 'text', as: 'tag' },
      { name: 'channel', kind: 'text', as: 'tag' },
      // There are as many users as there are: no tag.
      { name: 'user', kind: 'text', as: 'body' },
      { name: 'response_ms', kind: 'number', as: 'body' },
      { name: 'ok', kind: 'truth', as: 'body', isOptional: true },
      { name: 'error_type', kind: 'text', as: 'tag', isOptional: true },
      { name: 'sentiment', kind: 'number', as: 'body', isOptional: true },
    ],
  },
  {
    name: 'recordLlmCall',
    path: 'llm-calls',
    event: 'llm_call',
    fields: [
      { name: 'model', kind: 'text', as: 'tag' },
      { name: 'prompt_tokens', kind: 'number', as: 'body' },
      { name: 'completion_tokens', kind: 'number', as: 'body' },
      { name: 'response_ms', kind: 'number', as: 'body' },
      { name: 'ttft_ms', kind: 'number', as: 'body', isOptional: true },
      { name: 'cost_usd', kind: 'number', as: 'body', isOptional: true },
      { name: 'ok', kind: 'truth', as: 'body', isOptional: true },
    ],
  },
] as const satisfies readonly Recorder[];
