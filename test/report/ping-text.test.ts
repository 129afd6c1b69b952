import { expect, test } from 'vitest';
import { renderForConsole } from '../../src/chat/console/render.ts';
import { reply } from '../../src/chat/reply.ts';
import { withPings } from '../../src/report/ping-text.ts';
import { NOON } from './alerts.ts';

const SCREEN = { width: 200, colour: false, zone: 'UTC', now: NOON };
const OURS = 'Only this machine can';

test.each([
  { host: '127.0.0.1', calls: 'http://127.0.0.1:8000/ping/abc ', ours: true },
  { host: '::1', calls: 'http://[::1]:8000/ping/abc ', ours: true },
  { host: '192.0.2.10', calls: 'http://192.0.2.10:8000/ping/abc ', ours: false },
  { host: '0.0.0.0', calls: 'http://<this machine>:8000/ping/abc ', ours: false },
])('a job is told an address on $host that it can call', ({ host, calls, ours }) => {
  const place = { enabled: true, host, port: 8_000 };
  const shown = withPings(reply([]), { key: 'abc', log: null }, place);
  const text = renderForConsole(shown, SCREEN);
  expect(text).toContain(calls);
  expect(text.includes(OURS)).toBe(ours);
});
