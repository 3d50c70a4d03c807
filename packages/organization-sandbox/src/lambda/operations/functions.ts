import { AwsError } from '../../contract/aws-error.ts';
import type { Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import {
  arnOf,
  describedFunction,
  type LambdaContext,
  locationOf,
  ofFunction,
  parseRequest,
  requireFunction,
} from '../context.ts';
import { codeEntries, codeOf } from './function-code.ts';
import { settingsEntries, settingsOf } from './function-settings.ts';

const createRequest = { ...ofFunction, ...settingsEntries, Code: object(codeEntries) };

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const createFunction =
  (context: LambdaContext): Operation =>
  (call) => {
    const { FunctionName, Code, ...settings } = parseRequest(createRequest, call);
    const name = FunctionName.split(':').at(-1) ?? FunctionName;
    if (context.functions.get(arnOf(call, name)) !== undefined) {
      throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409);
    }
    const added = { ...locationOf(call), name, code: codeOf(Code), ...settingsOf(settings) };
    return describedFunction(context.functions.register(added));
  };

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const getFunction =
  (context: LambdaContext): Operation =>
  (call) => {
    const found = requireFunction(context, call, parseRequest(ofFunction, call).FunctionName);
    const { reservedConcurrency } = found;
    return {
      Configuration: describedFunction(found),
      ...(reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
      }),
    };
  };

export const getFunctionConfiguration =
  (context: LambdaContext): Operation =>
  (call) =>
    describedFunction(requireFunction(context, call, parseRequest(ofFunction, call).FunctionName));

/** All in one page. */
export const listFunctions =
  (context: LambdaContext): Operation =>
  (call) => ({ Functions: context.functions.list(locationOf(call)).map(describedFunction) });

export const deleteFunction =
  (context: LambdaContext): Operation =>
  (call) => {
    context.functions.delete(requireFunction(context, call, parseRequest(ofFunction, call).FunctionName));
    return {};
  };
