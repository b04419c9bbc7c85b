// Names with what nobody sees in them.

/** Characters that a page draws as nothing, or as a space that is none. */
const unseen = /[\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** A name with each such character as its code point: `spam‹U+200B›`. */
export function visibleName(name: string): string {
  return name.replaceAll(unseen, (character) => `‹U+${codeOf(character)}›`);
}

/**
 * Names that can be told from one another: where two look alike although each has its unseen characters shown, they are of
 * different Unicode forms, and their code points outside ASCII are added.
 */
export function distinctNames(names: string[]): string[] {
  const visible = names.map(visibleName);
  const looks = visible.map((name) => name.normalize('NFKC'));
  return visible.map((name, index) => {
    const isAlone = looks.indexOf(looks[index] ?? '') === looks.lastIndexOf(looks[index] ?? '');
    const codes = [...(names[index] ?? '')].filter((character) => character > '\x7f').map((own) => `U+${codeOf(own)}`);
    return isAlone || codes.length === 0 ? name : `${name} (${codes.join(' ')})`;
  });
}

const codeOf = (character: string) => (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
