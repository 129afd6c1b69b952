/** https://github.com/zhipeng-jia/snappyjs#usage; the package has no types of its own. */
declare module 'snappyjs' {
  /** In the bundle a CommonJS package has this one export when it is imported lazily. */
  const snappy: {
    /** The block format, as Prometheus uses it; gives what it was given. */
    compress(uncompressed: Uint8Array): Uint8Array;
    /** @throws Error when it is damaged, or longer than `maxLength` bytes. */
    uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array;
  };

  export = snappy;
}
