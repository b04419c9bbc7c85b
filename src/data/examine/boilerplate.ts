// Passages with which many texts begin or end: greetings, signatures, disclaimers.

/** Shorter ones are rather turns of phrase. */
const fewestWords = 5;
const longestPassage = 500;
/** Texts that must share a passage, and their share of all. */
const enoughTexts = 20;
const wantedShare = 0.05;

export interface Passage {
  passage: string;
  texts: number;
}

export class Passages {
  private readonly counts = new Map<string, number>();
  private texts = 0;

  add(text: string): void {
    this.texts++;
    for (const passage of endsOf(text)) {
      this.counts.set(passage, (this.counts.get(passage) ?? 0) + 1);
    }
  }

  /** The shared passages, the most frequent first; of a line and its sentence, which come together, the line. */
  shared(): Passage[] {
    const enough = Math.max(enoughTexts, this.texts * wantedShare);
    const frequent = [...this.counts]
      .map(([passage, texts]) => ({ passage, texts }))
      .filter(({ texts }) => texts >= enough)
      .sort((a, b) => b.texts - a.texts || b.passage.length - a.passage.length);
    return frequent.filter(
      (own) =>
        !frequent.some(
          (other) =>
            other.passage.length > own.passage.length &&
            other.passage.includes(own.passage) &&
            other.texts >= own.texts * 0.9,
        ),
    );
  }
}

/** Whether a text begins or ends with a passage, and says more. */
export function passageMark(text: string, passage: string): [number, number] | null {
  const trimmed = text.trim();
  const start = text.indexOf(trimmed);
  if (trimmed.length === passage.length) return null;
  if (trimmed.startsWith(passage)) return [start, start + passage.length];
  if (trimmed.endsWith(passage)) {
    return [start + trimmed.length - passage.length, start + trimmed.length];
  }
  return null;
}

/** The first and last line and sentence of a text, where they are long enough and not all of it. */
function endsOf(text: string): Set<string> {
  const trimmed = text.trim();
  // Not split at `\s*\n`: that takes quadratic time on rows of spaces.
  const first = (/^[^\r\n]*/.exec(trimmed)?.[0] ?? '').trim();
  const last = trimmed.slice(Math.max(trimmed.lastIndexOf('\n'), trimmed.lastIndexOf('\r')) + 1).trim();
  const ends = [first, last, sentencesOf(first)[0] ?? '', sentencesOf(last).at(-1) ?? ''];
  return new Set(
    ends.filter(
      (end) =>
        end.length < trimmed.length &&
        end.length <= longestPassage &&
        (end.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) >= fewestWords,
    ),
  );
}

function sentencesOf(line: string): string[] {
  return line.split(/(?<=[.!?…])\s+/);
}
