import type { Reply } from '../chat/reply.ts';
import { line, reply } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import { ackButton } from './card-controls.ts';
import { alertData } from './data.ts';
import { shortened } from './state-text.ts';
import { alertTone } from './tone.ts';

/** An alert was made by hand. */
export function createdReply(alert: Alert): Reply {
  const input = String(alert.id);
  const what = `#${alert.id} ${alert.severity.toUpperCase()} · ${shortened(alert.message, 500)}`;
  return reply(
    [
      line(
        `${what} is made, on ${alert.targetName}. It stays open until somebody resolves it.`,
        alertTone(alert),
      ),
      {
        kind: 'buttons',
        buttons: [
          ackButton(`Ack #${input}`, input),
          { label: 'Resolve', tone: 'good', command: 'resolve', input },
        ],
      },
    ],
    { data: alertData(alert) },
  );
}
