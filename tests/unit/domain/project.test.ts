// What is kept, as projects.

import { expect, test } from 'vitest';
import type { DataSet } from '../../../src/domain/dataset';
import { projectsOf } from '../../../src/domain/project';
import type { TrainedModel } from '../../../src/domain/run';

const rows = (id: string, createdAt: number) => ({ id, name: `${id}.csv`, createdAt }) as DataSet;
const model = (id: string, createdAt: number, own: object) => ({ id, name: id, createdAt, ...own }) as TrainedModel;

test('a model belongs to its rows; one without rows here is a project of its own', () => {
  const trained = (id: string, createdAt: number, dataSetId: string) =>
    model(id, createdAt, { origin: 'trained', dataSetId });
  const [first, second] = [trained('first', 20, 'reviews'), trained('second', 40, 'reviews')];
  const [deleted, added] = [trained('deleted', 10, 'gone'), model('added', 30, { origin: 'added' })];
  const projects = projectsOf([rows('reviews', 5), rows('new', 35)], [first, second, deleted, added]);
  expect(projects.map(({ id, models, usedAt }) => [id, models.map((own) => own.id), usedAt])).toEqual([
    ['reviews', ['second', 'first'], 40],
    ['new', [], 35],
    ['added', ['added'], 30],
    ['deleted', ['deleted'], 10],
  ]);
  expect(projects[0]?.rows?.name).toBe('reviews.csv');
  expect(projects[2]).toMatchObject({ name: 'added', rows: null });
});
