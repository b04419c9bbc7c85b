// The architectures that Hone reads.

import { modelTypes, type ModelType } from '../../domain/baseModel';
import type { Architecture } from './architecture';
import { bert } from './bert';
import { refuse } from './configReader';
import { distilbert } from './distilbert';
import { modernbert } from './modernbert';
import { roberta } from './roberta';
import { xlmRoberta } from './xlmRoberta';

/** By `model_type`. */
export const architectures: Record<ModelType, Architecture> = {
  bert,
  distilbert,
  roberta,
  'xlm-roberta': xlmRoberta,
  modernbert,
};

/** The architecture that a config.json names. @throws Failure `ModelBroken` when Hone does not read it */
export function architectureOf(json: Readonly<Record<string, unknown>>): Architecture {
  const type = json['model_type'];
  const found = modelTypes.find((own) => own === type);
  if (found) return architectures[found];
  throw refuse(
    `the architecture “${String(type).slice(0, 40)}” (Hone reads ${modelTypes.slice(0, -1).join(', ')} and ${modelTypes.at(-1)})`,
  );
}
