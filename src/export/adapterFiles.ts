// A LoRA run as an adapter for PEFT: adapter_config.json and adapter_model.safetensors
// (https://huggingface.co/docs/peft, "PEFT checkpoint format"). The base model lacks the pooling layer and the head: both are
// stored whole, as `modules_to_save`, and the base is loaded with config.json of this folder, which has one layer more.

import { elementAt } from '../domain/element';
import type { EvaluatedModel } from '../domain/run';
import type { TensorValues } from '../domain/tensorValues';
import { linearNames } from '../encoder/linearNames';
import { partsOfLinear, type LoraTarget } from '../encoder/lora';
import { modulePath } from '../encoder/initialLora';
import { headTensors } from '../encoder/classifierHead';
import type { EncoderConfig } from '../encoder/architectures/architecture';
import { fromCatalogue } from '../domain/catalogue';
import type { Pooling } from '../domain/pooling';
import { poolingLayerTensors } from '../encoder/pooling';
import { lazyTensor, type StoredTensor } from '../tensor/safetensors';
import { transposed } from '../tensor/transposed';
import { hubName } from './modelCard';
import { yamlString } from './yaml';

/** One linear layer of Hugging Face's that has an adapter. */
interface AdaptedModule {
  /** The whole path, such as `bert.encoder.layer.4.attention.self.query`. */
  path: string;
  /** `[inputs, ranks]` and `[ranks, outputs]` of the matrix that holds it, and which part of them is its own. */
  down: { shape: number[]; values: Float32Array<ArrayBuffer> };
  up: { shape: number[]; values: Float32Array<ArrayBuffer> };
  ranks: { from: number; count: number };
  outputs: { from: number; count: number };
}

/** What an adapter is made of. */
export interface LoraSource {
  model: EvaluatedModel;
  config: EncoderConfig;
  trained: TensorValues;
  pooling: Pooling;
}

/** adapter_config.json */
export function adapterConfig(source: LoraSource): Record<string, unknown> {
  const { model, config, pooling } = source;
  const { loraRank, loraAlpha } = model.recipe;
  const { prefix, layerPath, head } = config.architecture;
  return {
    peft_type: 'LORA',
    task_type: 'SEQ_CLS',
    base_model_name_or_path: hubName(model),
    inference_mode: true,
    r: loraRank,
    lora_alpha: loraAlpha,
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    // Whole paths: only some layers may have adapters, and BERT has two kinds of `output.dense`.
    target_modules: adaptedModules(source).map(({ path }) => path),
    modules_to_save: [
      ...(pooling === 'firstAndMean' ? [`${prefix}.${layerPath}.${config.layerCount}`] : []),
      ...head.modules,
    ],
  };
}

/** The tensors of adapter_model.safetensors: A is `[rank, inputs]`, B `[outputs, rank]`. */
export function loraTensors(source: LoraSource): Map<string, StoredTensor> {
  const { config, trained, pooling } = source;
  const prefix = 'base_model.model.';
  const tensors = new Map<string, StoredTensor>();
  for (const module of adaptedModules(source)) {
    const [inputs = 0] = module.down.shape;
    const { ranks, outputs } = module;
    tensors.set(
      `${prefix}${module.path}.lora_A.weight`,
      lazyTensor([ranks.count, inputs], () => ownRows(transposedOf(module.down), inputs, ranks)),
    );
    tensors.set(
      `${prefix}${module.path}.lora_B.weight`,
      lazyTensor([outputs.count, ranks.count], () => ownBlock(module)),
    );
  }
  const added = pooling === 'firstAndMean' ? poolingLayerTensors(config) : [];
  for (const [name, tensor] of added) {
    tensors.set(`${prefix}${config.architecture.prefix}.${name}`, tensor);
  }
  for (const [name, tensor] of headTensors(trained, config.architecture)) {
    tensors.set(`${prefix}${name}`, tensor);
  }
  return tensors;
}

/** The adapted linear layers by Hugging Face's names; query, key and value lie in one adapter of Hone's. */
function adaptedModules({ config, trained, model }: LoraSource): AdaptedModule[] {
  const rank = model.recipe.loraRank;
  const found: AdaptedModule[] = [];
  for (let layer = 0; layer < config.layerCount; layer++) {
    for (const linear of linearNames) {
      const [down, up] = ['down', 'up'].map((own) => trained.get(`layers.${layer}.${linear}.adapter.${own}`));
      if (!down || !up) continue;
      const [, ranks = 0] = down.shape;
      const all = partsOfLinear(linear, config.architecture.qkvIsOneModule);
      const count = elementAt(up.shape, 1) / all.length;
      partsWithRanks(all, ranks / rank).forEach((part, index) => {
        found.push({
          path: `${config.architecture.prefix}.${modulePath(config, layer, part)}`,
          down,
          up,
          ranks: { from: index * rank, count: rank },
          outputs: { from: all.indexOf(part) * count, count },
        });
      });
    }
  }
  return found;
}

/** Which parts share an adapter that has the ranks of `count` of them. */
function partsWithRanks(all: readonly LoraTarget[], count: number): readonly LoraTarget[] {
  return count === all.length ? all : ['query', 'value'];
}

function transposedOf({ shape, values }: AdaptedModule['down']): Float32Array<ArrayBuffer> {
  const [rows = 0, columns = 0] = shape;
  return transposed(values, rows, columns);
}

function ownRows(
  values: Float32Array<ArrayBuffer>,
  width: number,
  { from, count }: { from: number; count: number },
): Float32Array<ArrayBuffer> {
  return values.slice(from * width, (from + count) * width);
}

/** B of one module: its columns of `up`, over its own ranks, transposed. */
function ownBlock({ up, ranks, outputs }: AdaptedModule): Float32Array<ArrayBuffer> {
  const [allRanks = 0] = up.shape;
  const rows = ownRows(transposedOf(up), allRanks, outputs);
  const block = new Float32Array(outputs.count * ranks.count);
  for (let output = 0; output < outputs.count; output++) {
    const start = output * allRanks + ranks.from;
    block.set(rows.subarray(start, start + ranks.count), output * ranks.count);
  }
  return block;
}

/** README.md of the adapter's folder. */
export function adapterReadme({ model, pooling }: LoraSource): string {
  const base = hubName(model);
  const added =
    pooling === 'firstAndMean'
      ? 'The classifier has one layer more than the base model, which pools; it and the head are in the adapter, and\n`config.json` here says so: load the base model with it. '
      : 'The head is in the adapter. ';
  const eightBits = fromCatalogue(model.recipe.baseModel)?.eightBits
    ? '\n\nIt was trained on the base model’s weights in 8 bits; on the published ones its answers are a little different.'
    : '';
  return `---
base_model: ${yamlString(base)}
library_name: peft
---

# LoRA adapter of ${model.name}

${added}transformers says that it initialized some weights newly: the adapter brings them.${eightBits}

\`\`\`python
from peft import PeftModel
from transformers import AutoConfig, AutoModelForSequenceClassification

config = AutoConfig.from_pretrained("path/to/adapter")
base = AutoModelForSequenceClassification.from_pretrained("${base}", config=config, dtype="float32")
model = PeftModel.from_pretrained(base, "path/to/adapter").eval()
model = model.merge_and_unload()  # or keep them apart
\`\`\`

The tokenizer is in the folder above.
`;
}
