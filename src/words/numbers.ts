// Numbers as a person reads them.

const wholeNumber = new Intl.NumberFormat('en');

/** A whole number with its thousands parted: `12,345`. */
export function count(value: number): string {
  return wholeNumber.format(value);
}

/** `1 row`, `2 rows`. */
export function counted(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A share as a percentage with one decimal. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** A share as a whole percentage. */
export function wholePercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** As `percent`; near 0 and 1, where one decimal says no more, with three. */
export function finePercent(share: number): string {
  if (share >= 0.001 && share <= 0.999) return percent(share);
  if (share > 0.99999) return 'over 99.999 %';
  if (share < 0.00001) return 'under 0.001 %';
  return `${(share * 100).toFixed(3)} %`;
}

/** `about 40 s left`, `about 3 min left`. */
export function timeLeft(seconds: number): string {
  if (seconds < 3) return 'nearly done';
  if (seconds < 10) return 'a few seconds left';
  if (seconds < 90) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${(seconds / 3600).toFixed(1)} h left`;
}

/** A size in decimal units: `12 kB`, `3.4 MB`. */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  if (size < 1_000_000) return `${(size / 1000).toFixed(0)} kB`;
  if (size < 1_000_000_000) return `${(size / 1_000_000).toFixed(1)} MB`;
  return `${(size / 1_000_000_000).toFixed(1)} GB`;
}

export function duration(seconds: number): string {
  if (seconds < 1) return 'under a second';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** A duration that is guessed: `about 40 s`, `about 5 min`, `about 2.5 h`; never less than 5 s. */
export function aboutDuration(seconds: number): string {
  if (seconds < 90) return `about ${Math.max(Math.round(seconds / 5), 1) * 5} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${(seconds / 3600).toFixed(1)} h`;
}

const dateAndTime = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

export function moment(time: number): string {
  return dateAndTime.format(time);
}

/** `22.7 M parameters`. */
export function parameterCount(parameters: number): string {
  if (parameters < 1_000_000) return `${count(parameters)} parameters`;
  return `${(parameters / 1_000_000).toFixed(1)} M parameters`;
}

/** What a model takes of a device that has too little. */
export function neededWords(fit: { bytes: number; freeBytes: number }): string {
  return `it takes about ${bytes(fit.bytes)} at least, and ${bytes(fit.freeBytes)} are free`;
}
