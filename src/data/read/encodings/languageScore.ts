// How much words look like a language, by Nito-ELD's n-grams of letters (Apache-2.0): tells an encoding, whose wrong
// readings are in no language. Its table is a megabyte: it is loaded when it is first asked for.

/** The likeliest language of words, and how much they look like it: about 0.8 for its own, 0 for none at all. */
export type LanguageScore = (words: string) => { language: string; score: number };

export async function loadLanguageScore(): Promise<LanguageScore> {
  const { default: detector } = await import('eld/extrasmall');
  return (words) => {
    if (words === '') return { language: '', score: 0 };
    const found = detector.detect(words);
    return { language: found.language, score: found.getScores()[found.language] ?? 0 };
  };
}
