import { AwsError } from '../contract/aws-error.ts';

export const validationError = (message: string) => new AwsError('ValidationError', message, 400);
