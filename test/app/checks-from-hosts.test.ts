import { expect, test } from 'vitest';
import { serving } from '../check/http/serving.ts';
import { running } from './running.ts';

test('checks look from the host of their target, and what they read only grows', async () => {
  const text = '# TYPE orders_total counter\norders_total{shop="a"} 7\n';
  const { url } = await serving((_, response) => response.end(text));
  const app = await running(`targets:
  - {name: here, kind: local}
checks:
  - {name: disk, kind: script, target: here, run: "echo 'full | used=91%'; exit 1", interval: 1s}
  - {name: orders, kind: prometheus, target: here, url: "${url}/metrics", interval: 1s}
`);
  const shows = (words: string) => expect.poll(() => app.ask(words), { timeout: 20_000 });
  await shows('check show disk').toMatch(/disk: degraded.*perf\.used +91/s);
  await shows('metrics orders_total').toMatch(/Type +counter.*name=orders,shop=a +7/s);
});
