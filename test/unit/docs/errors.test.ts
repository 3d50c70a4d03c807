import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCodesTable, failureReasonsTable } from '../../../scripts/error-tables.ts';
import { ERROR_CODES } from '../../../src/domain/error-codes.ts';
import { readPage } from './pages.ts';

describe('errors.md', () => {
  const { text } = readPage('errors.md');

  it('explains every code and every failure of AWS as the code does', () => {
    expect(text).toContain(errorCodesTable());
    expect(text).toContain(failureReasonsTable());
  });
});

describe('error codes', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== 'domain/error-codes.ts')
    .map((path) => ({ path, text: readFileSync(`src/${path}`, 'utf8') }));

  it('are all thrown somewhere', () => {
    const unused = Object.keys(ERROR_CODES).filter(
      (code) => !sources.some(({ text }) => text.includes(`'${code}'`)),
    );
    expect(unused).toEqual([]);
  });

  it('are the only codes that docstrings name', () => {
    const unknown = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/(?:RootguardError|InvalidInputError|AwsCallError)[^`*\n]*`([a-z-]+)`/g)]
        .map(([, code = '']) => code)
        .filter((code) => !Object.hasOwn(ERROR_CODES, code))
        .map((code) => `${path}: ${code}`),
    );
    expect(unknown).toEqual([]);
  });

  it('are on every error, except for those that a library or the demo asks for', () => {
    const plain = sources
      .filter(({ text }) => /new Error\(|extends Error\b/.test(text))
      .map(({ path }) => path);
    expect(plain.toSorted()).toEqual([
      'aws/first-contact-retry.ts', // the SDK's way to end its retries; it throws the error of the call
      'domain/errors.ts',
      'lambda/without-secrets.ts', // what Lambda prints, without the secrets of the error
      'local/command-line.ts',
      'local/demo/check.ts',
      'local/deploy.ts',
      'local/poller.ts',
      'runtime/logger.ts', // for what was thrown and is no error
    ]);
  });
});
