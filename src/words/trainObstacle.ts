// Why a training can't begin, in words.

/** Why a training can't begin now; `wait`: what is under way ends by itself. */
export type TrainObstacle =
  | {
      kind:
        | 'outdated'
        | 'unkeptModel'
        | 'trainingElsewhere'
        | 'classifyingFile'
        | 'noRows'
        | 'unusableColumns'
        | 'baseModelMissing'
        | 'wait';
    }
  /** As `words` say. */
  | { kind: 'unusableLabels'; words: string }
  | { kind: 'unusableNumbers'; fields: string[] };

/** What to do first, in a sentence; `''` where there is nothing but to wait. */
export function obstacleWords(obstacle: TrainObstacle): string {
  switch (obstacle.kind) {
    case 'outdated':
      return 'Hone was updated in another tab. Reload this page to train.';
    case 'trainingElsewhere':
      return 'Hone is training in another tab. Training can begin here when that is over.';
    case 'classifyingFile':
      return 'A file is being classified. Training can begin after it.';
    case 'unkeptModel':
      return 'Store, download or discard the finished model first.';
    case 'noRows':
      return 'Choose a file first.';
    case 'unusableColumns':
      return 'Choose another text or label column first.';
    case 'unusableLabels':
      return obstacle.words;
    case 'unusableNumbers':
      return `Under Advanced, change ${obstacle.fields.map((name) => `“${name}”`).join(' and ')} first.`;
    case 'baseModelMissing':
      return 'Download the base model first.';
    case 'wait':
      return '';
    default:
      return obstacle satisfies never;
  }
}
