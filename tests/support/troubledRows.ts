// A small set of reviews with every kind of trouble in it.

const good = [
  'the screen is bright and the colours are lovely',
  'battery lasts two full days even with heavy use',
  'arrived early and was packed with great care',
  'sound is clear, and the bass is deep without being muddy',
  'the staff answered my question within the hour',
  'easy to set up, it took me five minutes in all',
  'a joy to write with, the keys have a lovely travel',
  'worth every cent, I would buy it again tomorrow',
  'light enough to carry around the whole day',
  'the fabric feels soft and did not shrink at all',
  'fits perfectly and looks even better than in the pictures',
  'the recipe book alone is worth the price',
];
const bad = [
  'stopped working after a week and nobody replies',
  'the hinge broke the first time I opened it',
  'smells of glue and the stitching comes apart',
  'too loud for a bedroom, I sent it back',
  'the app crashes whenever I try to log in',
  'delivery took a month and the box was crushed',
  'screen flickers and the colours are washed out',
  'cheap plastic, it feels like a toy',
  'the zip got stuck and tore the lining',
  'does not charge unless I hold the cable just so',
  'much smaller than the description says',
  'the manual is useless and the support is rude',
];

const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Two classes, written in four ways, with near duplicates, garbled texts, personal data and more. */
export function troubledRows(): Buffer {
  const rows: [string, string][] = [];
  for (let round = 0; round < 4; round++) {
    good.forEach((text, index) => rows.push([`${text} (order ${round}${index})`, 'positive']));
    bad.forEach((text, index) => rows.push([`${text} (order ${round}${index})`, 'negative']));
  }
  rows.push(
    ['would recommend it to all of my friends', 'Positive'],
    ['the best purchase I made this year', 'postive'],
    ['a waste of money from start to finish', 'Negative'],
    ['schÃ¶n verarbeitet und sehr gÃ¼nstig', 'positive'],
    ['<p>great &amp; cheap</p>', 'positive'],
    ['write to ann@example.com or call +49 30 1234567', 'negative'],
    ['mail bob@example.org about the refund', 'negative'],
    ['n/a', 'negative'],
    ['!!', 'positive'],
    ['', 'positive'],
    ['does what it says on the tin', 'positive'],
    ['does what it says on the tin', 'negative'],
    ['see https://example.com/review for photos', 'positive'],
  );
  const lines = rows.map(([text, label]) => `${cell(text)},${cell(label)}`);
  return Buffer.from(`text,label\n${lines.join('\n')}\n`);
}
