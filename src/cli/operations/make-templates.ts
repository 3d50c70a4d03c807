import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { Configuration } from '../../installation/configuration.ts';
import type {
  FunctionName,
  FunctionZip,
  MadeTemplates,
  TemplateProgram,
} from '../../installation/template-program.ts';
import { findBeside } from './beside.ts';

/** @throws RootguardError `incomplete-installation` */
export async function makeTemplates(
  configuration: Configuration,
  assetsBucket: string | undefined,
): Promise<MadeTemplates> {
  // Bundled apart: it contains much of the CDK.
  const { templates: program }: { readonly templates: TemplateProgram } = await import(
    pathToFileURL(findBeside('templates.mjs')).href
  );
  const zip = async (name: FunctionName) => describeZip(name, await program.zipOf(name));
  const [canary, consumer, listener, sweeper] = await Promise.all([
    zip('canary'),
    zip('consumer'),
    zip('listener'),
    zip('sweeper'),
  ]);
  const codeKeys = {
    canary: canary.key,
    consumer: consumer.key,
    listener: listener.key,
    sweeper: sweeper.key,
  };
  return {
    zips: [...(configuration.canary === undefined ? [] : [canary]), consumer, listener, sweeper],
    templates: program.synthesize(configuration, { codeKeys, assetsBucket }),
  };
}

function describeZip(name: FunctionName, bytes: Uint8Array): FunctionZip {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { file: `${name}.zip`, bytes, sha256, key: `rootguard/${name}-${sha256}.zip` };
}
