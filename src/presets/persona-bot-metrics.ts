import type { MetricDefinition } from '../model/metric.ts';
import { bandsIn } from '../model/metric.ts';
import { ERRORS_PERCENT, RESPONSE, SERVICE_UP } from './application.ts';
import { truth } from './metric.ts';
import { above } from './rule.ts';

export const personaMetrics: readonly MetricDefinition[] = [
  RESPONSE,
  ERRORS_PERCENT,
  SERVICE_UP,
  truth('llm.up', 'Language model up', {
    isKey: true,
    explanation:
      'Whether the language model answers. Without it the bot cannot speak: see that its server runs and has memory left.',
  }),
  {
    name: 'response.ttft_ms',
    title: 'Time to the first token',
    unit: 'ms',
    type: 'histogram',
    category: 'application',
    isKey: true,
    bands: bandsIn(
      above('response.ttft_ms', { warning: 1000, critical: 3000 }),
      'response.ttft_ms',
    ),
    explanation:
      'Time until the language model begins to answer. Long prompts and a queue before the model move it; when it is high, shorten the context or take a smaller model.',
  },
  {
    name: 'llm.projected_cost_pct',
    title: "Month's cost as projected, of the budget",
    unit: 'percent',
    category: 'business',
    bands: bandsIn(
      [{ severity: 'warning', when: 'llm.projected_cost_pct > 100' }],
      'llm.projected_cost_pct',
    ),
    explanation:
      'What the tokens of this month will cost if it goes on like this, as a share of the budget; it may exceed 100. When it does, shorten prompts, take a cheaper model or raise the budget.',
  },
];
