// What can go wrong, as the user is told it. A Failure's message is a whole sentence or two: what is
// wrong, the numbers, and the way out. Its code survives the thread boundary in `name` (comlink carries
// only `name`, `message` and `stack`); `bridge/remote.ts` revives it.

export const failureCodes = [
  'NotText',
  'CannotDecode',
  'NoRows',
  'OneColumn',
  'BrokenQuote',
  'BrokenJson',
  'BrokenArchive',
  'BrokenWorkbook',
  'BrokenTable',
  'TableTooLarge',
  'UnlikeFiles',
  'OneClass',
  'ClassTooSmall',
  'LabelsAreIds',
  'TooManyClasses',
  'CannotSplit',
  'StorageFull',
  'StorageBlocked',
  'NoComputeBackend',
  'DeviceLost',
  'CardFailed',
  'ModelBroken',
  'ModelMissing',
  'RowsMissing',
  'RowsDamaged',
  'DownloadFailed',
  'LossNotFinite',
  'OutOfMemory',
  'NothingToKeep',
  'CannotExport',
  'WorkerDied',
  'OtherTabs',
  'InUse',
  'Outdated',
  'Unexpected',
] as const;

export type FailureCode = (typeof failureCodes)[number];

/** An error whose message is fit for the user. */
export class Failure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = code;
  }
}

/** Whether an error is the sign of the user's own Stop rather than a fault. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
