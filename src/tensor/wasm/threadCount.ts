// How many threads compute fastest. Browsers say how many processors there are, and some say more than that (WebKit's four
// on two made trainings half as long again): so it is measured.

/**
 * Twice the threads must take less than this share of the time: with as many processors they take little more than half,
 * and on a busy machine more threads only take more of it from others.
 */
const worthIt = 0.8;

/** Threads that can be more or fewer. */
export interface Resizable {
  readonly count: number;
  resize(count: number): Promise<void>;
}

/**
 * Starts threads as long as more of them are faster: two, four, eight, up to `most`. Two are taken unmeasured: no machine
 * that trains has fewer processors.
 *
 * @param time milliseconds of some work with the threads that there are
 */
export async function startFastest(threads: Resizable, most: number, time: () => Promise<number>): Promise<void> {
  await threads.resize(Math.min(2, most));
  if (most <= 2) return;
  let best = await time();
  while (threads.count < most) {
    const before = threads.count;
    await threads.resize(Math.min(2 * before, most));
    const own = await time();
    if (own >= worthIt * best) return threads.resize(before);
    best = own;
  }
}
