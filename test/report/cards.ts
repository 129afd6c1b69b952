import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import type { Reply } from '../../src/chat/reply.ts';
import type { CardView } from '../../src/report/card.ts';
import { anAlert, NOON } from './alerts.ts';

/** A card of a firing alert, and what else a test names. */
export function view(more: Partial<CardView> = {}): CardView {
  return {
    alert: anAlert(),
    events: [],
    unit: 'percent',
    trend: [],
    clear: null,
    runbook: null,
    holds: [],
    members: null,
    channel: 'ops',
    ...more,
  };
}

/** As a terminal shows it. */
export function text(reply: Reply): string {
  return renderForConsole(reply, { width: UNBROKEN, colour: false, zone: 'UTC', now: NOON });
}

/** `label=/command input` of every button. */
export function buttons(reply: Reply): string[] {
  return reply.blocks.flatMap((block) =>
    block.kind === 'buttons'
      ? block.buttons.map((one) => `${one.label}=/${one.command} ${one.input}`)
      : [],
  );
}
