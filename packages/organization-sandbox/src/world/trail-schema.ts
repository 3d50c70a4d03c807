import * as v from 'valibot';
import { matching, strictObject } from '../contract/shapes.ts';

export const READ_WRITE_TYPES = ['All', 'WriteOnly', 'ReadOnly'] as const;

/** A trail of CloudTrail. By default it records all management events of its own account, in every Region. */
export const trailSchema = strictObject({
  account: matching(/^\d{12}$/, 'expected 12 digits'),
  /** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
  name: matching(
    /^(?=.{3,128}$)[A-Za-z0-9](?:[A-Za-z0-9]|[._-](?![._-]))*[A-Za-z0-9]$/,
    'expected 3 to 128 letters, digits, and single periods, hyphens or underscores',
  ),
  /** Whether it records every account of the organization. */
  organization: v.optional(v.boolean(), false),
  multiRegion: v.optional(v.boolean(), true),
  homeRegion: v.optional(
    matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a Region such as us-east-1'),
    'us-east-1',
  ),
  logging: v.optional(v.boolean(), true),
  /** False for a trail of data events only. */
  managementEvents: v.optional(v.boolean(), true),
  readWrite: v.optional(v.picklist(READ_WRITE_TYPES), 'All'),
  /** In which form GetEventSelectors answers. */
  selectors: v.optional(v.picklist(['basic', 'advanced']), 'basic'),
});

export type Trail = Readonly<v.InferOutput<typeof trailSchema>>;
