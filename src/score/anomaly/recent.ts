/** How many values are looked back at. */
const LONG = 256;

/** Room to sort a few values in, which every call uses again. */
const room = new Float32Array(LONG);

/** The newest values of a series. A record, as are its neighbours: thousands are held, and closures take room. */
export interface Recent {
  /** The values in the order of time, a ring, and behind them the same in the order of size. */
  readonly kept: Float32Array;
  count: number;
  /** Where the next goes. */
  next: number;
}

export function recentValues(): Recent {
  return { kept: new Float32Array(2 * LONG), count: 0, next: 0 };
}

export function push(recent: Recent, value: number): void {
  const { kept, next } = recent;
  if (recent.count === LONG) {
    const gone = placeOf(recent, kept[next] ?? 0);
    kept.copyWithin(gone, gone + 1, LONG + recent.count);
    recent.count -= 1;
  }
  const rounded = Math.fround(value);
  const place = placeOf(recent, rounded);
  kept.copyWithin(place + 1, place, LONG + recent.count);
  kept[place] = rounded;
  kept[next] = rounded;
  recent.next = (next + 1) % LONG;
  recent.count += 1;
}

/** Of all that are kept. */
export function middle({ kept, count }: Recent): number {
  return kept[LONG + (count >> 1)] ?? 0;
}

/** Of the newest `wanted` values. */
export function median(recent: Recent, wanted: number): number {
  const count = Math.min(wanted, recent.count);
  for (let step = 0; step < count; step++) insert(back(recent, step), step);
  return count === 0 ? 0 : (room[count >> 1] ?? 0);
}

/** Of the newest `wanted` values. */
export function mean(recent: Recent, wanted: number): number {
  const count = Math.min(wanted, recent.count);
  let sum = 0;
  for (let step = 0; step < count; step++) sum += back(recent, step);
  return count === 0 ? 0 : sum / count;
}

/** Standard deviation of the newest `wanted` values. */
export function deviation(recent: Recent, wanted: number): number {
  const count = Math.min(wanted, recent.count);
  const average = mean(recent, count);
  let squares = 0;
  for (let step = 0; step < count; step++) squares += (back(recent, step) - average) ** 2;
  return count === 0 ? 0 : Math.sqrt(squares / count);
}

function back({ kept, next }: Recent, steps: number): number {
  const place = next - 1 - steps;
  return kept[place < 0 ? place + LONG : place] ?? 0;
}

/** Puts a value among the `count` that are sorted in the room; quicker than a sort while they are few. */
function insert(value: number, count: number): void {
  let place = count;
  while (place > 0 && (room[place - 1] ?? 0) > value) {
    room[place] = room[place - 1] ?? 0;
    place -= 1;
  }
  room[place] = value;
}

/** The first place, in the order of size, of a value that is not below `value`. */
function placeOf({ kept, count }: Recent, value: number): number {
  let [low, high] = [LONG, LONG + count];
  while (low < high) {
    const half = (low + high) >> 1;
    if ((kept[half] ?? 0) < value) low = half + 1;
    else high = half;
  }
  return low;
}
