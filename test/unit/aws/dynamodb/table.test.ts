import { describe, expect, it } from 'vitest';
import { toItem } from '../../../../src/aws/dynamodb/table.ts';

describe('an item', () => {
  it('has no undefined attribute at any depth, and times as text', () => {
    const at = new Date('2026-11-24T12:00:00Z');
    expect(
      toItem({ at, none: undefined, list: [{ at, none: undefined }], map: { none: undefined } }),
    ).toEqual({
      at: '2026-11-24T12:00:00.000Z',
      list: [{ at: '2026-11-24T12:00:00.000Z' }],
      map: {},
    });
  });
});
