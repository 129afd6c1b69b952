import { tcp } from '../../../src/check/kinds/tcp.ts';
import { kindContract } from '../kind-contract.ts';

kindContract({
  kind: tcp,
  entry: (port) => ({ host: '127.0.0.1', port }),
  silenceIsGood: true,
});
