#!/usr/bin/env node
/** The package is TypeScript: tsx loads it without a build. */
import { readFileSync } from 'node:fs';
import { register } from 'tsx/esm/api';

register();
const { runCommand } = await import('../src/cli/command.ts');
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
process.exitCode = await runCommand(process.argv.slice(2), version);
