// How much an archive may ask for.

import { Failure } from '../../../domain/failures';
import { archiveLimits } from '../../../domain/limits';
import { count } from '../../../words/numbers';

/** What a file may hold: all of it together, however it is nested. */
export class UnpackBudget {
  private members = 0;
  private tables = 0;
  private unpacked = 0;
  /** Why no more is unpacked: where one file in it asks for too much, the others may too. */
  exceeded: Failure | null = null;

  constructor(
    private readonly name: string,
    private readonly packed: number,
  ) {}

  /** @throws Failure `BrokenArchive` */
  addMember(): void {
    if (++this.members <= archiveLimits.members) return;
    throw this.exceed(
      `“${this.name}” has more than ${count(archiveLimits.members)} files. Put their texts into one table, and drop that here.`,
    );
  }

  /** Counts a file that may be a table. @throws Failure `BrokenArchive` */
  addTable(): void {
    if (++this.tables <= archiveLimits.tables) return;
    throw this.exceed(
      `“${this.name}” has more than ${count(archiveLimits.tables)} files, and they do not lie in folders named by their labels. ` +
        'Put one text a file into such folders, or all texts into one table.',
    );
  }

  /** @throws Failure `BrokenArchive` @param nesting archives that something is in */
  checkNesting(nesting: number): void {
    if (nesting <= archiveLimits.nesting) return;
    throw this.exceed(
      `“${this.name}” has archives in archives, more than ${archiveLimits.nesting} deep. Unpack it yourself, and drop the tables in it here.`,
    );
  }

  /** A listener for each reading of one member, to what is unpacked; what is read again is counted once. */
  counter(): (packedBytes: () => number) => (length: number) => void {
    let most = 0;
    return (packedBytes) => {
      let own = 0;
      return (length) => {
        own += length;
        this.unpacked += Math.max(0, own - most);
        most = Math.max(most, own);
        if (isProportionate(own, packedBytes()) && isProportionate(this.unpacked, this.packed)) return;
        throw this.exceed(outOfProportion(this.name));
      };
    };
  }

  private exceed(message: string): Failure {
    this.exceeded = new Failure('BrokenArchive', message);
    return this.exceeded;
  }
}

export const isProportionate = (unpacked: number, packed: number) =>
  unpacked < archiveLimits.harmlessBytes || unpacked < archiveLimits.ratio * packed;

export const outOfProportion = (name: string) =>
  `“${name}” unpacks to far more than its size lets expect, as no table does. If you trust it, unpack it yourself and drop what is in it here.`;
