import { limitedNumber } from '../../contract/constraints.ts';
import type { Operation } from '../../contract/operation.ts';
import { type LambdaContext, ofFunction, parseRequest, requireFunction } from '../context.ts';

const putRequest = {
  ...ofFunction,
  ReservedConcurrentExecutions: limitedNumber({ min: 0, max: Number.MAX_SAFE_INTEGER }),
};

/** With 0 the function is not invoked any more. https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
export const putFunctionConcurrency =
  (context: LambdaContext): Operation =>
  (call) => {
    const { FunctionName, ReservedConcurrentExecutions } = parseRequest(putRequest, call);
    context.functions.reserve(requireFunction(context, call, FunctionName), ReservedConcurrentExecutions);
    return { ReservedConcurrentExecutions };
  };

export const deleteFunctionConcurrency =
  (context: LambdaContext): Operation =>
  (call) => {
    const { FunctionName } = parseRequest(ofFunction, call);
    context.functions.reserve(requireFunction(context, call, FunctionName), undefined);
    return {};
  };

export const getFunctionConcurrency =
  (context: LambdaContext): Operation =>
  (call) => {
    const { FunctionName } = parseRequest(ofFunction, call);
    const { reservedConcurrency } = requireFunction(context, call, FunctionName);
    return { ReservedConcurrentExecutions: reservedConcurrency };
  };
