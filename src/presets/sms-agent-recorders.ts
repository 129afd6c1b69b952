import type { Recorder } from '../model/recorder.ts';

export const smsAgentRecorders = [
  {
    name: 'recordTask',
    path: 'tasks',
    event: 'task',
    fields: [
      { name: 'category', kind: 'text', as: 'tag' },
      { name: 'processing_ms', kind: 'number', as: 'body' },
      { name: 'ok', kind: 'truth', as: 'body' },
      { name: 'tier', kind: 'text', as: 'tag', isOptional: true },
      // There are as many users as there are: no tag.
      { name: 'user', kind: 'text', as: 'body', isOptional: true },
      { name: 'revenue', kind: 'number', as: 'body', isOptional: true },
    ],
  },
  {
    name: 'recordMessage',
    path: 'messages',
    event: 'message',
    fields: [
      // in or out
      { name: 'direction', kind: 'text', as: 'tag' },
      { name: 'ok', kind: 'truth', as: 'body', isOptional: true },
      { name: 'user', kind: 'text', as: 'body', isOptional: true },
    ],
  },
  {
    name: 'recordLlmCall',
    path: 'llm-calls',
    event: 'llm_call',
    fields: [
      { name: 'model', kind: 'text', as: 'tag' },
      { name: 'response_ms', kind: 'number', as: 'body' },
      { name: 'ok', kind: 'truth', as: 'body', isOptional: true },
    ],
  },
] as const satisfies readonly Recorder[];
