import type { Service } from '../contract/operation.ts';
import type { LambdaContext } from './context.ts';
import { getAccountSettings } from './operations/account-settings.ts';
import {
  createEventSourceMapping,
  deleteEventSourceMapping,
  getEventSourceMapping,
  listEventSourceMappings,
  updateEventSourceMapping,
} from './operations/event-source-mappings.ts';
import {
  deleteFunctionConcurrency,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from './operations/function-concurrency.ts';
import {
  createFunction,
  deleteFunction,
  getFunction,
  getFunctionConfiguration,
  listFunctions,
} from './operations/functions.ts';
import { updateFunctionCode, updateFunctionConfiguration } from './operations/update-function.ts';

const FUNCTIONS = '/2015-03-31/functions';
const MAPPINGS = '/2015-03-31/event-source-mappings';

/** Every operation, with its path: https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
export const LAMBDA_ROUTES = {
  GetAccountSettings: 'GET /2016-08-19/account-settings',
  CreateFunction: `POST ${FUNCTIONS}`,
  ListFunctions: `GET ${FUNCTIONS}`,
  GetFunction: `GET ${FUNCTIONS}/{FunctionName}`,
  DeleteFunction: `DELETE ${FUNCTIONS}/{FunctionName}`,
  GetFunctionConfiguration: `GET ${FUNCTIONS}/{FunctionName}/configuration`,
  UpdateFunctionConfiguration: `PUT ${FUNCTIONS}/{FunctionName}/configuration`,
  UpdateFunctionCode: `PUT ${FUNCTIONS}/{FunctionName}/code`,
  PutFunctionConcurrency: 'PUT /2017-10-31/functions/{FunctionName}/concurrency',
  DeleteFunctionConcurrency: 'DELETE /2017-10-31/functions/{FunctionName}/concurrency',
  GetFunctionConcurrency: 'GET /2019-09-30/functions/{FunctionName}/concurrency',
  CreateEventSourceMapping: `POST ${MAPPINGS}`,
  ListEventSourceMappings: `GET ${MAPPINGS}`,
  GetEventSourceMapping: `GET ${MAPPINGS}/{UUID}`,
  UpdateEventSourceMapping: `PUT ${MAPPINGS}/{UUID}`,
  DeleteEventSourceMapping: `DELETE ${MAPPINGS}/{UUID}`,
};

/** The control plane of Lambda. Functions run in the process that registers them, if at all. */
export const createLambda = (context: LambdaContext): Service => ({
  name: 'lambda',
  operations: {
    GetAccountSettings: getAccountSettings(context),
    CreateFunction: createFunction(context),
    ListFunctions: listFunctions(context),
    GetFunction: getFunction(context),
    DeleteFunction: deleteFunction(context),
    GetFunctionConfiguration: getFunctionConfiguration(context),
    UpdateFunctionConfiguration: updateFunctionConfiguration(context),
    UpdateFunctionCode: updateFunctionCode(context),
    PutFunctionConcurrency: putFunctionConcurrency(context),
    DeleteFunctionConcurrency: deleteFunctionConcurrency(context),
    GetFunctionConcurrency: getFunctionConcurrency(context),
    CreateEventSourceMapping: createEventSourceMapping(context),
    ListEventSourceMappings: listEventSourceMappings(context),
    GetEventSourceMapping: getEventSourceMapping(context),
    UpdateEventSourceMapping: updateEventSourceMapping(context),
    DeleteEventSourceMapping: deleteEventSourceMapping(context),
  },
});
