import * as z from 'zod/mini';
import { en } from 'zod/v4/locales';

/*
 * The service reads its input with zod/mini, because a cold start loads and builds all of its schemas: they are the same
 * as zod's, with functions in place of methods, and they come without words for what is wrong. Here they get them.
 * No code is made at run time either: each schema is used a few times, and making code for it costs more than it saves.
 * @see https://zod.dev/packages/mini
 */
z.config({ ...en(), jitless: true });

/** Text that a check brands, such as an account id. */
export const branded = <Brand extends string>(isBrand: (text: string) => text is Brand, message: string) =>
  z.custom<Brand>((value) => typeof value === 'string' && isBrand(value), message);
