import type { Target } from '../../../src/model/target.ts';

export const NOW = Date.parse('2026-11-24T12:00:00Z');
export const WEB: Target = {
  ...{ id: 1, name: 'web-1', kind: 'local', interval: 30_000, labels: {}, preset: 'base' },
  ...{ ssh: null, parent: null },
};

const SERIES = 10;
const POINTS = 100_000;
const BATCH = 10_000;
const STEP = 20_000;

/** A million samples: ten series over 23 days, every 20 s. */
export function* aMillion() {
  for (let first = 0; first < POINTS; first += BATCH / SERIES) {
    yield Array.from({ length: BATCH }, (_, index) => {
      const point = first + Math.floor(index / SERIES);
      const labels = { queue: `q${index % SERIES}` };
      const at = NOW - (POINTS - point) * STEP;
      return { target: WEB.id, metric: 'queue.length', labels, at, value: point % 977 };
    });
  }
}
