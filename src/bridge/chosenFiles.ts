// Files and folders that were chosen or dropped, with their paths: a file loses its own on the way to a worker.

import type { InputFile } from '../domain/inputFiles';

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

/** What was dropped to be read as a table: files, and the folders among them as one. Called at once in the event. */
export async function inputsFromDrop(transfer: DataTransfer): Promise<InputFile[]> {
  const files = [...transfer.files];
  const entries = Array.from(transfer.items, (item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null));
  const folders = entries.filter((entry) => entry !== null).filter(isDirectory);
  if (folders.length === 0) return files;
  const loose = entries.filter((entry) => entry !== null).filter(isFile);
  const [found, others] = await Promise.all([folders, loose].map((own) => Promise.all(own.map(filesIn))));
  return [...(others ?? []).flat().map(({ content }) => content), folderOf((found ?? []).flat())];
}

/** The files of a folder input as a folder; none where none was chosen. */
export function folderFromInput(files: FileList | null): InputFile[] {
  return files && files.length > 0 ? [folderOf(fromInput(files))] : [];
}

function folderOf(files: ChosenFile[]): InputFile {
  const names = new Set(files.map(({ path }) => path.split('/')[0] ?? ''));
  return { name: [...names].join(', '), size: files.reduce((sum, { content }) => sum + content.size, 0), files };
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
    for (const inside of await Promise.all(some.map(filesIn))) found.push(...inside);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
