import { orAbort } from '../model/wait.ts';
import type { Batch, Destination, Sent } from './destination.ts';

/** What became of a batch whose parts were sent. */
export type Ended =
  /** Nothing of it has to be sent again; `rejected` of its samples were refused for good. */
  | {
      readonly kind: 'ended';
      readonly delivered: number;
      readonly rejected: number;
      /** Why, of the last that was refused; null when none was. */
      readonly reason: string | null;
    }
  | Extract<Sent, { kind: 'retry' }>;

/**
 * Sends a batch. When it is refused it is sent in halves, in order, so that one bad sample, or a limit on the size, does
 * not cost the others; after `most` requests what is refused is set aside as it is.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function sendPieces(
  destination: Destination,
  batch: Batch,
  { most, signal }: { readonly most: number; readonly signal: AbortSignal },
): Promise<Ended> {
  const pieces = [batch];
  const total = { delivered: 0, rejected: 0 };
  let reason: string | null = null;
  let requests = 0;
  for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
    const sent = await tried(destination, piece, signal);
    requests += 1;
    const { length } = piece.samples;
    if (sent.kind === 'retry') return sent;
    if (sent.kind === 'delivered') total.delivered += length;
    else if (length > 1 && requests < most) pieces.unshift(...halves(piece));
    else {
      total.rejected += length;
      ({ reason } = sent);
    }
  }
  return { kind: 'ended', ...total, reason };
}

/** A destination that fails in a way of its own takes nothing, and is tried again; so does one that hears no signal. */
async function tried(destination: Destination, piece: Batch, signal: AbortSignal): Promise<Sent> {
  try {
    return await orAbort(destination.send(piece, signal), signal);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'retry', after: 0, reason: `it could not be sent: ${String(error)}` };
  }
}

function halves(batch: Batch): readonly Batch[] {
  const { key, samples } = batch;
  const middle = Math.ceil(samples.length / 2);
  return [
    { ...batch, key: `${key}a`, samples: samples.slice(0, middle) },
    { ...batch, key: `${key}b`, samples: samples.slice(middle) },
  ];
}
