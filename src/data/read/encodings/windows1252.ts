/** What Windows-1252 has at 0x80 to 0x9F (WHATWG Encoding, index windows-1252); five bytes are left undefined. */
export const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
