import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class LocateLaunch {
  opcode: u32;
  starts: usize;
  textOf: usize;
  positions: usize;
  firstPosition: i32;
}

/** Threads share the texts. */
export function locate(launch: LocateLaunch, step: StepState, work: Work): void {
  const lastText = shareEnd(step.texts, 1, work);
  for (let text = shareStart(step.texts, 1, work); text < lastText; text++) {
    const start = load<u32>(launch.starts + ((<usize>text) << 2));
    const end = load<u32>(launch.starts + ((<usize>text) << 2), 4);
    for (let token = start; token < end; token++) {
      store<u32>(launch.textOf + ((<usize>token) << 2), text);
      store<u32>(launch.positions + ((<usize>token) << 2), token - start + <u32>launch.firstPosition);
    }
  }
}
