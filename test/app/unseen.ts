import { containerBook } from '../../src/collect/containers/book.ts';

/** A book of containers that nothing is stored of. */
export const UNSEEN = containerBook({
  load: async () => null,
  save: async () => {},
  onError: () => {},
});
