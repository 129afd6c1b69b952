import { channelKind } from '../channel-kind.ts';
import { firstLines, oneLine } from '../lines.ts';
import { phoneChannel, providerKind } from '../provider.ts';

/** Characters: two parts of a message, as far as one sign takes no more than one place. */
const MOST = 300;

/** Short messages through a provider; off until one is set. */
export const sms = channelKind({
  ...providerKind,
  kind: 'sms',
  setUp: 'set SMS_PROVIDER_URL and SMS_TO, or write {kind: sms, url: ..., to: [...]}',
  from: 'error',
  open: (name, options, { text }) =>
    phoneChannel({ name, kind: 'sms' }, options, ({ reply }) => {
      const lines = firstLines(text(reply), 2).map((one) => oneLine(one, MOST));
      return { Body: [...oneLine(lines.join(' '), MOST)].join('') || 'Tocsin' };
    }),
});
