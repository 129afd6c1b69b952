import { describe, expect, test } from 'vitest';
import { isThere, startVictoria } from '../forward/servers.ts';
import { readyApp, workFolder } from '../support/whole-app.ts';

const YAML = `targets:
  - {name: here, kind: local, interval: 1s}
`;

describe.skipIf(!isThere('victoria-metrics', '-version'))(
  'pushing on (needs the program victoria-metrics)',
  () => {
    test('the bundle pushes what it measures by remote write and by line protocol', {
      timeout: 120_000,
    }, async () => {
      await using victoria = await startVictoria();
      const { url } = victoria;
      using folder = workFolder(YAML);
      await using app = await readyApp(folder.path, {
        REMOTE_WRITE_URL: `${url}/api/v1/write`,
        ...{ INFLUX_URL: url, INFLUX_ORG: 'home', INFLUX_BUCKET: 'samples' },
      });
      for (const name of ['system_uptime', 'system.uptime_value']) {
        const match = new URLSearchParams({ 'match[]': `{__name__="${name}",target="here"}` });
        let found = '';
        while (found === '' && app.child.exitCode === null) {
          found = await (await fetch(`${url}/api/v1/export?${match}`)).text();
        }
        expect(JSON.parse(found.split('\n')[0] ?? '')).toMatchObject({
          metric: { target: 'here' },
        });
      }
      expect(app.output()).not.toContain('export ');
    });
  },
);
