import { readFile } from 'node:fs/promises';
import type { TemplateProgram } from '../../src/installation/template-program.ts';
import { synthesize } from './synthesize.ts';

/** In the package the zips are made, and the CDK is bundled with this module. */
export const templates: TemplateProgram = {
  synthesize,
  zipOf: (name) => readFile(new URL(`../lambda/${name}.zip`, import.meta.url)),
};
