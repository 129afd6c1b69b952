import { expect, test } from 'vitest';
import { maskShapes } from '../../src/log/shapes.ts';

test.each([
  ['postgres://ana:hunter2secret@db.example.com/x', 'postgres://***@db.example.com/x'],
  ['Authorization: Bearer abcdef0123456789', 'Authorization: Bearer ***'],
  ['api_key=abcd1234 next', 'api_key=*** next'],
  ['{"password": "hunter2", "user": "ana"}', '{"password": "***", "user": "ana"}'],
  ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl end', 'token *** end'],
  ['used ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'used ***'],
  [
    'https://api.telegram.org/bot123456789:AAabcdefghijklmnopqrstuvwxyz012345/x',
    'https://api.telegram.org/***/x',
  ],
  ['mail to ana.b@example.com', 'mail to ***@***'],
  ['call +49 (0)30 1234567 now', 'call +*** now'],
  ['call +4915112345678 now', 'call +*** now'],
  ['call 555-123-4567 now', 'call *** now'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '***'],
])('%s', (text, masked) => {
  expect(maskShapes(text)).toBe(masked);
});

test.each([
  '2026-11-26 11:22:33,456 - app - INFO - order 12345 took 1500 ms',
  'GET /a/b?page=12 from 192.0.2.1:8080',
  'tokens used: 12',
  'offset +0200, 4:15:33',
])('leaves alone: %s', (text) => {
  expect(maskShapes(text)).toBe(text);
});

test('takes no time on text that is made to take it', () => {
  const hostile = [
    'a'.repeat(16_000),
    '://a:'.repeat(3_000),
    'key='.repeat(4_000),
    '+1'.repeat(8_000),
  ];
  for (const text of hostile) expect(maskShapes(text).length).toBeLessThan(17_000);
});
