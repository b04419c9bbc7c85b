// Names of languages.

const names = new Intl.DisplayNames('en', { type: 'language' });

/** `German` for `de`. */
export function languageName(code: string): string {
  return names.of(code) ?? code;
}
