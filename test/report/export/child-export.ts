/** Exports a million samples from a real store to nowhere and says what came out. Run with a small heap. */

import { planExport } from '../../../src/report/export/plan.ts';
import { openSamples } from '../../../src/store/samples/store.ts';
import { aMillion, NOW, WEB } from './million.ts';

const [, , file = ''] = process.argv;
await using samples = await openSamples(file, { now: () => NOW });
for (const rows of aMillion()) await samples.ingest(rows);
await samples.flush();
const planned = await planExport(
  {
    ...{ now: NOW, samples, metrics: [], rules: () => [], presetMetrics: () => null },
    targets: { list: async () => [WEB] },
    http: { enabled: false, host: '', port: 0, hasKey: false },
  },
  { format: 'csv', window: '30d' },
);
if (planned.kind === 'refused') throw new Error(planned.reason);
let rows = 0;
let bytes = 0;
for await (const part of planned.text(new AbortController().signal)) {
  bytes += part.length;
  rows += part.split('\r\n').length - 1;
}
console.log(JSON.stringify({ rows, bytes }));
