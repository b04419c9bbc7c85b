import { loadPart, storePart } from '../../kernelParts/simd.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class PoolGradientLaunch {
  opcode: u32;
  starts: usize;
  textOf: usize;
  hidden: i32;
  first: f32;
  mean: f32;
  meanSqrtLength: f32;
  dy: usize;
  dx: usize;
}

/** Threads share the texts. */
export function poolGradient(launch: PoolGradientLaunch, step: StepState, work: Work): void {
  const hidden = launch.hidden;
  const lastText = shareEnd(step.texts, 1, work);
  for (let text = shareStart(step.texts, 1, work); text < lastText; text++) {
    const start = load<i32>(launch.starts + ((<usize>text) << 2));
    const end = load<i32>(launch.starts + ((<usize>text) << 2), 4);
    const dy = launch.dy + ((<usize>(text * hidden)) << 2);
    const length = <f32>(end - start);
    const ofEach = launch.mean / length + launch.meanSqrtLength / sqrt<f32>(length);
    for (let token = start; token < end; token++) {
      const extra: f32 = token === start ? launch.first : 0;
      const share = f32x4.splat(ofEach + extra);
      const dx = launch.dx + ((<usize>(token * hidden)) << 2);
      for (let i = 0; i < hidden; i += 4) {
        const offset = (<usize>i) << 2;
        storePart(dx + offset, f32x4.mul(share, loadPart(dy + offset, hidden - i)), hidden - i);
      }
    }
  }
}
