import { at, floats, words } from '../reference/memory';
import type { StepReader } from '../reference/stepState';
import type { EmbedArguments, EmbedGradientArguments, LocateArguments } from './kernels';

export function locate(args: LocateArguments, step: StepReader): void {
  const [starts, textOf, positions] = [
    words(args.starts),
    words(args.textOf),
    words(args.positions),
  ];
  for (let text = 0; text < step.rows('texts'); text++) {
    const start = at(starts, text);
    for (let token = start; token < at(starts, text + 1); token++) {
      textOf[token] = text;
      positions[token] = token - start + args.firstPosition;
    }
  }
}

export function embed(args: EmbedArguments, step: StepReader): void {
  const { hidden } = args;
  const [ids, positionIds, typeIds] = [
    words(args.ids),
    words(args.positionIds),
    words(args.typeIds),
  ];
  const [table, positions, types] = [
    floats(args.words),
    floats(args.positions),
    floats(args.types),
  ];
  const y = floats(args.y);
  for (let token = 0; token < step.rows('tokens'); token++) {
    for (let i = 0; i < hidden; i++) {
      y[token * hidden + i] =
        at(table, at(ids, token) * hidden + i) +
        at(positions, at(positionIds, token) * hidden + i) +
        at(types, at(typeIds, token) * hidden + i);
    }
  }
}

export function embedGradient(args: EmbedGradientArguments, step: StepReader): void {
  const { hidden } = args;
  const [indices, dy, table] = [words(args.indices), floats(args.dy), floats(args.table)];
  for (let token = 0; token < step.rows('tokens'); token++) {
    for (let i = 0; i < hidden; i++) {
      const index = at(indices, token) * hidden + i;
      table[index] = at(table, index) + at(dy, token * hidden + i);
    }
  }
}
