// Draws charts. A file holds one chart of src/model/chart.ts as JSON, or an object of several by name:
// node test/pictures/chart.ts charts.json folder
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chart } from '../../src/model/chart.ts';
import { bounded } from '../../src/picture/bounded.ts';
import { pngOf } from '../../src/picture/draw.ts';

const [file = '', folder = '.'] = process.argv.slice(2);
const read = JSON.parse(readFileSync(file, 'utf8')) as Chart | Record<string, Chart>;
const charts = 'kind' in read && typeof read.kind === 'string' ? { chart: read as Chart } : read;
mkdirSync(folder, { recursive: true });
for (const [name, chart] of Object.entries(charts) as [string, Chart][]) {
  for (const theme of ['dark', 'light'] as const) {
    const { bytes } = pngOf(bounded(chart), theme);
    writeFileSync(join(folder, `${name}-${theme}.png`), bytes);
  }
}
