// The processor's memory: one WebAssembly memory, which all threads share where there are several, and first-fit
// allocation in it.

import { elementAt } from '../../domain/element';
import { Failure } from '../../domain/failures';
import { aligned, type View } from '../device';

const pageBytes = 65536;
const elementsPerPage = pageBytes / 4;
/** The first page is the module's own. */
const reservedPages = 1;
/** 4, 2 or 1 GiB: some systems refuse to set the larger ones aside. */
const maximumPages = [65536, 32768, 16384] as const;

/** A piece of the memory, in elements. */
class Piece {
  constructor(
    readonly start: number,
    readonly length: number,
  ) {}
  get end(): number {
    return this.start + this.length;
  }
}

/** Allocates from one memory. */
export class WasmMemory {
  readonly memory: WebAssembly.Memory;
  /** What could be allocated if nothing were. */
  readonly maximumElements: number;
  /** Free pieces in order; no two touch. */
  private free: Piece[] = [];
  private readonly used = new Set<object>();
  /** Where the memory ends, in elements. */
  private end = reservedPages * elementsPerPage;

  /**
   * @param pages largest sizes to try, in pages of 64 KiB
   * @param shared whether threads share it; it must be what the kernels were compiled for
   */
  constructor(pages: readonly number[] = maximumPages, shared = true) {
    const { memory, maximum } = largestMemory(pages, shared);
    this.memory = memory;
    this.maximumElements = (maximum - reservedPages) * elementsPerPage;
  }

  /** Elements that could still be allocated, if the system has them. */
  get freeElements(): number {
    const freed = this.free.reduce((sum, piece) => sum + piece.length, 0);
    return freed + this.maximumElements - (this.end - reservedPages * elementsPerPage);
  }

  /** Zeroed memory. @throws Failure `OutOfMemory` */
  allocate(elements: number): View {
    const length = Math.max(aligned(elements), aligned(1));
    const found = this.free.findIndex((piece) => piece.length >= length);
    const piece = found >= 0 ? this.takeFrom(found, length) : this.takeFromEnd(length);
    this.used.add(piece);
    const view: View = { allocation: piece, offset: 0, length: elements };
    this.words(view).fill(0);
    return view;
  }

  /** Frees a whole allocation. */
  release(view: View): void {
    const { allocation } = view;
    if (!(allocation instanceof Piece) || !this.used.delete(allocation)) {
      throw new TypeError('This view is not one of an allocation in use.');
    }
    this.insert(allocation);
  }

  /** Where a view lies, in bytes. */
  address(view: View): number {
    const { allocation } = view;
    if (!(allocation instanceof Piece) || !this.used.has(allocation)) {
      throw new TypeError('This view is not one of an allocation in use.');
    }
    return (allocation.start + view.offset) * 4;
  }

  /** A view as single-precision numbers, in place. Do not keep it: the memory may grow. */
  floats(view: View): Float32Array {
    return new Float32Array(this.memory.buffer, this.address(view), view.length);
  }

  /** A view as whole numbers, in place. Do not keep it: the memory may grow. */
  words(view: View): Uint32Array {
    return new Uint32Array(this.memory.buffer, this.address(view), view.length);
  }

  private takeFrom(index: number, length: number): Piece {
    const { start, end } = elementAt(this.free, index);
    const rest = new Piece(start + length, end - start - length);
    this.free.splice(index, 1, ...(rest.length > 0 ? [rest] : []));
    return new Piece(start, length);
  }

  /** Grows the memory by what the free piece at its end lacks. */
  private takeFromEnd(length: number): Piece {
    const last = this.free.at(-1);
    const start = last?.end === this.end ? last.start : this.end;
    const pages = Math.ceil((start + length - this.end) / elementsPerPage);
    try {
      this.memory.grow(pages);
    } catch (error) {
      throw new Failure(
        'OutOfMemory',
        `This needs ${megabytes(length)} MB more memory, and the browser does not give it. ` +
          'Close other tabs, or choose a smaller base model, shorter texts or a smaller batch.',
        { cause: error },
      );
    }
    this.insert(new Piece(this.end, pages * elementsPerPage));
    this.end += pages * elementsPerPage;
    return this.takeFrom(this.free.length - 1, length);
  }

  /** Adds a free piece, joined with those that it touches. */
  private insert(piece: Piece): void {
    const before = this.free.find(({ end }) => end === piece.start);
    const after = this.free.find(({ start }) => start === piece.end);
    const start = before?.start ?? piece.start;
    const joined = new Piece(start, (after?.end ?? piece.end) - start);
    this.free = [...this.free.filter((other) => other !== before && other !== after), joined];
    this.free.sort((a, b) => a.start - b.start);
  }
}

function megabytes(elements: number): number {
  return Math.ceil((elements * 4) / 2 ** 20);
}

function largestMemory(pages: readonly number[], shared: boolean): { memory: WebAssembly.Memory; maximum: number } {
  let failure: unknown;
  for (const maximum of pages) {
    try {
      const memory = new WebAssembly.Memory({ shared, initial: reservedPages, maximum });
      return { memory, maximum };
    } catch (error) {
      failure = error;
    }
  }
  throw new Failure(
    'OutOfMemory',
    'The browser has no gigabyte of memory left for training. Close other tabs and reload.',
    { cause: failure },
  );
}
