import type { Instant } from '../../model/time.ts';
import { EMPTY_RUN, type Run } from './run.ts';

/** More points than `limit` become one average per equal span, at their mean time; empty spans stay empty. */
export function spans(
  run: Run | undefined,
  { from, to, limit }: { readonly from: Instant; readonly to: Instant; readonly limit: number },
): Run {
  if (!run) return EMPTY_RUN;
  const { at, values, length } = run;
  if (length <= limit) return { at: at.slice(0, length), values: values.slice(0, length), length };
  const size = (to - from) / limit;
  const averaged = { at: new Float64Array(limit), values: new Float64Array(limit), length: 0 };
  for (let begin = 0; begin < length; ) {
    const span = Math.floor(((at[begin] ?? 0) - from) / size);
    let [times, sum, end] = [0, 0, begin];
    for (; end < length && Math.floor(((at[end] ?? 0) - from) / size) === span; end++) {
      times += (at[end] ?? 0) - from;
      sum += values[end] ?? 0;
    }
    averaged.at[averaged.length] = from + Math.round(times / (end - begin));
    averaged.values[averaged.length++] = sum / (end - begin);
    begin = end;
  }
  return averaged;
}
