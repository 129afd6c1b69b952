import { join } from 'node:path';
import { describe } from 'vitest';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { samplesContract, storeContract } from './contract.ts';
import { freshFolder } from './fresh-folder.ts';

const now = () => 0;

describe('sqlite store', () =>
  storeContract(() => openStore(join(freshFolder(), 'tocsin.db'), { now })));
describe('sqlite samples', () =>
  samplesContract(() => openSamples(join(freshFolder(), 'samples.db'), { now })));
