// Texts that make patterns and searches take quadratic time, if any can.

/** Each of about so many UTF-16 code units. */
export function longTexts(length: number): [name: string, text: string][] {
  const parts: [string, string][] = [
    ['one letter', 'a'],
    ['letters and an @', 'a@'],
    ['letters and dots', 'a.'],
    ['digits', '1'],
    ['digits and dots', '1.'],
    ['digits and spaces', '12 '],
    ['plus signs', '+'],
    ['brackets', '(1) '],
    ['hyphens', 'a-'],
    ['spaces', ' '],
    ['line ends', '\n'],
    ['tabs and spaces', '\t '],
    ['opened tags', '<a '],
    ['less than', '<'],
    ['ampersands', '&'],
    ['entities cut off', '&#'],
    ['entities', '&amp;'],
    ['schemes', 'http://'],
    ['www', 'www.'],
    ['user names', '@a'],
    ['garbled characters', 'Ã¼'],
    ['lost characters', '\uFFFD'],
    ['combining marks', '\u0301'],
    ['Chinese', '中'],
    ['emoji and joiners', '👩\u200d'],
    ['quotes', '"\''],
    ['short words', 'ab '],
    ['sentences', 'Ab. '],
    ['colons', 'a:'],
    ['underscores', '_'],
    ['IBAN beginnings', 'DE12 '],
  ];
  return parts.flatMap(([name, part]): [string, string][] => {
    const run = part.repeat(length / part.length);
    return [
      [name, run],
      // Where a pattern has to give up at the very end.
      [`${name}, then another`, `x${run}\u00b2!`],
    ];
  });
}
