import { expect, test } from 'vitest';
import { shownConfig } from '../../src/config/shown.ts';
import { accepted, folderWith, load } from './folder.ts';

const KEY = '0123456789abcdef-key';

test('ANALYTICS_API_KEY is taken, kept as a secret and never shown', async () => {
  const { config } = await accepted({ env: `ANALYTICS_API_KEY=${KEY}\n` });
  expect(config.http.key).toBe(KEY);
  expect(config.secrets).toEqual([KEY]);
  expect(JSON.stringify(shownConfig(config))).not.toContain(KEY);
});

test.each(['short', 'x'.repeat(201), 'with a space in it', 'with-ümlauts-in-it'])(
  '%s is no key, and is not repeated',
  async (key) => {
    const loaded = await load(folderWith({ env: `ANALYTICS_API_KEY="${key}"\n` }));
    expect(loaded).toMatchObject({
      kind: 'refused',
      problems: [{ file: '.env', line: 1, message: expect.stringContaining('write 16 to 200') }],
    });
    expect(JSON.stringify(loaded)).not.toContain(key);
  },
);
