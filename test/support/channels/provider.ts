import { type Request, startHttpService, type Understood } from './http-service.ts';

export const ACCOUNT = 'AC0123456789abcdef';
export const TOKEN = 'provider-token';

/** A stand-in of Twilio's resources for messages and calls: https://www.twilio.com/docs/messaging/api/message-resource */
export async function startProvider() {
  /** Numbers of which it says that it is busy. */
  const busy = new Set<string>();
  const service = await startHttpService((request) => {
    const to = new URLSearchParams(request.body).get('To') ?? '';
    return busy.has(to) ? { answer: { status: 503 }, taken: null } : understand(request);
  });
  return Object.assign(service, { busy });
}

function understand({ path, headers, body }: Request): Understood {
  const form = new URLSearchParams(body);
  const login = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`;
  if (headers.authorization !== login) return refused(401, 20_003, 'Authenticate');
  if (!/^\+[1-9]\d{6,14}$/.test(form.get('To') ?? '')) return refused(400, 21_211, "Invalid 'To'");
  if (!form.get('From')) return refused(400, 21_603, "A 'From' phone number is required.");
  const text = form.get('Twiml') ?? form.get('Body') ?? '';
  const answer = { sid: 'SM1', status: 'queued', error_code: null, error_message: null };
  return {
    answer: { status: 201, body: JSON.stringify(answer) },
    taken: { key: null, text: `${form.get('To')} ${text}` },
    violation: violationOf(path, text, form.has('Twiml')),
  };
}

function violationOf(path: string, text: string, isCall: boolean): string {
  const resource = isCall ? 'Calls' : 'Messages';
  if (path !== `/2010-04-01/Accounts/${ACCOUNT}/${resource}.json`) return path;
  if (text === '' || text.length > 1_600) return `${text.length} characters`;
  if (/\p{Cc}/u.test(text)) return 'control characters';
  return isCall && !isXml(text) ? `no TwiML: ${text}` : '';
}

function isXml(text: string): boolean {
  const inner =
    /^<Response><Say>([^<>]*)<\/Say><Pause length="1"\/><Say>([^<>]*)<\/Say><\/Response>$/;
  const [, said = ''] = inner.exec(text) ?? [];
  return said !== '' && !/&(?!(amp|lt|gt);)/.test(said);
}

function refused(status: number, code: number, message: string): Understood {
  const body = JSON.stringify({ code, message, more_info: 'https://example.com', status });
  return { answer: { status, body }, taken: null };
}
