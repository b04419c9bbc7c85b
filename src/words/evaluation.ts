// What an evaluation means, in sentences.

import { elementAt } from '../domain/element';
import type { Certainties, Estimate, Interval, Baseline, TfidfBaseline } from '../domain/evaluation';
import { languageName } from './languages';
import { count, counted, percent } from './numbers';

/** `89.9–92.5 %`. */
export function interval({ low, high }: Interval): string {
  return `${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)} %`;
}

/** How often a model is right, and what to expect of it: `Right about 96 times out of 100. On new texts …` */
export function timesRight(accuracy: number, expected: Interval | null | undefined): string {
  const times = Math.round(accuracy * 100);
  // No score that is not perfect is called so, and none that is not 0.
  const shown = accuracy < 1 ? Math.min(Math.max(times, accuracy > 0 ? 1 : 0), 99) : 100;
  const right = `Right ${shown === accuracy * 100 ? '' : 'about '}${shown} times out of 100.`;
  if (!expected) return right;
  const [low, high] = [Math.floor(expected.low * 100), Math.ceil(expected.high * 100)];
  return `${right} On new texts like these, expect ${low} to ${high} %.`;
}

/** A lead in percentage points with its sign: `+3.2`, `−0.4`. */
export function points(share: number): string {
  const rounded = (Math.abs(share) * 100).toFixed(1);
  if (Number(rounded) === 0) return '0.0';
  return `${share < 0 ? '−' : '+'}${rounded}`;
}

/** What a model is worth beside simpler ways. */
export interface Worth {
  words: string;
  /** `note`: to be known before the model is used; `warning`: a reason not to use it. */
  tone: 'calm' | 'note' | 'warning';
}

type Scores = Record<'accuracy' | 'macroF1', number>;

const isBehind = ({ interval: range }: Estimate) => range !== null && range.high < 0;

const macroF1Against = ({ estimates }: Baseline, { macroF1 }: Scores) =>
  `${percent(estimates.macroF1.value)} against ${percent(macroF1)}`;

/** More helps little where the base model can't read the texts. */
const adviceOnLanguage = (unread: string) =>
  `Most of the texts are ${languageName(unread)}, and its base model has read English only: choose one that reads ${languageName(unread)} under Train.`;

/** What a model is below the most frequent answer, to be said with its accuracy; `null` where it is not. */
export function belowMajority(baselines: Baseline[], { accuracy }: Pick<Scores, 'accuracy'>): string | null {
  const majority = baselines.find(({ name }) => name === 'majority')?.estimates.accuracy.value ?? 0;
  if (accuracy >= majority) return null;
  return `That is less than always giving the most frequent answer: ${percent(majority)}.`;
}

/** A lead that rounds to nothing is none. */
const noLead = 0.005;

/**
 * @param own the model's accuracy and macro F1
 * @param rows on which all were tested
 * @param unread the language of most texts, where the base model has read English only
 */
export function worthOf(baselines: Baseline[], own: Scores, rows: number, unread?: string): Worth | null {
  const of = (name: Baseline['name']) => baselines.find((baseline) => baseline.name === name);
  const [words, majority] = [of('tfidf'), of('majority')];
  if (!majority) return null;
  const reached = (baseline: Baseline) => percent(baseline.estimates.accuracy.value);
  const against = (baseline: Baseline) => `${reached(baseline)} against ${percent(own.accuracy)}`;
  const advice = (otherwise: string) => (unread === undefined ? otherwise : adviceOnLanguage(unread));
  if (majority.verdict !== 'better') {
    return {
      tone: 'warning',
      words: `It is no better than always giving the most frequent answer: ${against(majority)}. It has not learned to tell these labels apart. ${advice('More texts, labels that the texts show, or another base model may help.')}`,
    };
  }
  if (words?.verdict === 'worse') {
    const inAccuracy = isBehind(words.ahead.accuracy);
    return {
      tone: 'warning',
      words: `A simple word-counting method does better${inAccuracy ? '' : ' in macro F1'}: ${inAccuracy ? against(words) : macroF1Against(words, own)}. ${advice('Training deeper or more texts may help; otherwise the simple method is the better choice.')}`,
    };
  }
  if (words?.verdict === 'even' && (isBehind(words.ahead.accuracy) || isBehind(words.ahead.macroF1))) {
    const [better, worse] = isBehind(words.ahead.accuracy) ? ['macro F1', 'accuracy'] : ['accuracy', 'macro F1'];
    return {
      tone: 'note',
      words: `The model is ahead of word counts in ${better} and behind in ${worse}: accuracy ${against(words)}, macro F1 ${macroF1Against(words, own)}. Macro F1 counts rare labels as much as frequent ones.`,
    };
  }
  if (words?.verdict === 'even') {
    const ahead = words.ahead.accuracy.value > noLead;
    return {
      tone: 'note',
      words: ahead
        ? `Word counts alone: ${reached(words)}. The model is ahead, but on ${count(rows)} test texts the difference could be chance.`
        : `A simple word-counting method scores the same: ${against(words)}; the difference could be chance. ${advice('Training deeper or more texts may bring the model ahead.')}`,
    };
  }
  const simple = `Always giving the most frequent answer: ${reached(majority)}.`;
  return {
    tone: 'calm',
    words: words ? `Word counts alone: ${reached(words)}. ${simple}` : simple,
  };
}

/** How the word counts learned. */
export function tfidfFacts(facts: TfidfBaseline): string {
  const { terms, trainingRows, allTrainingRows, inversePenalty } = facts;
  const rows =
    trainingRows < allTrainingRows
      ? `${count(trainingRows)} of the ${count(allTrainingRows)} training rows, drawn by chance to bound the time`
      : `the same ${counted(trainingRows, 'training row', 'training rows')}`;
  return `Word counts: how often ${count(terms)} words and pairs of words occur (TF-IDF), weighed by logistic regression with C = ${inversePenalty}, learned from ${rows}.`;
}

/** What a model leaves to a person. */
export interface Coverage {
  rows: number;
  answered: number;
  /** Of the answered. */
  right: number;
  /** Of the others. */
  mistakesLeft: number;
}

export function coverageAt({ certainty, right }: Certainties, threshold: number): Coverage {
  const rows = certainty.length;
  const firstBelow = certainty.findIndex((own) => own < threshold);
  const answered = firstBelow < 0 ? rows : firstBelow;
  const hits = answered > 0 ? elementAt(right, answered - 1) : 0;
  const mistakes = rows - (right[rows - 1] ?? 0);
  return { rows, answered, right: hits, mistakesLeft: mistakes - (answered - hits) };
}

export function coverageWords({ rows, answered, right, mistakesLeft }: Coverage): string {
  if (answered === 0) return `Below this it answers none of the ${count(rows)} test texts.`;
  const share = percent(right / answered);
  if (answered === rows) {
    return `Answers all ${count(rows)} test texts by itself and is right on ${share} of them.`;
  }
  const left = rows - answered;
  return `Answers ${percent(answered / rows)} of texts by itself and is right on ${share} of those. The other ${percent(left / rows)} go to a person: ${count(left)} of ${count(rows)} test texts, of which it would have got ${count(mistakesLeft)} wrong.`;
}
