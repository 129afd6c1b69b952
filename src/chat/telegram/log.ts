/** Where the adapter says what people who run it should know. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}
