import type { OwnNetwork } from '../alert/own-network.ts';
import type { CheckResult } from '../model/check.ts';
import { isUp } from '../model/check.ts';
import type { Clock } from '../model/time.ts';
import type { CheckBook, OwnCheck } from './check-book.ts';

const HERE = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Whether a check that is on asks another machine. */
export function asksNetwork(own: OwnCheck): boolean {
  const known = ASKS.get(own);
  if (known !== undefined) return known;
  const asks = isElsewhere(own);
  ASKS.set(own, asks);
  return asks;
}

/** While much fails, all checks are asked with every run. */
const ASKS = new WeakMap<OwnCheck, boolean>();

function isElsewhere({ check }: OwnCheck): boolean {
  const { host, server, url } = check.options;
  const place = [host, server, url].find((one) => typeof one === 'string');
  if (check.off || place === undefined) return false;
  return !HERE.test(URL.parse(place as string)?.hostname || (place as string));
}

/**
 * "Is it me?" for checks: before one is blamed that has just begun to fail, or while most of those that ask other machines
 * fail, it is asked whether the monitor is online. While it is not, what failed is unknown.
 */
export function blamer(deps: {
  readonly book: Pick<CheckBook, 'all'>;
  readonly network: Pick<OwnNetwork, 'hasLost' | 'isLost'>;
  readonly clock: Pick<Clock, 'monotonic'>;
}) {
  const { book, network, clock } = deps;
  /** Since when checks fail, by the monotonic clock. */
  const failing = new WeakMap<OwnCheck, number>();

  function doMostFail(): boolean {
    const all = book.all().filter(asksNetwork);
    return 2 * all.filter((own) => failing.has(own)).length > all.length;
  }

  /** Whether it is us that a check has failed. */
  async function isOurs(own: OwnCheck, began: number): Promise<boolean> {
    const known = failing.get(own);
    failing.set(own, known ?? began);
    const mayBe = known === undefined || network.isLost() || doMostFail();
    return mayBe && (await network.hasLost(known ?? began));
  }

  /** What a run that began at `began` means. */
  return async (own: OwnCheck, result: CheckResult, began: number): Promise<CheckResult> => {
    if (!asksNetwork(own) || result.status === 'unknown') return result;
    if (isUp(result.status)) {
      failing.delete(own);
      // It may be back: nothing else would find out.
      if (network.isLost()) await network.hasLost(clock.monotonic());
      return result;
    }
    if (!(await isOurs(own, began))) return result;
    return { ...result, status: 'unknown', reasons: ['the monitor is offline'], metrics: [] };
  };
}
