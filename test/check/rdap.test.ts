import { expect, test } from 'vitest';
import { registriesIn, registryOf } from '../../src/check/rdap.ts';

/** In the form of https://www.rfc-editor.org/rfc/rfc9224#section-4 */
const LIST = {
  version: '1.0',
  publication: '2026-01-07T10:11:12Z',
  services: [
    [
      ['com', 'net'],
      ['http://old.example.com/', 'https://registry.example.com/v1/'],
    ],
    [['uk'], ['https://rdap.example.net/uk/']],
    [['co.uk'], ['https://rdap.example.net/co/']],
    [['xn--zckzah'], ['http://only.example.org/']],
  ],
};

test.each([
  { domain: 'example.com', server: 'https://registry.example.com/v1/' },
  { domain: 'a.b.net', server: 'https://registry.example.com/v1/' },
  { domain: 'shop.uk', server: 'https://rdap.example.net/uk/' },
  { domain: 'shop.co.uk', server: 'https://rdap.example.net/co/' },
  { domain: 'example.xn--zckzah', server: null },
  { domain: 'example.zz', server: null },
])('the registry of $domain', ({ domain, server }) => {
  const registries = registriesIn(JSON.stringify(LIST));
  expect(registryOf(domain, registries ?? [])).toBe(server);
});

test.each(['', '<html>', '{}', '{"services": [["com"]]}', '{"services": {"com": "x"}}'])(
  'no list of registries: %s',
  (text) => {
    expect(registriesIn(text)).toBeNull();
  },
);
