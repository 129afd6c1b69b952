import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prometheusConfig } from '../../../src/report/export/prometheus-config.ts';
import { freshFolder } from '../../store/fresh-folder.ts';

const isThere = spawnSync('promtool', ['--version']).status === 0;

test.each([
  { host: '127.0.0.1', hasKey: false, target: "['127.0.0.1:8000']" },
  { host: '0.0.0.0', hasKey: true, target: "['localhost:8000']" },
  { host: '::', hasKey: true, target: "['localhost:8000']" },
  { host: 'fd00::1', hasKey: true, target: "['[fd00::1]:8000']" },
])('listening on $host it is scraped at $target', ({ host, hasKey, target }) => {
  const text = prometheusConfig({ host, port: 8_000, hasKey });
  expect(text).toContain(`- targets: ${target}`);
  expect(text.includes('credentials_file')).toBe(hasKey);
});

test.skipIf(!isThere).each([true, false])(
  'promtool check config takes it, with a key: %s (Debian package prometheus)',
  (hasKey) => {
    const cwd = freshFolder();
    const text = prometheusConfig({ host: '0.0.0.0', port: 8_000, hasKey });
    writeFileSync(join(cwd, 'prometheus.yml'), text);
    writeFileSync(join(cwd, 'tocsin.key'), 'k-0123456789abcdef');
    const ran = spawnSync('promtool', ['check', 'config', 'prometheus.yml'], {
      cwd,
      encoding: 'utf8',
    });
    expect({ status: ran.status, said: ran.stderr }).toEqual({ status: 0, said: '' });
    expect(ran.stdout).toContain('SUCCESS');
  },
);
