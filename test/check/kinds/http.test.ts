import { http } from '../../../src/check/kinds/http.ts';
import { kindContract } from '../kind-contract.ts';

kindContract({ kind: http, entry: (port) => ({ url: `http://127.0.0.1:${port}/` }) });
