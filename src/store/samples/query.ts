import type { Series } from './book.ts';
import { grouping, topOf } from './group.ts';
import { instantsOf, type Lines } from './lines.ts';
import type { SampleQuery } from './port.ts';
import { SeriesReader } from './reading.ts';
import { pauses, type Shelf } from './shelf.ts';
import { SKETCH_ERROR } from './sketch.ts';
import { answer } from './window.ts';

/** Answers a question series by series; others have their turn in between. */
export async function query(shelf: Shelf, question: SampleQuery): Promise<Lines> {
  const instants = instantsOf(question.when);
  const pause = pauses();
  const tally = { exact: 0, lost: 0, sketched: 0, shortened: 0 };
  const groups = grouping(question);
  for (const one of chosen(shelf, question)) {
    const reader = new SeriesReader(shelf, one);
    const values = new Float64Array(instants.length);
    for (const [index, at] of instants.entries()) {
      const span = { from: at - question.window, to: at };
      const asked = { fn: question.fn, test: question.test ?? null };
      const { value, kind, isShort } = answer(reader, asked, span);
      values[index] = value ?? Number.NaN;
      tally[kind]++;
      tally.shortened += Number(isShort);
      if (index % 16 === 15) await pause();
    }
    groups.add(one, values);
    await pause();
  }
  const lines = topOf(groups.lines(), question.top);
  const { lost, sketched, shortened } = tally;
  return { lines, error: sketched > 0 ? SKETCH_ERROR : 0, lost, shortened };
}

/** Series that the question is about, by target and labels. */
function chosen({ book }: Shelf, { metric, target, labels }: SampleQuery): readonly Series[] {
  const wanted = Object.entries(labels ?? {});
  const fits = (one: Series) => {
    if (target !== null && one.target !== target) return false;
    if (wanted.length === 0) return true;
    const own = JSON.parse(one.labels) as Record<string, string>;
    return wanted.every(([name, value]) => own[name] === value);
  };
  return book
    .ofMetric(metric)
    .filter(fits)
    .sort((one, other) => one.target - other.target || compared(one.labels, other.labels));
}

function compared(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
