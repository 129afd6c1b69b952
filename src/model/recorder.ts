/** A field of a record, such as the endpoint of a call. */
export interface RecorderField {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'truth';
  /** Where it goes in the event: what is a `tag` tells the series of counters apart and has few values. */
  readonly as: 'tag' | 'body';
  readonly isOptional?: true;
}

/** A kind of event that an application records by name: a method of the client, and a path of the API. */
export interface Recorder {
  /** The client's method, such as `recordApiCall`. */
  readonly name: string;
  /** `POST /api/<path>` takes its fields by name. */
  readonly path: string;
  /** Type of the event that it makes. */
  readonly event: string;
  /** In the order of the method's arguments. */
  readonly fields: readonly RecorderField[];
}
