import type { TemplateProgram } from '../../src/installation/template-program.ts';
import { zipFunction } from '../function-zip.ts';
import { synthesize } from './synthesize.ts';

/** In a checkout the CDK and the bundler are development dependencies. */
export const templates: TemplateProgram = {
  synthesize,
  zipOf: async (name) => zipFunction(name).bytes,
};
