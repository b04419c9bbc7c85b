// Names with what nobody sees in them.

/** Characters that a page draws as nothing, or as a space that is none. */
const unseen = /[\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** A name with each such character as its code point: `spam‹U+200B›`. */
export function visibleName(name: string): string {
  return name.replaceAll(unseen, (character) => `‹U+${codeOf(character)}›`);
}

/** Greek and Cyrillic letters that look as Latin ones do (Unicode UTS 39, confusables.txt), and the Latin ones. */
const lookAlikes = new Map<string, string>(
  [
    ['АВЕЅІЈКМНОРСТУХҮԁԌԚԜһ', 'ABESIJKMHOPCTYXYdGQWh'],
    ['аеорсухѕіјԛԝҽ', 'aeopcyxsijqwe'],
    ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
    ['οονιαρυ', 'oovıapu'],
  ].flatMap(([from = '', to = '']) =>
    [...from].map((letter, index): [string, string] => [letter, [...to][index] ?? '']),
  ),
);

/** A name as it looks: letters of Greek and Cyrillic as the Latin ones that look the same. */
export function looksOf(name: string): string {
  return name.replaceAll(/[\p{Script=Greek}\p{Script=Cyrillic}]/gu, (letter) => lookAlikes.get(letter) ?? letter);
}

/** Whether a word of a name has letters of two alphabets, of which one looks as a letter of the other. */
export function mixesAlphabets(name: string): boolean {
  const words = name.match(/\p{L}+/gu) ?? [];
  return words.some((word) => /\p{Script=Latin}/u.test(word) && looksOf(word) !== word);
}

/**
 * Names that can be told from one another: where two look alike although each has its unseen characters shown, they are of
 * different Unicode forms or alphabets, and their code points outside ASCII are added.
 */
export function distinctNames(names: string[]): string[] {
  const visible = names.map(visibleName);
  const looks = visible.map((name) => looksOf(name.normalize('NFKC')));
  return visible.map((name, index) => {
    const isAlone = looks.indexOf(looks[index] ?? '') === looks.lastIndexOf(looks[index] ?? '');
    const codes = [...(names[index] ?? '')].filter((character) => character > '\x7f').map((own) => `U+${codeOf(own)}`);
    return isAlone || codes.length === 0 ? name : `${name} (${codes.join(' ')})`;
  });
}

const codeOf = (character: string) => (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
