import type { DeclaredProbe, ProbeSource } from '../../../src/model/declared-probe.ts';

/** A declared probe of which a test says only what it is about. */
export function aProbe(source: ProbeSource, more: Partial<DeclaredProbe> = {}): DeclaredProbe {
  return {
    ...{ name: 'app', source, format: 'number', pattern: null, separator: null, labels: [] },
    ...{ metrics: [], event: null, every: null, timeout: 5_000 },
    ...more,
  };
}
