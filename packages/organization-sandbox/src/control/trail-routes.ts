import * as v from 'valibot';
import { strictObject, text } from '../contract/shapes.ts';
import { READ_WRITE_TYPES, type Trail } from '../world/trail-schema.ts';
import type { Trails } from '../world/trails.ts';
import { invalid, ok, parsed, type Routes } from './response.ts';
import { accountId } from './schemas.ts';

/** `account` and `homeRegion` are needed only where several trails have the name. */
const trailChangeSchema = strictObject({
  name: text,
  account: v.exactOptional(accountId),
  homeRegion: v.exactOptional(text),
  logging: v.exactOptional(v.boolean()),
  readWrite: v.exactOptional(v.picklist(READ_WRITE_TYPES)),
});

/** The trails of CloudTrail, which can be stopped and narrowed without an administrator's call. */
export const trailRoutes = ({ trails }: { readonly trails: Trails }): Routes => ({
  'GET /_sandbox/trails': () => ok(trails.list()),
  'POST /_sandbox/trails': parsed(trailChangeSchema, ({ name, account, homeRegion, ...change }) => {
    const found = trails
      .named(name)
      .filter((trail) => trail.account === (account ?? trail.account))
      .filter((trail) => trail.homeRegion === (homeRegion ?? trail.homeRegion));
    const [trail] = found;
    if (trail === undefined) {
      return invalid([{ path: 'name', message: `there is no such trail, only ${described(trails.list())}` }]);
    }
    if (found.length > 1) {
      const message = `several trails have that name: ${described(found)}; add account or homeRegion`;
      return invalid([{ path: 'name', message }]);
    }
    return ok(trails.change(trail, change));
  }),
});

const described = (trails: readonly Trail[]): string =>
  trails.length === 0
    ? 'none'
    : trails.map(({ name, account, homeRegion }) => `${name} of ${account} in ${homeRegion}`).join(', ');
