import * as v from 'valibot';
import type { Operation } from '../../contract/operation.ts';
import {
  describedFunction,
  type LambdaContext,
  ofFunction,
  parseRequest,
  requireFunction,
} from '../context.ts';
import { codeEntries, codeOf } from './function-code.ts';
import { settingsEntries, settingsOf } from './function-settings.ts';

const codeRequest = { ...ofFunction, ...codeEntries, DryRun: v.optional(v.boolean(), false) };

/** What runs in this process stays the same. https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export const updateFunctionCode =
  (context: LambdaContext): Operation =>
  (call) => {
    const { FunctionName, DryRun, ...location } = parseRequest(codeRequest, call);
    const found = requireFunction(context, call, FunctionName);
    const code = codeOf(location);
    return describedFunction(DryRun ? found : context.functions.changeCode(found, code));
  };

const configurationRequest = { ...ofFunction, ...settingsEntries };

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export const updateFunctionConfiguration =
  (context: LambdaContext): Operation =>
  (call) => {
    const { FunctionName, ...settings } = parseRequest(configurationRequest, call);
    const found = requireFunction(context, call, FunctionName);
    return describedFunction(context.functions.change(found, settingsOf(settings)));
  };
