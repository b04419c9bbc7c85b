// Workbooks that only a password opens.

import { Failure } from '../../../domain/failures';

export function lockedWorkbook(name: string): Failure {
  return new Failure(
    'BrokenWorkbook',
    `“${name}” is locked with a password. Open it in a spreadsheet, save it without the password (in Excel: File, Info, Protect Workbook, ` +
      'Encrypt with Password, leave it empty) and drop that here.',
  );
}
