import type { SafeAction } from '../model/action.ts';
import type { Alert } from '../model/alert.ts';

type About = Pick<Alert, 'rule' | 'labels' | 'evidence' | 'state'>;

/** Metrics whose series are one container each, called by its name and service. */
const OF_CONTAINER = 'container.';

/** Whether an open alert is what an action is for: its rule is named there, or it is about the action's container. */
export function fits({ rules, deed }: Pick<SafeAction, 'rules' | 'deed'>, alert: About): boolean {
  if (alert.state.kind !== 'firing' && alert.state.kind !== 'acknowledged') return false;
  if (rules.includes(alert.rule)) return true;
  if (deed.kind !== 'restart' || !alert.evidence.metric?.startsWith(OF_CONTAINER)) return false;
  const { name, service } = alert.labels;
  return name === deed.container || service === deed.container;
}
