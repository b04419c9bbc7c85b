// Files and folders that were chosen or dropped, with their paths: a file loses its own on the way to a worker.

export interface ChosenFile {
  path: string;
  content: File;
}

/** Files of a file input, a folder's with their paths in it. */
export function fromInput(files: FileList | null): ChosenFile[] {
  return Array.from(files ?? [], (content) => ({
    path: content.webkitRelativePath || content.name,
    content,
  }));
}

/** Files and folders that were dropped. Called at once in the event: the browser forgets them after it. */
export function fromDrop(transfer: DataTransfer): Promise<ChosenFile[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry());
  const found = entries.flatMap((entry) => (entry ? [filesIn(entry)] : []));
  return Promise.all(found).then((all) => all.flat());
}

async function filesIn(entry: FileSystemEntry): Promise<ChosenFile[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (isFile(entry)) {
    const content = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path, content }];
  }
  if (!isDirectory(entry)) return [];
  const reader = entry.createReader();
  const found: ChosenFile[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    for (const inside of some) found.push(...(await filesIn(inside)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
