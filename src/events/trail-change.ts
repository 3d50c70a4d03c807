import { isJsonObject, type JsonObject } from '../domain/json-object.ts';

/**
 * Whether a trail logs all management events after a call of UpdateTrail or PutEventSelectors, by the parameters of the call. In
 * doubt it does not: a notification too many says what to check.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
 */
export function stillLogsManagementEvents(parameters: unknown): boolean {
  if (!isJsonObject(parameters)) return false;
  const { eventSelectors, advancedEventSelectors } = parameters;
  if (Array.isArray(eventSelectors)) return eventSelectors.some(logsAll);
  if (Array.isArray(advancedEventSelectors)) return advancedEventSelectors.some(logsAllByFields);
  return !NARROWING_FLAGS.some((flag) => parameters[flag] === false);
}

/**
 * Which management events a trail logs after a call of PutEventSelectors that leaves some out. With none it may be one for data events
 * alone, which never logged any: the call does not show what was there before. Undefined where it does not show what is left.
 */
export function managementEventsLeft(parameters: unknown): 'some' | 'none' | undefined {
  if (!isJsonObject(parameters)) return undefined;
  const { eventSelectors, advancedEventSelectors } = parameters;
  if (Array.isArray(eventSelectors)) return eventSelectors.every(logsNone) ? 'none' : 'some';
  if (!Array.isArray(advancedEventSelectors)) return undefined;
  return advancedEventSelectors.every(logsNoneByFields) ? 'none' : 'some';
}

const NARROWING_FLAGS = ['isMultiRegionTrail', 'includeGlobalServiceEvents', 'isOrganizationTrail'];

/** Selectors can leave out two services only, and rootguard watches neither. Both settings are on unless they are named. */
function logsAll(selector: unknown): boolean {
  if (!isJsonObject(selector)) return false;
  const { includeManagementEvents = true, readWriteType = 'All' } = selector;
  return includeManagementEvents === true && readWriteType === 'All';
}

function logsNone(selector: unknown): boolean {
  return isJsonObject(selector) && selector.includeManagementEvents === false;
}

function logsNoneByFields(selector: unknown): boolean {
  if (!isJsonObject(selector) || !Array.isArray(selector.fieldSelectors)) return false;
  const fields: readonly unknown[] = selector.fieldSelectors;
  return fields.some((field) => isField(field, 'eventCategory') && !isManagementCategory(field));
}

function logsAllByFields(selector: unknown): boolean {
  if (!isJsonObject(selector) || !Array.isArray(selector.fieldSelectors)) return false;
  const fields: readonly unknown[] = selector.fieldSelectors;
  return (
    fields.some(isManagementCategory) && fields.every((one) => isManagementCategory(one) || onlyExcludes(one))
  );
}

function isManagementCategory(field: unknown): boolean {
  return (
    isField(field, 'eventCategory') && Array.isArray(field.equals) && field.equals.includes('Management')
  );
}

/** The services that write so many events that people leave them out. */
const MAY_BE_EXCLUDED: readonly unknown[] = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];

function onlyExcludes(field: unknown): boolean {
  if (!isField(field, 'eventSource') || !Array.isArray(field.notEquals)) return false;
  return (
    Object.keys(field).length === 2 && field.notEquals.every((service) => MAY_BE_EXCLUDED.includes(service))
  );
}

function isField(field: unknown, name: string): field is JsonObject {
  return isJsonObject(field) && field.field === name;
}
