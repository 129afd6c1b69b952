import type { Service } from '../../src/model/service.ts';
import { NOON } from '../report/alerts.ts';

/** A check that is well, looked at a minute before noon. */
export function aService(name: string, more: Partial<Service> = {}): Service {
  const at = NOON - 60_000;
  return {
    ...{ id: name, name, target: 'web-1', kind: 'http', criticality: 'normal', status: 'healthy' },
    ...{ latency: 23, at, lastOk: at, reasons: [], details: {} },
    ...more,
  };
}
