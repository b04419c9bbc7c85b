// The letters outside ASCII that a language is written with (after CLDR's exemplar characters), by its ISO 639-1 code. What
// has other letters is not that language, or was read in the wrong encoding. Languages with a script to themselves need no list.

const cyrillic = 'абвгдежзийклмнопрстуфхцчшьюя';

export const alphabets: Readonly<Record<string, string>> = {
  ca: 'àçéèíïóòúü',
  cs: 'áčďéěíňóřšťúůýž',
  da: 'åæøéó',
  de: 'äöüß',
  en: 'éèêëçñàâäöüôïî',
  es: 'áéíñóúü',
  et: 'äõöüšž',
  eu: 'ñçü',
  fi: 'åäöšžé',
  fr: 'àâæçéèêëïîôœùûüÿ',
  hr: 'čćđšž',
  hu: 'áéíóöőúüű',
  is: 'áðéíóúýþæö',
  it: 'àèéìíîòóùú',
  ku: 'çêîşû',
  lt: 'ąčęėįšųūž',
  lv: 'āčēģīķļņšūž',
  ms: '',
  nl: 'áäéëíïóöúüèê',
  no: 'åæøéòôóêâ',
  pl: 'ąćęłńóśźż',
  pt: 'áâãàçéêíóôõúüò',
  ro: 'ăâîşţșț',
  sk: 'áäčďéíĺľňóôŕšťúýž',
  sl: 'čšž',
  sq: 'çë',
  sv: 'åäöéàü',
  tl: 'ñ',
  // Some lower-case forms of İ have a dot of their own.
  az: 'əçğıöşü\u0307',
  tr: 'çğıöşüâîû\u0307',
  be: `${cyrillic}ёіўы`,
  bg: `${cyrillic}щъ`,
  ru: `${cyrillic}ёщъыэ`,
  sr: `${cyrillic}ђјљњћџѓѕќ`,
  uk: `${cyrillic}ґєіїщ`,
};

/** Scripts without spaces between words. */
const unspacedScripts = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Whether a text has letters of a script without spaces between its words. */
export const isUnspaced = (text: string) => unspacedScripts.test(text);
