import { utcTimestamp } from '../../domain/schema.ts';

export const timestamp = utcTimestamp;
