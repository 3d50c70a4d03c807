import { accountIdSchema } from '../../domain/account.ts';
import { finiteNumber, utcTimestamp } from '../../domain/schema.ts';

export const timestamp = utcTimestamp;

export const number = finiteNumber;

export const accountId = accountIdSchema;
