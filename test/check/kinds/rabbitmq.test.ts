import { rabbitmq } from '../../../src/check/kinds/rabbitmq.ts';
import { kindContract } from '../kind-contract.ts';

// A real server starts too slowly for every run of the tests: test/long/rabbitmq.test.ts asks one.
kindContract({ kind: rabbitmq, entry: (port) => ({ host: '127.0.0.1', port }) });
