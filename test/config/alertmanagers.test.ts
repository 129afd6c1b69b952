import { expect, test } from 'vitest';
import { difference } from '../../src/config/difference.ts';
import { shownConfig } from '../../src/config/shown.ts';
import { accepted, refused } from './folder.ts';

const entry = (text: string) => `alertmanagers:\n  - {${text}}\n`;

test('an Alertmanager is read, and its password is shown nowhere', async () => {
  const env = 'AM=am-password-1\n';
  const yaml = entry('name: main, url: "http://192.0.2.10:9093/am/", user: ana, password: "${AM}"');
  const { config } = await accepted({ env, yaml });
  expect(config.alertmanagers).toEqual([
    {
      ...{ name: 'main', url: 'http://192.0.2.10:9093/am', writesSilences: false },
      login: { kind: 'password', user: 'ana', password: 'am-password-1' },
    },
  ]);
  expect(config.secrets).toContain('am-password-1');
  const { config: before } = await accepted({ yaml: '' });
  const told = difference(before, config);
  expect(told.changes).toMatchObject([{ what: 'Alertmanager main' }]);
  expect(JSON.stringify([shownConfig(config), told])).not.toContain('am-password-1');
});

test.each([
  {
    text: 'name: main',
    says: /url is missing — write the http\(s\) address of the Alertmanager alone/,
  },
  { text: 'name: main, url: "http://ana:x@a:9093"', says: /address of the Alertmanager alone/ },
  { text: 'name: main, url: "http://169.254.169.254"', says: /link-local address or a metadata/ },
  { text: 'name: main, url: "http://a:9093", user: ana', says: /write `token:`, or `user:`/ },
  { text: 'name: main, url: "http://a:9093", write_silences: 1', says: /write true or false/ },
  {
    text: 'name: main, url: "http://a:9093", write_silence: true',
    says: /did you mean `?write_silences/,
  },
])('$text is refused with what to write', async ({ text, says }) => {
  const [first] = await refused({ yaml: entry(text) });
  expect(first).toMatch(says);
});

test('two of one name are refused', async () => {
  const yaml = `${entry('name: a, url: "http://a:9093"')}  - {name: a, url: "http://b:9093"}\n`;
  expect(await refused({ yaml })).toEqual([expect.stringMatching(/the name `a` stands on line 2/)]);
});
