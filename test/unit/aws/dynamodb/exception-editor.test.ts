import { expect, it } from 'vitest';
import { createExceptionEditor } from '../../../../src/aws/dynamodb/exception-editor.ts';
import { exceptionItem } from '../../../../src/aws/dynamodb/exception-item.ts';
import { givenException } from '../../../support/builders.ts';
import { givenRecordedTable } from '../../../support/sent-commands.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

it.each([
  [
    'one that nobody has revoked',
    givenException(),
    'attribute_exists(#scope) AND attribute_not_exists(#revokedAt)',
    undefined,
  ],
  [
    'one that is to end later',
    givenException({ revokedAt: '2026-12-01T00:00:00Z', revokedBy: 'security-lead' }),
    '#revokedAt = :seen',
    '2026-12-01T00:00:00.000Z',
  ],
])(
  'revokes %s only as it was read: who was faster stays on record',
  async (_, exception, condition, seen) => {
    const { table, sent } = givenRecordedTable({ GetItem: { Item: exceptionItem(exception) } });
    await createExceptionEditor(table).revoke(exception.scope, exception.id, 'somebody', NOW);
    const [update] = sent.filter(({ operation }) => operation === 'UpdateItem');
    expect(update?.input).toMatchObject({
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#revokedAt': 'revokedAt' },
    });
    expect(update?.input.ExpressionAttributeValues).toMatchObject(
      seen === undefined ? {} : { ':seen': seen },
    );
  },
);
