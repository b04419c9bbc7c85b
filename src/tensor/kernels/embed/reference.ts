import { tableValues } from '../../kernelParts/packedWeights.reference';
import { at, floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { EmbedArguments } from './spec';

export function embed(args: EmbedArguments, step: StepReader): void {
  const { hidden } = args;
  const [ids, positionIds, typeIds] = [words(args.ids), words(args.positionIds), words(args.typeIds)];
  const table = tableValues(args.words, args.wordsScale);
  const positions = tableValues(args.positions, args.positionsScale);
  const types = tableValues(args.types, args.typesScale);
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
