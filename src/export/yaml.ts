// Strings in YAML. A JSON string is a double-quoted scalar of YAML 1.2; of YAML 1.1, which PyYAML and so the hub reads, it is
// one where the characters that 1.1 does not print, or takes for line ends, are escaped too. (The library `yaml` 2.9.1
// leaves those as they are: PyYAML then reads another name, or nothing.)

/** Not printable in YAML 1.1, or a line end there: C1 controls, U+2028, U+2029, the byte order mark, and no characters. */
const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Any text as one quoted scalar of one line. */
export function yamlString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
