// What columns of texts and columns of labels are often called, in English, German and, the commonest words, other languages.

const textWords = wordSet(
  'text texts sentence sentences review reviews message messages comment comments body content tweet tweets post posts ' +
    'question questions utterance utterances query queries document documents description descriptions feedback ' +
    'email emails mail ticket tickets headline title abstract input sms ' +
    'satz kommentar kommentare nachricht nachrichten rezension beschreibung frage inhalt ' +
    'texte phrase avis commentaire commentaires texto frase reseña comentario comentarios mensaje testo recensione commento ' +
    'messaggio avaliação mensagem tekst zin bericht recensie komentarz treść opinia текст отзыв комментарий сообщение ' +
    '文本 文字 内容 评论 評論 句子 テキスト 文章 レビュー 本文 텍스트 리뷰 문장 내용',
);

const labelWords = wordSet(
  'label labels class classes category categories sentiment sentiments target targets intent intents topic topics tag tags ' +
    'accept cats choice choices rating ratings star stars score polarity emotion output y ' +
    'klasse kategorie stimmung note thema bewertung ' +
    'étiquette etiquette catégorie categorie classe sentimento etiqueta categoría clase sentimiento etichetta sentimento ' +
    'categoria rótulo etykieta kategoria метка класс категория тональность оценка 标签 標籤 类别 類別 分类 情感 ' +
    'ラベル カテゴリ 感情 레이블 라벨 감정 카테고리',
);

/** Of columns that are neither. */
const technicalWords = wordSet(
  'id ids index idx nr number date time timestamp created user name author source url link split lang language ' +
    'confidence count length',
);

/** 3 for a name that is one of the words, 2 for one that ends in one, 1 for one that has one, else 0. */
export const textNameScore = (name: string) => nameScore(name, textWords);

/** Likewise, for labels: `airline_sentiment` is 2. */
export const labelNameScore = (name: string) => nameScore(name, labelWords);

/** Whether a name ends in a word for something else: `tweet_id`, `sentimentConfidence`. */
export const isTechnicalName = (name: string) => nameScore(name, technicalWords) >= 2;

function nameScore(name: string, known: Set<string>): number {
  const words = wordsOf(name);
  if (!words.some((word) => known.has(word))) return 0;
  if (words.length === 1) return 3;
  return known.has(words.at(-1) ?? '') ? 2 : 1;
}

function wordsOf(name: string): string[] {
  return name
    .split(/[^\p{L}]+|(?<=\p{Ll})(?=\p{Lu})/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

function wordSet(words: string): Set<string> {
  return new Set(words.split(' '));
}
