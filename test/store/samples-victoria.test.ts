import { describe } from 'vitest';
import type { Samples } from '../../src/store/ports.ts';
import { victoriaSamples } from '../../src/store/samples/victoria.ts';
import { hasVictoria, startVictoria, VICTORIA } from '../support/victoria.ts';
import { sampleQueryContract } from './samples-contract.ts';

async function openVictoria(): Promise<Samples> {
  return victoriaSamples({ url: await startVictoria(), fetch, now: Date.now });
}

describe.skipIf(!hasVictoria)(`samples in VictoriaMetrics (needs the program ${VICTORIA})`, () =>
  sampleQueryContract(openVictoria),
);
