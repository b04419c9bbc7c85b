// The one place for the browser's language.

/** A language tag that Intl takes; English for one that it refuses, as it refuses `C` with a RangeError. */
export function usableLocale(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/**
 * Makes `navigator.language` one that Intl takes: libraries hand it on as it is, and WebKitGTK makes it of the system's,
 * which may be `C`.
 */
export function repairLanguage(): void {
  const value = usableLocale(navigator.language);
  if (value !== navigator.language) Object.defineProperty(navigator, 'language', { value });
}
