/** https://github.com/zhipeng-jia/snappyjs#usage; the package has no types of its own. */
declare module 'snappyjs' {
  /** The block format, as Prometheus uses it; gives what it was given. */
  export function compress(uncompressed: Uint8Array): Uint8Array;
  /** @throws Error when it is damaged, or longer than `maxLength` bytes. */
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array;
}
