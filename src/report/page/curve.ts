/** Size of the drawing in its own units; it is stretched to the width of its place. */
const WIDTH = 600;
const HEIGHT = 48;
const EDGE = 3;
/** Most points that are drawn. */
const MOST = 600;

/** Values as the path of a line, evenly spaced, oldest first; a gap stays a gap. `bounds` null: their own ends. */
export function curvePath(
  values: readonly (number | null)[],
  bounds: readonly [number, number] | null,
): string {
  const drawn = values.slice(-MOST);
  const known = drawn.filter((value): value is number => Number.isFinite(value));
  const low = bounds?.[0] ?? known.reduce((least, one) => Math.min(least, one), Infinity);
  const high = bounds?.[1] ?? known.reduce((most, one) => Math.max(most, one), -Infinity);
  const step = WIDTH / Math.max(1, drawn.length - 1);
  const height = (value: number) => {
    const share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
    return (HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)).toFixed(1);
  };
  let isDown = false;
  const path = drawn.map((value, index) => {
    if (value === null || !Number.isFinite(value)) {
      isDown = false;
      return '';
    }
    // A line to its own point is seen as a dot.
    const move = isDown ? '' : `M${(index * step).toFixed(1)} ${height(value)}`;
    isDown = true;
    return `${move}L${(index * step).toFixed(1)} ${height(value)}`;
  });
  return path.join('');
}

export const CURVE_BOX = `0 0 ${WIDTH} ${HEIGHT}`;
