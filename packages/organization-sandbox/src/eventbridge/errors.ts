import { AwsError } from '../contract/aws-error.ts';

export const validationException = (message: string): AwsError =>
  new AwsError('ValidationException', message);

export const resourceNotFound = (message: string): AwsError =>
  new AwsError('ResourceNotFoundException', message);

export const busNotFound = (name: string): AwsError => resourceNotFound(`Event bus ${name} does not exist.`);

export const ruleNotFound = (name: string, busName: string): AwsError =>
  resourceNotFound(`Rule ${name} does not exist on EventBus ${busName}.`);

export const invalidEventPattern = (reason: string): AwsError =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
