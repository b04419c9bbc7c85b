// The architectures that Hone reads.

import type { ModelType } from '../../domain/baseModel';
import type { Architecture } from './architecture';
import { bert } from './bert';
import { refuse } from './configReader';
import { distilbert } from './distilbert';
import { roberta } from './roberta';
import { xlmRoberta } from './xlmRoberta';

/** By `model_type`. */
export const architectures: Record<ModelType, Architecture> = {
  bert,
  distilbert,
  roberta,
  'xlm-roberta': xlmRoberta,
};

/** The architecture that a config.json names. @throws Failure `ModelBroken` when Hone does not read it */
export function architectureOf(json: Readonly<Record<string, unknown>>): Architecture {
  const type = json['model_type'];
  const found = Object.values(architectures).find(({ modelType }) => modelType === type);
  if (found) return found;
  const known = Object.keys(architectures);
  throw refuse(
    `the architecture “${String(type).slice(0, 40)}” (Hone reads ${known.slice(0, -1).join(', ')} and ${known.at(-1)})`,
  );
}
