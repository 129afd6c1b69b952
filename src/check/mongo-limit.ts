/** Bytes that one message of a server may have; its head alone has 16. */
const [LEAST, MOST] = [16, 4_194_304];

/** The part of the driver that cuts what a server says into messages. */
interface Cutter {
  readonly bufferPool: { getInt32(): number | null; limited?: true };
}

let isLimited = false;

/**
 * Limits how long a message may be. The driver itself keeps whatever a server sends, and fills the memory for ever
 * when a message has no length; it refuses one with a negative length, and that is what it gets here instead.
 */
export async function limitMessages(): Promise<void> {
  if (isLimited) return;
  // It has no types, and is no part of a bundle.
  const place: string = 'mongodb/lib/cmap/connection.js';
  const { SizedMessageTransform: type } = (await import(place)).default;
  const cut = type.prototype._transform;
  type.prototype._transform = function (this: Cutter, ...rest: unknown[]) {
    const pool = this.bufferPool;
    if (pool.limited !== true) {
      const sizeOf = pool.getInt32.bind(pool);
      pool.getInt32 = () => {
        const size = sizeOf();
        return size === null || (size >= LEAST && size <= MOST) ? size : -1;
      };
      pool.limited = true;
    }
    return cut.apply(this, rest);
  };
  isLimited = true;
}
