import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/app/settings.ts';
import { explain } from '../../src/config/explain.ts';
import { DAY } from '../../src/model/time.ts';
import { folderWith } from './folder.ts';

async function read(yaml: string) {
  const loaded = await loadSettings(folderWith({ env: '', yaml }));
  return loaded.kind === 'refused'
    ? { problems: loaded.problems.map(explain), config: null }
    : { problems: [], config: loaded.config };
}

test('metrics and storage are read into our own units', async () => {
  const { config } = await read(`
metrics:
  - {name: orders.rate, unit: ratio, bands: {warning: "< 0.9"}, aliases: order_rate, key: true, retention: 90d}
storage: {retention: 14d, hours: 100d, limit: 1.5GB, written_per_day: 20MB, series_per_target: "10", series_total: 20}
`);
  expect(config).toMatchObject({
    retention: 14 * DAY,
    metrics: [
      {
        said: {
          ...{ name: 'orders.rate', unit: 'ratio', aliases: ['order_rate'], isKey: true },
          bands: [{ level: 'warning', of: 'value', operator: '<', limit: 0.9 }],
        },
        retention: 90 * DAY,
      },
    ],
    storage: {
      ...{ hours: 100 * DAY, limit: 1.5e9, writtenPerDay: 2e7 },
      ...{ seriesPerTarget: 10, seriesTotal: 20 },
    },
  });
});

describe('what is wrong is named with what to write', () => {
  test.each([
    [
      'metrics: [{name: system.cpu, unit: ratio}]',
      /metrics\.system\.cpu: unit: system\.cpu is percent built in, not ratio/,
    ],
    ['metrics: [{name: cpu_usage}]', /another name of system\.cpu/],
    ['metrics: [{name: a}, {name: a}]', /the name `a` stands on line/],
    ['metrics: [{name: a, aliases: [b]}, {name: b}]', /b names b already/],
    ['metrics: [{name: a, units: ms}]', /did you mean `unit`/],
    ['metrics: [{name: a, unit: furlong}]', /unit: "furlong" — write one of percent/],
    [
      'metrics: [{name: a, unit: ratio, bands: {warning: "> 80"}}]',
      /a ratio is 0 to 1, and never 80/,
    ],
    [
      'events: [{type: x, counter: memory_usage}]',
      /events\.1: memory_usage is a gauge, which events do not make as a counter/,
    ],
    [
      'metrics: [{name: n, type: counter}]\nevents: [{type: x, histogram: n, field: ms}]',
      /n is a counter, which events do not make as a histogram/,
    ],
    ['metrics: [{name: a, retention: 1h}]', /write at least 1d/],
    ['metrics: {name: a}', /metrics is no list/],
    ['storage: {retention: 90d, hours: 30d}', /hours.*at least as long as `retention`/],
    ['storage: {series_per_target: 9, series_total: 8}', /at most `series_total`/],
    ['storage: {limit: 20}', /write a size such as 500MB/],
    ['storage: {limit: 1MB}', /write at least 10MB/],
    ['storage: {limits: 1GB}', /did you mean `limit`/],
    ['storage: [1]', /storage is no map — write `limit: 20GB`/],
    [
      'metrics: [{name: a.rate, unit: ratio}]\nrules: [{name: r, when: a.rate < 80}]',
      /a ratio is 0 to 1: write 0\.8, not 80/,
    ],
    [
      "metrics: [{name: a.rate, unit: ratio, aliases: [ar]}]\nrules: [{name: r, when: \"avg('ar', '5m') < 80\"}]",
      /a ratio is 0 to 1/,
    ],
    [
      'metrics: [{name: a.n, unit: count}]\nrules: [{name: r, when: a.n}]',
      /compare it, e\.g\. a\.n > 90/,
    ],
  ])('%s', async (yaml, why) => {
    const { problems } = await read(yaml);
    expect(problems.join('\n')).toMatch(why);
  });
});

test('a rule that reads a metric of the file, by any name, is no slip', async () => {
  const yaml = 'metrics: [{name: system.cpx, unit: percent, aliases: [cpx]}]\n';
  const rules = 'rules: [{name: r, when: system.cpx > 5 and cpx > 4}]';
  expect(await read(yaml + rules)).toMatchObject({ problems: [] });
  expect((await read(rules)).problems.join()).toMatch(/did you mean system\.cpu/);
});
