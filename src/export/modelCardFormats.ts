// How to load each part that a model was taken away as, for the model card.

import type { ExportChoice, ExportPart } from '../domain/exportParts';
import { isBeyondLayers, type PoolingBeyondLayers } from '../domain/pooling';
import type { EvaluatedModel, TrainedModel } from '../domain/run';
import { inSuccessor, javascriptCode, pythonCode } from '../words/loadingCode';

/**
 * The section `Use`.
 *
 * @param library which transformers.js loads it
 */
export function useNote({ parts, precision }: ExportChoice, model: EvaluatedModel, library: string): string {
  const others = Object.entries(notes).filter(([part]) => parts.some((name) => name === part));
  return [
    ...(parts.includes('huggingFace') ? [pythonNote(model, precision)] : []),
    ...others.map(([, note]) => (library === '@xenova/transformers' ? note : inSuccessor(note))),
  ].join('\n\n');
}

/** How Python loads `model.safetensors`. */
export function pythonNote(
  { thresholds, pooling }: Pick<TrainedModel, 'thresholds' | 'pooling'>,
  precision: ExportChoice['precision'],
): string {
  const half =
    precision === 'half'
      ? '\n\nThe weights are stored in half precision, and load so. Processors are slow at it: add `dtype="float32"` there.'
      : '';
  if (isBeyondLayers(pooling)) return `${hookedNote(pooling, thresholds !== undefined)}${half}`;
  return `\`\`\`python
${pythonCode(thresholds !== undefined)}
\`\`\`${half}`;
}

/** No standard layer gives what the head reads: it is put in the place of the first token, behind the last layer
 * and ModernBERT's normalisation. */
function hookedNote(pooling: PoolingBeyondLayers, severalLabels: boolean): string {
  const pooled = { max: 'hidden.amax(1)', meanSqrtLength: 'hidden.sum(1) / hidden.shape[1] ** 0.5' };
  return `**The plain class answers otherwise than this model**: it reads the first token, and this model's head
${pooledStates[pooling]}. With these lines it answers as the model does, one text at a time:

\`\`\`python
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

folder = "path/to/this/folder"
model = AutoModelForSequenceClassification.from_pretrained(folder)
layers = next(part for part in model.modules() if isinstance(part, torch.nn.ModuleList))

def pool(layer, inputs, output):
    hidden = output[0] if isinstance(output, tuple) else output
    hidden[:, 0] = ${pooled[pooling]}
    return output

last = getattr(model.base_model, "final_norm", layers[-1])
last.register_forward_hook(pool)
tokenizer = AutoTokenizer.from_pretrained(folder)
classify = pipeline("text-classification", model=model, tokenizer=tokenizer, truncation=True${severalLabels ? ', top_k=None' : ''})
print(classify("A text to classify."))
\`\`\``;
}

/** What such a head does. */
export const pooledStates: Readonly<Record<PoolingBeyondLayers, string>> = {
  max: 'reads the largest value of each column over the tokens',
  meanSqrtLength: 'reads the sum over the tokens, divided by the square root of their number',
};

const notes: Record<Exclude<ExportPart, 'huggingFace'>, string> = {
  onnx: `\`onnx/model.onnx\` is the same model as an ONNX graph (operator set 17) for ONNX Runtime in any language: int64 inputs
\`input_ids\`, \`attention_mask\` and, for BERT, \`token_type_ids\`, all [batch, tokens]; the output is \`logits\`. In a web page:

\`\`\`js
${javascriptCode}
\`\`\`

transformers.js cuts a text that is too long without the special token that ends all others, so its probabilities for such a
text differ a little from Python's.`,
  onnxQuantized: `\`onnx/model_quantized.onnx\` has 8-bit weights (a scale for each output and each row of the word table) and is a quarter of
the size. It computes in single precision, so it is no quicker; its probabilities differ by some hundredths at most on most
texts, and texts between two labels may change sides. transformers.js takes it by default.`,
  adapter: '`adapter/` is what training added, for `peft`; its README says how to put it on the base model.',
  ownPage: `\`web/\` is a page that classifies in the visitor's browser when any static host serves the folder; \`web/README.md\` says how
other pages embed it.`,
  training: `\`training/train.py\` trains this model again with Hugging Face's Trainer, from \`recipe.json\` and \`rows.csv\`: the same rows,
split and settings. **rows.csv contains the texts.** Leave the folder out where they must not go.`,
};
