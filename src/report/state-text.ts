import type { Alert, Severity } from '../model/alert.ts';

/** One or two words for a state, with the person who has it. */
export function stateText({ state }: Pick<Alert, 'state'>): string {
  return state.kind === 'acknowledged' ? `acknowledged by ${state.by.name}` : state.kind;
}

const SIGNS = {
  info: '🔵',
  warning: '🟡',
  error: '🟠',
  critical: '🔴',
  emergency: '🚨',
} as const satisfies Record<Severity, string>;

/** One sign for how bad it is; what is over is green, whatever it was. */
export function signOf({ state, severity }: Pick<Alert, 'state' | 'severity'>): string {
  return state.kind === 'resolved' ? '🟢' : SIGNS[severity];
}

/** One alert of several in a line; that it fires goes without saying. */
export function memberText(alert: Alert, most: number): string {
  const state = alert.state.kind === 'firing' ? '' : `: ${stateText(alert)}`;
  return `${signOf(alert)} #${alert.id} ${shortened(alert.message, most)}${state}`;
}

/** Text of at most `most` characters; never half of a character of two. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** `1 alert`, `10,000 alerts`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** Thousands apart: `10,000`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
