import { test } from 'vitest';
import { shedSamplesFirst } from './full-disk.ts';
import { canMakeDisks } from './small-disk.ts';

test.skipIf(!canMakeDisks())(
  'samples that fill the disk are shed, alerts are stored, and both are when there is room (needs root for mount)',
  { timeout: 60_000 },
  () => shedSamplesFirst({ rounds: 1, alerts: 50 }),
);
