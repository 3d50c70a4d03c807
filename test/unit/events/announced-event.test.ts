import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/events/catalogue.ts';
import { managementEventsLeft, stillLogsManagementEvents } from '../../../src/events/trail-change.ts';
import { isAnnounced, parseFixture, readEventFixtures } from '../../support/event-fixtures.ts';

const ANNOUNCED = readEventFixtures().filter(isAnnounced);

/** Parts of the records: addresses, names, documents and tokens that nobody who reads the ledger needs. */
const PRIVATE = ['@example.com', '555-555', 'Anaya', 'secret-', '123456', 'Any Street'];

describe('an announced event', () => {
  it('has an address, a document or a token in some of its records', () => {
    const records = JSON.stringify(ANNOUNCED.map(({ event }) => event));
    for (const text of PRIVATE) expect(records).toContain(text);
  });

  it.each(ANNOUNCED)('keeps nothing of what it should not: $name', (fixture) => {
    // Account ids have digits in common with the one-time password.
    const kept = JSON.stringify(parseFixture(fixture)).replaceAll(/\d{12}/g, '');
    for (const text of PRIVATE) expect(kept).not.toContain(text);
  });

  it('has a value of its record for each detail that the catalogue names', () => {
    const read = ANNOUNCED.map(parseFixture).flatMap((parsed) =>
      parsed.type === 'announcement'
        ? Object.keys(parsed.announced.details).map((name) => `${parsed.announced.event.catalogueId} ${name}`)
        : [],
    );
    const named = CATALOGUE.flatMap(({ id, meaning }) =>
      meaning.type === 'event-announced'
        ? Object.keys(meaning.details ?? {}).map((name) => `${id} ${name}`)
        : [],
    );
    // It follows from the selectors.
    const found = 'trail-selectors-narrowed managementEvents';
    expect([...new Set(read)].sort()).toEqual([...named, found].sort());
  });

  it('is cut where what it names is longer than anything that AWS writes', () => {
    const fixture = ANNOUNCED.find(({ name }) => name === 'cloudtrail-stop-logging.stopped');
    if (fixture === undefined) throw new Error('no such fixture');
    const { event } = fixture;
    const long = { ...event, detail: { ...event.detail, requestParameters: { name: 'x'.repeat(5000) } } };
    expect(JSON.stringify(parseFixture({ ...fixture, event: long })).length).toBeLessThan(1500);
  });
});

describe('a trail', () => {
  const management = { field: 'eventCategory', equals: ['Management'] };
  const advanced = (...fieldSelectors: object[]) => ({ advancedEventSelectors: [{ fieldSelectors }] });
  it.each([
    [true, { eventSelectors: [{}] }],
    [true, { eventSelectors: [{ includeManagementEvents: false }, { readWriteType: 'All' }] }],
    [false, { eventSelectors: [] }],
    [false, { eventSelectors: [{ readWriteType: 'WriteOnly' }] }],
    [false, { eventSelectors: [{ includeManagementEvents: false, readWriteType: 'All' }] }],
    [true, advanced(management)],
    [true, advanced(management, { field: 'eventSource', notEquals: ['kms.amazonaws.com'] })],
    [false, advanced(management, { field: 'eventSource', notEquals: ['iam.amazonaws.com'] })],
    [false, advanced(management, { field: 'eventSource', equals: ['kms.amazonaws.com'] })],
    [false, advanced(management, { field: 'readOnly', equals: ['true'] })],
    [false, advanced({ field: 'eventCategory', equals: ['Data'] })],
    [false, { advancedEventSelectors: ['All', {}] }],
    [true, { isMultiRegionTrail: true, s3BucketName: 'other' }],
    [false, { isMultiRegionTrail: false }],
    [false, { includeGlobalServiceEvents: false }],
    [false, { isOrganizationTrail: false }],
    [false, undefined],
    [false, { eventSelectors: ['All'] }],
  ])('logs all management events (%s) after %j', (expected, parameters) => {
    expect(stillLogsManagementEvents(parameters)).toBe(expected);
  });

  const data = { field: 'eventCategory', equals: ['Data'] };
  it.each([
    ['none', { eventSelectors: [{ includeManagementEvents: false, dataResources: [] }] }],
    ['some', { eventSelectors: [{ includeManagementEvents: false }, { readWriteType: 'WriteOnly' }] }],
    ['some', { eventSelectors: ['All'] }],
    ['none', advanced(data)],
    ['some', advanced(management, { field: 'readOnly', equals: ['true'] })],
    ['some', { advancedEventSelectors: [...advanced(data).advancedEventSelectors, {}, 'All'] }],
    ['some', { advancedEventSelectors: ['All'] }],
    [undefined, { isMultiRegionTrail: false }],
    [undefined, undefined],
  ])('logs %s of the management events after %j', (expected, parameters) => {
    expect(managementEventsLeft(parameters)).toBe(expected);
  });
});
