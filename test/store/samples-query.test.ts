import { join } from 'node:path';
import { describe } from 'vitest';
import { type OpenSamples, openSamples } from '../../src/store/samples/store.ts';
import { freshFolder } from './fresh-folder.ts';
import { sampleQueryContract } from './samples-contract.ts';

const open = () => openSamples(join(freshFolder(), 'samples.db'), { now: Date.now });

describe('samples of the last hours, in memory', () => sampleQueryContract(open));
describe('samples of sealed days', () =>
  sampleQueryContract(open, (samples) => (samples as OpenSamples).settle()));
