/** A rectangle in hundredths of the whole's width and height. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Squarified tree-map (Bruls, Huizing, van Wijk 2000): areas in proportion to the weights, shapes near squares. Places come in the order of
 * the weights; a weight that is not above zero has no place and gives null.
 *
 * @param ratio width of the whole over its height
 */
export function treeMap(weights: readonly number[], ratio: number): (Place | null)[] {
  const places: (Place | null)[] = weights.map(() => null);
  const order = weights.map((weight, index) => ({ weight, index })).filter(({ weight }) => weight > 0);
  order.sort((a, b) => b.weight - a.weight);
  const sum = order.reduce((all, { weight }) => all + weight, 0);
  let free = { left: 0, top: 0, width: ratio, height: 1 };
  let left = order.map(({ weight, index }) => ({ area: (weight / sum) * ratio, index }));
  while (left.length > 0) {
    const side = Math.min(free.width, free.height);
    let count = 1;
    while (count < left.length && worst(left.slice(0, count + 1), side) <= worst(left.slice(0, count), side)) count++;
    const row = left.slice(0, count);
    const depth = row.reduce((all, { area }) => all + area, 0) / side;
    const upright = free.width >= free.height;
    let along = 0;
    for (const { area, index } of row) {
      const length = area / depth;
      const place = upright
        ? { left: free.left, top: free.top + along, width: depth, height: length }
        : { left: free.left + along, top: free.top, width: length, height: depth };
      along += length;
      places[index] = {
        left: (place.left / ratio) * 100,
        top: place.top * 100,
        width: (place.width / ratio) * 100,
        height: place.height * 100,
      };
    }
    free = upright
      ? { ...free, left: free.left + depth, width: free.width - depth }
      : { ...free, top: free.top + depth, height: free.height - depth };
    left = left.slice(count);
  }
  return places;
}

/** The largest ratio of length to breadth in a row along a side. */
function worst(row: readonly { readonly area: number }[], side: number): number {
  const sum = row.reduce((all, { area }) => all + area, 0);
  return Math.max(...row.map(({ area }) => Math.max((side ** 2 * area) / sum ** 2, sum ** 2 / (side ** 2 * area))));
}
