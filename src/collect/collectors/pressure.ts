import type { Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import type { Files } from '../linux-files.ts';

const RESOURCES = ['cpu', 'memory', 'io'] as const;
/** Time in which some, or all, work waited: https://docs.kernel.org/accounting/psi.html */
const LINE = /^(some|full) avg10=(\d{1,3}\.\d{2}) avg60=(\d{1,3}\.\d{2}) /gm;

/** What /proc/pressure says; nothing on kernels without it. */
export function pressureReadings(files: Files): readonly Reading[] {
  return RESOURCES.flatMap((resource) => {
    const text = files.get(`/proc/pressure/${resource}`) ?? '';
    return [...text.matchAll(LINE)].flatMap(([, kind, ten, sixty]) => {
      // Of the whole system it has no meaning: https://docs.kernel.org/accounting/psi.html
      if (resource === 'cpu' && kind === 'full') return [];
      const name = `system.pressure.${resource}.${kind}`;
      return [...share(`${name}.avg10`, Number(ten)), ...share(`${name}.avg60`, Number(sixty))];
    });
  });
}

function share(metric: string, value: number): Reading[] {
  return value <= 100 ? [{ metric, labels: noLabels(), value }] : [];
}
