import type { MetricDefinition } from '../model/metric.ts';
import { bandsIn } from '../model/metric.ts';
import { health, truth } from './metric.ts';
import { excess } from './rule.ts';

export const seed000Metrics: readonly MetricDefinition[] = [
  {
    ...health,
    name: 'containers.down',
    title: 'Containers not running',
    unit: 'count',
    isKey: true,
    bands: bandsIn([{ severity: 'critical', when: 'containers.down != 0' }], 'containers.down'),
    explanation:
      'Containers of the application that should run and do not. Start them again; the log of each says why it ended.',
  },
  {
    ...health,
    name: 'containers.restarted',
    title: 'Containers restarted',
    unit: 'count',
    bands: bandsIn(
      [{ severity: 'warning', when: 'containers.restarted != 0' }],
      'containers.restarted',
    ),
    explanation:
      'Containers that were restarted of late. A crash or too little memory does it: look into the log from before the restart.',
  },
  {
    ...health,
    name: 'heartbeat.age_s',
    title: 'Age of the heartbeat',
    unit: 'seconds',
    isKey: true,
    bands: bandsIn(
      [
        { severity: 'warning', when: 'heartbeat.age_s >= 120' },
        { severity: 'critical', when: 'heartbeat.age_s >= 600' },
      ],
      'heartbeat.age_s',
    ),
    explanation:
      'Time since the bot last said that it lives. When it grows, the bot hangs or has ended: see its log and restart it.',
  },
  {
    name: 'budget.used_pct',
    end: { at: 100, by: 'rising' },
    title: 'Budget used',
    unit: 'percent',
    category: 'business',
    isKey: true,
    bands: bandsIn(excess('budget.used_pct', 85, 'percent'), 'budget.used_pct'),
    explanation:
      'Share of the budget that is spent. Every paid call moves it; when it is high, raise the budget or let the bot call less.',
  },
  truth('calls.signals_enabled', 'Signals enabled', {
    category: 'application',
    bands: bandsIn(
      [{ severity: 'warning', when: 'calls.signals_enabled == false' }],
      'calls.signals_enabled',
    ),
    explanation:
      'Whether the bot posts signals at all. Somebody or a safety stop switches it off; switch it on again when that is over.',
  }),
];
