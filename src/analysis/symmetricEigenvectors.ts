// Eigenvectors of a small symmetric matrix by Jacobi's rotations (Golub and Van Loan, Matrix Computations, 8.5).

export interface Eigenvectors {
  /** Descending. */
  values: number[];
  /** Of length 1, in the order of the values. */
  vectors: Float64Array[];
}

const sweeps = 20;

/** @param matrix symmetric, `[size, size]` */
export function symmetricEigenvectors(matrix: ArrayLike<number>, size: number): Eigenvectors {
  const left = Float64Array.from(matrix);
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const { cosine, sine } = rotationThatClears(left, size, p, q);
        for (let k = 0; k < size; k++) rotate(left, k * size + p, k * size + q, cosine, sine);
        for (let k = 0; k < size; k++) {
          rotate(left, p * size + k, q * size + k, cosine, sine);
          rotate(vectors, p * size + k, q * size + k, cosine, sine);
        }
      }
    }
  }
  const valueOf = (i: number) => left[i * size + i] ?? NaN;
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => valueOf(j) - valueOf(i));
  return {
    values: order.map(valueOf),
    vectors: order.map((i) => vectors.slice(i * size, (i + 1) * size)),
  };
}

/** The rotation of axes p and q after which the element between them is zero. */
function rotationThatClears(matrix: Float64Array, size: number, p: number, q: number) {
  const between = matrix[p * size + q] ?? NaN;
  if (between === 0) return { cosine: 1, sine: 0 };
  const theta = ((matrix[q * size + q] ?? NaN) - (matrix[p * size + p] ?? NaN)) / (2 * between);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta ** 2 + 1));
  const cosine = 1 / Math.sqrt(tangent ** 2 + 1);
  return { cosine, sine: tangent * cosine };
}

/** Turns the two numbers at these places. */
function rotate(values: Float64Array, first: number, second: number, cosine: number, sine: number) {
  const [x, y] = [values[first] ?? NaN, values[second] ?? NaN];
  values[first] = cosine * x - sine * y;
  values[second] = sine * x + cosine * y;
}
