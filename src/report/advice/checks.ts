import type { CheckView } from '../../model/check.ts';
import { isUp } from '../../model/check.ts';
import { DAY } from '../../model/time.ts';
import type { Advice, Adviser } from './advice.ts';
import { confidenceOf } from './advice.ts';

/** Days from which a certificate should have been renewed by itself, and from which it is urgent. */
const SOON = 14;
const URGENT = 3;
/** Days that are looked at, and times down within them from which a check flaps. */
const DAYS = 7;
const OFTEN = 5;

/** Certificates that end soon, and checks that go down and come back again and again. */
export const checks: Adviser = async ({ checks: desk }, { targets, now }) => {
  if (desk === undefined) return [];
  const names = new Set(targets.map(({ name }) => name));
  const found: Advice[] = [];
  for (const view of desk.list()) {
    if (view.off !== null || !names.has(view.check.target)) continue;
    found.push(...certificate(view));
    const changes = await desk.history(view.id, now - DAYS * DAY, now);
    const within = changes.filter(({ at }) => at > now - DAYS * DAY);
    const downs = within.filter(({ status }) => !isUp(status) && status !== 'unknown').length;
    if (downs < OFTEN) continue;
    const { name, target, failAfter } = view.check;
    found.push({
      ...{ kind: 'flapping check', severity: 'warning', target },
      text: `check ${name} went down ${downs} times in ${DAYS} days; it counts as down after ${failAfter} failed runs in a row: ask for more, or look at what it meets`,
      confidence: confidenceOf(downs, 8, 15),
      basis: `${within.length} changes in ${DAYS} days`,
      shownBy: { command: 'uptime', input: `${DAYS}d ${name}` },
    });
  }
  return found;
};

function certificate({ check, state }: CheckView): Advice[] {
  const days = state.last?.details['tls.days_left'];
  if (typeof days !== 'number' || days > SOON) return [];
  const ends = days < 0 ? `ended ${-days} days ago` : `ends in ${days} days`;
  return [
    {
      ...{
        kind: 'certificate',
        severity: days < URGENT ? 'critical' : 'warning',
        target: check.target,
      },
      text: `the certificate that check ${check.name} sees ${ends}; one that renews by itself has done so ${SOON} days before`,
      ...{ confidence: 'high', basis: 'the last run' },
      shownBy: { command: 'certs', input: '' },
    },
  ];
}
