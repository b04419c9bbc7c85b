import { at, floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { RotaryArguments } from './spec';

export function rotary(args: RotaryArguments, step: StepReader): void {
  const { hidden, heads, direction } = args;
  const size = hidden / heads;
  const [starts, textOf] = [words(args.starts), words(args.textOf)];
  const [angles, qkv] = [floats(args.angles), floats(args.qkv)];
  for (let token = 0; token < step.rows('tokens'); token++) {
    const position = token - at(starts, at(textOf, token));
    // The heads of the query, then those of the key.
    for (let head = 0; head < 2 * heads; head++) {
      for (let i = 0; i < size / 2; i++) {
        const cosine = at(angles, position * size + i);
        const sine = at(angles, position * size + size / 2 + i) * direction;
        const first = token * 3 * hidden + head * size + i;
        const second = first + size / 2;
        const [x, y] = [at(qkv, first), at(qkv, second)];
        qkv[first] = x * cosine - y * sine;
        qkv[second] = y * cosine + x * sine;
      }
    }
  }
}
