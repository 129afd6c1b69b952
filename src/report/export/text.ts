import { piecesOf, type Reading } from './read.ts';
import type { SampleReader, Selection, Writer } from './world.ts';

/**
 * The text of an export, piece by piece: never more than a piece of one series is in memory. `lost` is called when some of it
 * is kept no more.
 *
 * @throws the signal's reason as soon as it aborts.
 */
export async function* textOf(
  samples: SampleReader,
  selection: Selection,
  { writer, ...reading }: Reading & { readonly writer: Writer },
): AsyncGenerator<string> {
  yield writer.head();
  for (const one of selection.series) {
    const before = writer.open(one);
    if (before === null) continue;
    yield before;
    let isFirst = true;
    for await (const points of piecesOf(samples, one, { ...selection, ...reading })) {
      yield writer.points(one, points, isFirst);
      isFirst = false;
    }
    yield writer.close();
  }
  yield writer.tail();
}
