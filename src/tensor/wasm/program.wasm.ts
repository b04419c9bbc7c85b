// The processor's side of a run: each thread walks through the launches, and all meet after each.

import { launchLength } from './sizes';
import { StepState, Work } from './work.wasm';

/** What the threads share; written by threads.ts. */
@unmanaged
class Control {
  /** Goes up with each run; threads sleep on it. */
  run: i32;
  /** Threads that have reached the barrier, and how often it has opened. */
  arrived: i32;
  opened: i32;
  threads: i32;
  /** Whether the calling thread may sleep: a page's own thread may not. */
  callerSleeps: i32;
  scratch: usize;
  scratchBytes: usize;
  state: usize;
  launches: usize;
  count: i32;
  /** Not 0 when a thread has died: the others must not wait for it. */
  failed: i32;
}

/** How long a barrier sleeps before it looks whether anybody died, in nanoseconds. */
const patience: i64 = 1_000_000_000;
/** No kernel takes this many times the patience: whoever has not come by then is dead. */
const longestWait: i32 = 120;

/** Starts the other threads on what the control block says, and does the calling thread's part. */
export function run(address: usize): void {
  const control = changetype<Control>(address);
  if (control.threads > 1) {
    atomic.add<i32>(address, 1, offsetof<Control>('run'));
    atomic.notify(address + offsetof<Control>('run'), -1);
  }
  walk(control, 0, control.callerSleeps !== 0);
}

/** The life of another thread: it waits for runs, from after run number `seen`, until it is terminated. */
export function serve(address: usize, thread: i32, seen: i32): void {
  const control = changetype<Control>(address);
  while (true) {
    awaitRun(address + offsetof<Control>('run'), seen);
    seen++;
    walk(control, thread, true);
  }
}

function walk(control: Control, thread: i32, sleeps: bool): void {
  const step = changetype<StepState>(control.state);
  // The thread's own scratch starts with this record.
  const own = control.scratch + <usize>thread * control.scratchBytes;
  const work = changetype<Work>(own);
  work.thread = thread;
  work.threads = control.threads;
  work.scratch = own + 64;
  let launch = control.launches;
  // Read once: after the last barrier the caller may already be writing the next run's.
  const count = control.count;
  for (let i = 0; i < count; i++) {
    // The opcode is the kernel's index in the table of functions (kernelModule.ts).
    call_indirect<void>(load<u32>(launch), launch, step, work);
    if (!meet(control, sleeps)) return;
    launch += launchLength * 4;
  }
}

/** Returns when every thread has called it; false when one has died. */
function meet(control: Control, sleeps: bool): bool {
  if (control.threads === 1) return true;
  const address = changetype<usize>(control);
  const opened = atomic.load<i32>(address, offsetof<Control>('opened'));
  if (atomic.add<i32>(address, 1, offsetof<Control>('arrived')) + 1 === control.threads) {
    atomic.store<i32>(address, 0, offsetof<Control>('arrived'));
    atomic.add<i32>(address, 1, offsetof<Control>('opened'));
    atomic.notify(address + offsetof<Control>('opened'), -1);
  } else {
    awaitOpening(address, opened, sleeps);
  }
  return atomic.load<i32>(address, offsetof<Control>('failed')) === 0;
}

/** Returns when the barrier has opened, or never will. */
function awaitOpening(address: usize, old: i32, sleeps: bool): void {
  const opened = address + offsetof<Control>('opened');
  for (let spins = 0; spins < 4000 || !sleeps; spins++) {
    if (atomic.load<i32>(opened) !== old) return;
    if (!sleeps && atomic.load<i32>(address, offsetof<Control>('failed')) !== 0) return;
  }
  for (let waits = 0; atomic.load<i32>(opened) === old; waits++) {
    if (waits === longestWait) atomic.store<i32>(address, 1, offsetof<Control>('failed'));
    if (atomic.load<i32>(address, offsetof<Control>('failed')) !== 0) return;
    atomic.wait<i32>(opened, old, patience);
  }
}

/** Returns when the word is another: most waits are shorter than it takes to fall asleep. */
function awaitRun(address: usize, old: i32): void {
  for (let spins = 0; spins < 4000; spins++) {
    if (atomic.load<i32>(address) !== old) return;
  }
  while (atomic.load<i32>(address) === old) atomic.wait<i32>(address, old, -1);
}
