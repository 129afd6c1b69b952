import { shortened } from '../../model/about.ts';
import type { Severity } from '../../model/alert.ts';
import type { Format, Sent } from './format.ts';
import { episodeKey, errorIn } from './format.ts';

/** https://docs.opsgenie.com/docs/alert-api#create-alert */
const MOST = {
  message: 130,
  description: 15_000,
  note: 25_000,
  entity: 512,
  tag: 50,
  details: 4_000,
} as const;
const PRIORITY: Readonly<Record<Severity, string>> = {
  emergency: 'P1',
  critical: 'P1',
  error: 'P2',
  warning: 'P3',
  info: 'P5',
};

/** Opsgenie's Alert API: one alert for each message, created, acknowledged and closed by its alias. */
export const opsgenie: Format = {
  address: 'https://api.opsgenie.com/v2/alerts',
  isVerbose: false,

  requests({ key, reply, about, replyTo }, options, { text }) {
    const shown = text(reply);
    const [title = ''] = shown.split('\n');
    const request = (path: string, body: object): Sent => ({
      path,
      headers: {
        'content-type': 'application/json',
        authorization: `GenieKey ${options.key}`,
      },
      body: JSON.stringify({ source: 'Tocsin', ...body }),
    });
    const alias = about ? episodeKey(about) : `tocsin-${key}`;
    const by = (action: string) =>
      request(`/${alias}/${action}?identifierType=alias`, {
        note: shortened(title, MOST.note),
        ...(about?.by && { user: about.by.slice(0, 100) }),
      });
    const created = request('', {
      alias,
      message: shortened(title || 'Tocsin', MOST.message),
      description: shortened(shown, MOST.description),
      priority: PRIORITY[about?.whole.severity ?? 'info'],
      ...(about && {
        entity: about.target.slice(0, MOST.entity),
        tags: [about.rule, about.type].map((one) => one.slice(0, MOST.tag)),
        details: {
          labels: shortened(JSON.stringify(about.labels), MOST.details),
          alert: String(about.id),
          value: String(about.value),
          limit: String(about.limit),
        },
      }),
    });
    // What is about no alert, such as a test, is over as soon as it was heard.
    if (!about) return [created, by('close')];
    // What nobody there has heard of begins before it goes on.
    const first = replyTo === null ? [created] : [];
    switch (about.whole.state) {
      case 'resolved':
        return [...first, by('close')];
      case 'acknowledged':
        return [...first, by('acknowledge')];
      default:
        return [created];
    }
  },

  judge({ json }) {
    const { errors } = (json ?? {}) as { errors?: unknown };
    const error = errors === undefined ? errorIn(json) : JSON.stringify(errors);
    return error === null ? null : { kind: 'rejected', reason: `Opsgenie answers: ${error}` };
  },
};
