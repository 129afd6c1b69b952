import { channelKind } from '../channel-kind.ts';
import { firstLines, oneLine } from '../lines.ts';
import { phoneChannel, providerKind } from '../provider.ts';

/** Characters that are read out: about 20 seconds. */
const MOST = 300;

/** Phone calls through a provider, who reads the alert out twice; off until one is set. */
export const call = channelKind({
  ...providerKind,
  kind: 'call',
  setUp: 'set PHONE_PROVIDER_URL and PHONE_TO, or write {kind: call, url: ..., to: [...]}',
  from: 'critical',
  open: (name, options, { text }) =>
    phoneChannel({ name, kind: 'call' }, options, ({ reply }) => {
      const words = oneLine(firstLines(text(reply), 2).join('. '), MOST) || 'Tocsin';
      const said = `<Say>${spoken(words)}</Say>`;
      return { Twiml: `<Response>${said}<Pause length="1"/>${said}</Response>` };
    }),
});

/** Letters, digits and common signs as XML: pictures cannot be read out. */
function spoken(text: string): string {
  return text
    .replaceAll(/[\p{S}\p{Cn}\p{Co}]/gu, (sign) => ('<>+=%'.includes(sign) ? sign : ' '))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .trim();
}
