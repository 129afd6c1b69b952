import type { Block, Button } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import type { Hold } from '../model/alert-change.ts';

const SPANS = [
  ['30 m', '30m'],
  ['1 h', '1h'],
  ['4 h', '4h'],
  ['until 08:00', '08:00'],
  ['until it clears', 'clear'],
] as const;

/** What a person may do with an alert in its state: buttons, and while it is open how long to silence it. */
export function controlsOf(alert: Alert, holds: readonly Hold[]): readonly Block[] {
  const buttons: Block = { kind: 'buttons', buttons: buttonsFor(alert, holds) };
  return alert.state.kind === 'resolved' ? [buttons] : [buttons, silenceSelect(alert.id)];
}

function buttonsFor(alert: Alert, holds: readonly Hold[]): readonly Button[] {
  const { id, state, life } = alert;
  const input = String(id);
  const resolve: Button = { label: 'Resolve', tone: 'good', command: 'resolve', input };
  const note: Button = {
    label: 'Note',
    tone: 'plain',
    command: 'note',
    input,
    ask: true,
  };
  const details: Button = { label: 'Details', tone: 'plain', command: 'alert', input };
  const chart = chartButton(alert);
  switch (state.kind) {
    case 'pending':
      return [note, details, ...chart, ...unsilence(holds)];
    case 'firing':
      return [
        ackButton('Ack', input),
        resolve,
        note,
        details,
        ...chart,
        ...stop(life, input),
        ...unsilence(holds),
      ];
    case 'acknowledged': {
      return [unackButton('Un-ack', input), resolve, note, details, ...chart, ...unsilence(holds)];
    }
    case 'resolved':
      return [
        details,
        ...chart,
        ...(state.firedAt === null ? [] : [writeUpButton(input)]),
        life.noise === null
          ? { label: 'Noise', tone: 'plain', command: 'noise', input }
          : { label: 'Not noise', tone: 'plain', command: 'noise', input: `${id} undo` },
      ];
    default:
      return state satisfies never;
  }
}

/** What it measured, around its time. */
function chartButton({ id, evidence }: Alert): readonly Button[] {
  return evidence.metric === null
    ? []
    : [{ label: 'Chart', tone: 'plain', command: 'chart', input: `#${id}` }];
}

/** The whole story as a file, once it is over. */
function writeUpButton(input: string): Button {
  return { label: 'Write-up', tone: 'plain', command: 'writeup', input };
}

/** Gives back what `input` names. */
export function unackButton(label: string, input: string): Button {
  return { label, tone: 'plain', command: 'unack', input };
}

/** Takes charge of what `input` names, e.g. `12` or `12*`. */
export function ackButton(label: string, input: string): Button {
  return { label, tone: 'primary', command: 'ack', input };
}

function stop({ escalateAt }: Alert['life'], id: string): readonly Button[] {
  return escalateAt === null ? [] : [stopButton(id)];
}

/** Ends the escalation of what `input` names. */
export function stopButton(input: string, label = 'Stop escalation'): Button {
  return { label, tone: 'plain', command: 'escalation', input: `stop ${input}` };
}

function unsilence(holds: readonly Hold[]): readonly Button[] {
  const silence = holds.find((one) => one.silence !== null)?.silence ?? null;
  return silence === null ? [] : [unsilenceButton(silence, 'Unsilence')];
}

/** Ends a silence. */
export function unsilenceButton(id: number, label = `Unsilence #${id}`): Button {
  return { label, tone: 'plain', command: 'unsilence', input: String(id) };
}

/** The usual lengths of a silence, for one alert. */
export function silenceSelect(alert: number): Block {
  return {
    kind: 'select',
    label: '🔕 Silence for',
    command: 'silence',
    options: SPANS.map(([label, span]) => ({ label, input: `${alert} ${span}` })),
  };
}

/** Bytes of ids that every platform's buttons hold beside the command. */
const IDS = 48;

/** Ids as the input of one button, as many as fit, strongest first as given. */
export function idsInput(ids: readonly number[]): { input: string; count: number } {
  let input = '';
  let count = 0;
  for (const id of ids) {
    const next = input === '' ? String(id) : `${input} ${id}`;
    if (next.length > IDS) break;
    input = next;
    count++;
  }
  return { input, count };
}
