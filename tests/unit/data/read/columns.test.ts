// Which columns are guessed in the layouts of well-known data sets, on real texts: written as CSV, and read as the app reads it.

import { describe, expect, test } from 'vitest';
import { guessColumns } from '../../../../src/data/read/columns/columns';
import { labelTwins } from '../../../../src/data/read/columns/labelTwins';
import { readData, dataLines } from '../../../support/dataFiles';
import { readRows } from '../../../support/tables';

interface Example {
  text: string;
  label: string;
  row: number;
}

const inColumns = (lines: string[], text: number, label: number) =>
  lines.slice(0, 650).map((line, row): Example => {
    const cells = line.split('\t');
    return { text: cells[text] ?? '', label: (cells[label] ?? '').trim(), row };
  });
const reviews = inColumns(dataLines('sst2/dev.tsv'), 0, 1);
const messages = inColumns(dataLines('sms_spam_uci/SMSSpamCollection.tsv'), 1, 0);
const tweets = inColumns(dataLines('germeval2018/germeval2018.training.txt'), 0, 1);
const { train } = JSON.parse(readData('clinc150/data_small.json').toString()) as { train: [string, string][] };
const intentNames = [...new Set(train.map(([, intent]) => intent))].slice(0, 60);
const intents = train
  .filter(([, intent]) => intentNames.includes(intent))
  .map(([text, label], row): Example => ({ text, label, row }))
  // In the file they are sorted.
  .sort((a, b) => ((a.row * 7919) % 6007) - ((b.row * 7919) % 6007));

const hash = (row: number, salt: number) => Math.imul(row + 1, 2654435761 + salt) >>> 9;
const oneOf = (values: string, row: number, salt = 0) => {
  const all = values.split('|');
  return all[hash(row, salt) % all.length] ?? '';
};
const date = (row: number) => new Date(Date.UTC(2015, 1, 1) + hash(row, 5) * 1000).toISOString();
const long = ({ text, row }: Example, all: Example[]) => `${text} ${all[(row + 1) % 5]?.text ?? ''}`;
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const csv = (header: string | null, rows: string[][]) =>
  new Blob([
    [...(header === null ? [] : [header.split(',')]), ...rows].map((row) => row.map(quoted).join()).join('\n'),
  ]);
const table = (examples: Example[], cells: (own: Example) => string[]) => examples.map(cells);

const isGood = (label: string) => label === '1';

// prettier-ignore
const layouts: [string, string | null, string[][], [text: string, label: string]][] = [
  ['SMS spam as on Kaggle', 'v1,v2,,,', table(messages, ({ text, label }) => [label, text, '', '', '']), ['v2', 'v1']],
  ['IMDb', 'review,sentiment', table(reviews, ({ text, label }) => [text, isGood(label) ? 'positive' : 'negative']), ['review', 'sentiment']],
  ['Yelp', 'business_id,date,review_id,stars,text,type,user_id,cool,useful,funny', table(reviews, ({ text, label, row }) => [
    `9yKzy9PApeiPPOUJE${hash(row, 9) % 99}`, date(row).slice(0, 10), `fWKvX83p0-ka4JS3dc6E5A${row}`, isGood(label) ? oneOf('4|5', row) : oneOf('1|2|3', row), text,
    'review', `rLtl8ZkDX5vH5nAx9C3q5Q${row}`, oneOf('0|1|2', row, 1), oneOf('0|1|2|3', row, 2), oneOf('0|0|1', row, 3)]), ['text', 'stars']],
  ['AG news', 'Class Index,Title,Description', table(intents, (own) => [String(intentNames.indexOf(own.label) + 1), own.text, long(own, intents)]), ['Description', 'Class Index']],
  ['AG news without a header', null, table(intents, (own) => [String(intentNames.indexOf(own.label) + 1), own.text, long(own, intents)]), ['Column 3', 'Column 1']],
  ['banking77', 'text,category', table(intents, ({ text, label }) => [text, label]), ['text', 'category']],
  ['banking77, numbers beside names', 'text,label,label_text', table(intents, ({ text, label }) => [text, String(intentNames.indexOf(label)), label]), ['text', 'label_text']],
  ['intents with domains, numbers first', 'label_id,label_name,utterance', table(intents, ({ text, label }) => [String(intentNames.indexOf(label)), label, text]), ['utterance', 'label_name']],
  ['Amazon reviews', 'Id,ProductId,UserId,ProfileName,HelpfulnessNumerator,HelpfulnessDenominator,Score,Time,Summary,Text', table(reviews, (own) => [
    String(own.row), `B00${hash(own.row, 1) % 90}`, `A3SGX${own.row}`, oneOf('Karl|dll pa|M. Wapole|Ann Lee', own.row), oneOf('0|1|2', own.row), oneOf('0|1|2|3', own.row),
    isGood(own.label) ? '5' : '1', '1303862400', own.text.split(' ').slice(0, 4).join(' '), own.text]), ['Text', 'Score']],
  ['support tickets', 'subject,body,answer,type,queue,priority,language,version,tag_1,tag_2', table(intents, (own) => [
    own.text.split(' ').slice(0, 3).join(' '), long(own, intents), `Dear customer, ${oneOf('we will look into it|please call us|please try again', own.row)}.`,
    oneOf('Incident|Request|Problem|Change', own.row), own.label, oneOf('low|medium|high', own.row, 7), 'en', oneOf('51|52', own.row), oneOf('IT|Security|Bug', own.row, 2), '']), ['body', 'queue']],
  ['tickets in German', 'Nr,Eingang,Kanal,Bearbeiter,Anliegen,Abteilung', table(intents, ({ text, label, row }) => [
    String(row), date(row), oneOf('Telefon|E-Mail|Chat', row), oneOf('Meier|Schulz|Ito', row, 3), text, label]), ['Anliegen', 'Abteilung']],
  ['a survey with a score beside the answer', 'Respondent,Country,Age,How likely are you to recommend us?,Why?', table(reviews, ({ text, label, row }) => [
    String(row), oneOf('DE|FR|UK', row), String(18 + (hash(row, 4) % 60)), isGood(label) ? oneOf('9|10', row) : oneOf('2|3', row), text]), ['Why?', 'How likely are you to recommend us?']],
  ['tweets as on Kaggle', 'id,author,date,text,sentiment', table(tweets, ({ text, label, row }) => [String(6e17 + row), `user${row % 40}`, date(row), text, label]), ['text', 'sentiment']],
  ['Sentiment140 without a header', null, table(reviews, ({ text, label, row }) => [
    isGood(label) ? '4' : '0', String(1467810369 + row), `Mon Apr 06 22:19:${row % 60} PDT 2009`, 'NO_QUERY', `_TheSpecialOne${row % 50}_`, text]), ['Column 6', 'Column 1']],
  ['a name that means nothing here', 'comment,label,verdict', table(reviews, ({ text, label, row }) => [text, oneOf('ann|bob|cem', row), isGood(label) ? 'fine' : 'poor']), ['comment', 'verdict']],
  ['names that say it wrong way round', 'text,label', table(messages, ({ text, label }) => [label, text]), ['label', 'text']],
  ['no names at all', 'a,b,c,d', table(messages, ({ text, label, row }) => [oneOf('x|y', row), label, oneOf('1|2|3', row), text]), ['d', 'b']],
  ['offence, coarse and fine', 'tweet,subtask_a,annotator', table(tweets, ({ text, label, row }) => [text, label, oneOf('A1|A2', row)]), ['tweet', 'subtask_a']],
];

test.each(layouts)('%s', async (_, header, rows, expected) => {
  const { columns, rows: read } = await readRows(csv(header, rows));
  expect(read).toHaveLength(rows.length);
  const { text, label } = guessColumns(columns, read.slice(0, 1000));
  expect([columns[text], columns[label]]).toEqual(expected);
});

describe('twins of a label', () => {
  const rows = intents.slice(0, 300).map(({ text, label, row }) => {
    const id = intentNames.indexOf(label) % 6;
    return [text, `name ${id % 3}`, String(id % 3), String(id), oneOf('a|b', row), id === 0 ? '' : 'x'];
  });

  test('are its numbers, and finer ones', () => {
    expect(labelTwins(6, rows, { text: 0, label: 1 })).toEqual([
      { column: 2, isSame: true },
      { column: 3, isSame: false },
    ]);
  });

  test('are none that repeat too seldom to tell', () => {
    const ids = rows.map((cells, row) => [...cells, String(row)]);
    expect(labelTwins(7, ids, { text: 0, label: 3 }).map(({ column }) => column)).toEqual([]);
  });
});

describe('a header', () => {
  const spam = messages.map(({ text, label }) => [label, text]);
  const swapped = spam.map(([label = '', text = '']) => [text, label]);
  const chinese = reviews.map(({ label, row }) => [
    `这家餐厅的菜${isGood(label) ? '很好吃' : '太难吃了'}，第${row}次`,
    label,
  ]);
  const short = reviews.map(({ text, label }) => [
    text.split(' ').slice(0, 3).join(' '),
    isGood(label) ? 'gut' : 'schlecht',
  ]);

  test.each([
    ['whose words are also labels', 'spam,message', spam, true],
    ['whose words are also labels, the text’s unknown', 'wiadomosc,spam', swapped, true],
    ['of a label and a word that is no name elsewhere', 'ham,wiadomosc', spam, true],
    ['in Czech', 'komentář,hodnocení', swapped, true],
    ['in Chinese', '评论,标签', chinese, true],
    ['in words that nobody knows, over short texts', 'aussage,urteil', short, true],
    ['of a survey', 'Land,Warum haben Sie so geurteilt?', spam, true],
    ['of numbers, as pandas writes it', '0,1', swapped, true],
    ['of numbers over numbers', '0,1', chinese, true],
    ['that is none: label first', null, spam, false],
    ['that is none: text first', null, swapped, false],
    ['that is none: labels that are numbers', null, chinese, false],
    ['that is none: short texts', null, short, false],
    [
      'that is none, and the first label comes once',
      null,
      [['unsure', messages[0]?.text ?? ''], ...spam.slice(1)],
      false,
    ],
    [
      'that is none: labels that are names',
      null,
      tweets.map(({ text, label }) => [label === 'OTHER' ? 'comment' : 'title', text]),
      false,
    ],
    ['that is none: the label twice', null, spam.map(([label = '', text = '']) => [label, label, text]), false],
    [
      'over the label twice',
      'spam,spam_1,wiadomosc',
      spam.map(([label = '', text = '']) => [label, label, text]),
      true,
    ],
  ])('%s', async (_, header, rows, isHeader) => {
    const { rows: read, format } = await readRows(csv(header, rows));
    expect(format).toMatchObject({ hasHeader: isHeader });
    expect(read).toHaveLength(rows.length);
  });
});
