import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';
import { recordedEvents } from '../../../../src/aws/preflight/trails.ts';

const management = (
  ...others: NonNullable<AdvancedEventSelector['FieldSelectors']>
): AdvancedEventSelector => ({
  FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, ...others],
});
const DATA: AdvancedEventSelector = { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] };

describe('the management events that a trail records', () => {
  it.each<[string, readonly EventSelector[], readonly AdvancedEventSelector[], boolean, boolean]>([
    ['a basic selector without restrictions', [{}], [], true, true],
    ['reading ones only', [{ IncludeManagementEvents: true, ReadWriteType: 'ReadOnly' }], [], true, false],
    ['writing ones only', [{ ReadWriteType: 'WriteOnly' }], [], false, true],
    ['data events only', [{ IncludeManagementEvents: false, ReadWriteType: 'All' }], [], false, false],
    ['no selector', [], [], false, false],
    ['an advanced selector of both', [], [management()], true, true],
    ['an advanced one of writing', [], [management({ Field: 'readOnly', Equals: ['false'] })], false, true],
    ['an advanced one of reading', [], [management({ Field: 'readOnly', Equals: ['true'] })], true, false],
    [
      'one that leaves a source out',
      [],
      [management({ Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] })],
      true,
      true,
    ],
    ['advanced data events only', [], [DATA], false, false],
    ['any one of several', [], [DATA, management({ Field: 'readOnly', Equals: ['false'] })], false, true],
    ['nothing at all', [], [{ FieldSelectors: [] }], false, false],
  ])('with %s', (_, basic, advanced, reads, writes) => {
    expect(recordedEvents(basic, advanced)).toEqual({ reads, writes });
  });
});
