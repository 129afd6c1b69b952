import type { Tone } from '../chat/reply.ts';
import type { Alert, Severity } from '../model/alert.ts';

const BY_SEVERITY = {
  info: 'info',
  warning: 'warning',
  error: 'bad',
  critical: 'critical',
  emergency: 'critical',
} as const satisfies Record<Severity, Tone>;

/** How an alert looks: by severity while it fires, by state afterwards. */
export function alertTone({ state, severity }: Pick<Alert, 'state' | 'severity'>): Tone {
  switch (state.kind) {
    case 'resolved':
      return 'good';
    case 'acknowledged':
      return severity === 'info' ? 'info' : 'warning';
    case 'pending':
      return 'muted';
    case 'firing':
      return BY_SEVERITY[severity];
    default:
      return state satisfies never;
  }
}

/** How a score looks, by the bands 90, 75, 60 and 40. */
export function scoreTone(score: number | null): Tone {
  if (score === null) return 'muted';
  if (score >= 75) return 'good';
  if (score >= 60) return 'warning';
  return score >= 40 ? 'bad' : 'critical';
}
