import { test } from 'vitest';
import { shedSamplesFirst } from '../store/full-disk.ts';
import { canMakeDisks } from '../store/small-disk.ts';

test.skipIf(!canMakeDisks())(
  'of a disk that fills five times no alert is lost, and samples come back each time (needs root for mount)',
  () => shedSamplesFirst({ rounds: 5, alerts: 100 }),
);
