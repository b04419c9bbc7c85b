// Files of Git LFS that were never fetched: in their place lies a text of three lines that points to them.
// Format: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md

import { broken, type ModelFolder } from './modelFiles';

/** The specification's own limit. */
const largestPointer = 1024;

/** @throws Failure `ModelBroken` naming a file that is only a pointer */
export async function checkPointers(folder: ModelFolder): Promise<void> {
  for (const [name, content] of folder) {
    if (
      content.size >= largestPointer ||
      !(await content.text()).startsWith('version https://git-lfs.github.com/spec/')
    )
      continue;
    throw broken(
      `its ${name} is only a pointer of Git LFS, not the file itself. Run “git lfs install” and “git lfs pull” in the folder, or download the file from the model’s page`,
    );
  }
}
