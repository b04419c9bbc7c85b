// Minimises a smooth convex function: L-BFGS (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5) with a
// backtracking line search. Pure.

/** Gives the value at a point and writes the gradient there. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

/** Steps whose curvature is remembered. */
const memory = 6;
const maxIterations = 200;

/**
 * Moves `point` to the minimum, one iteration a turn, so that the caller can let others work in between.
 *
 * @param tolerance ends when the gradient's Euclidean norm is at most this
 */
export function* minimise(
  objective: Objective,
  point: Float64Array,
  tolerance: number,
): Generator<number, void, undefined> {
  const size = point.length;
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  const pairs: { step: Float64Array; change: Float64Array; curvature: number }[] = [];
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (norm(gradient) <= tolerance) return;
    const direction = descent(gradient, pairs);
    const found = search(objective, point, value, gradient, direction, pairs.length === 0);
    // No lower value is found where rounding hides the rest.
    if (!found) return;
    const step = direction.map((own) => own * found.length);
    const change = found.gradient.map((own, index) => own - (gradient[index] ?? NaN));
    const curvature = dot(step, change);
    if (curvature > 1e-300) pairs.push({ step, change, curvature });
    if (pairs.length > memory) pairs.shift();
    for (let index = 0; index < size; index++) point[index] = (point[index] ?? NaN) + (step[index] ?? NaN);
    value = found.value;
    gradient = found.gradient;
    yield iteration + 1;
  }
}

/** Where to go: against the gradient, corrected by what is known of the curvature. */
function descent(
  gradient: Float64Array,
  pairs: { step: Float64Array; change: Float64Array; curvature: number }[],
): Float64Array {
  const direction = gradient.map((own) => -own);
  const shares: number[] = [];
  for (let at = pairs.length - 1; at >= 0; at--) {
    const pair = pairs[at];
    if (!pair) continue;
    const share = dot(pair.step, direction) / pair.curvature;
    shares[at] = share;
    add(direction, pair.change, -share);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = last.curvature / dot(last.change, last.change);
    for (let index = 0; index < direction.length; index++) direction[index] = (direction[index] ?? NaN) * scale;
  }
  pairs.forEach((pair, at) => {
    const share = dot(pair.change, direction) / pair.curvature;
    add(direction, pair.step, (shares[at] ?? NaN) - share);
  });
  return direction;
}

/** A step that lowers the value enough (Armijo); `null` when none does. */
function search(
  objective: Objective,
  point: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
  isFirst: boolean,
) {
  const slope = dot(gradient, direction);
  const there = new Float64Array(point.length);
  const own = new Float64Array(point.length);
  let length = isFirst ? Math.min(1, 1 / norm(gradient)) : 1;
  for (let attempt = 0; attempt < 30; attempt++) {
    for (let index = 0; index < point.length; index++) {
      there[index] = (point[index] ?? NaN) + length * (direction[index] ?? NaN);
    }
    const found = objective(there, own);
    if (found <= value + 1e-4 * length * slope) return { length, value: found, gradient: own };
    length /= 2;
  }
  return null;
}

export function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? NaN) * (b[index] ?? NaN);
  return sum;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let index = 0; index < to.length; index++) to[index] = (to[index] ?? NaN) + times * (what[index] ?? NaN);
}
