// An adapter of PEFT without its base model: what training added, which answers nothing by itself.

import type { NamedFile } from '../../data/read/archives/zipEntries';
import { adapterConfig, broken, readJson, type ModelFolder } from './modelFiles';

/** @throws Failure `ModelBroken` where some files are an adapter */
export async function refuseAdapter(files: NamedFile[]): Promise<void> {
  const found = files.find(({ path }) => path === adapterConfig || path.endsWith(`/${adapterConfig}`));
  if (found) throw await adapterAlone(new Map([[adapterConfig, found.content]]));
}

/** The refusal of a folder that is an adapter, and what to do. */
export async function adapterAlone(folder: ModelFolder): Promise<Error> {
  const { base_model_name_or_path: base } = await readJson(folder, adapterConfig);
  const name = typeof base === 'string' ? ` for ${base.slice(0, 120)}` : '';
  return broken(
    `it is an adapter${name}, without the model that it changes. Merge the two in Python: ` +
      'from peft import AutoPeftModelForSequenceClassification as M; M.from_pretrained("folder").merge_and_unload().save_pretrained("merged"); ' +
      'save the tokenizer there too and add that folder, or train here on the base model',
  );
}
