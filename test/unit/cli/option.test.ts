import { describe, expect, it } from 'vitest';
import { flag, list, nameOf, optional, required, withDefault } from '../../../src/cli/option.ts';
import { oneOf, wholeNumber } from '../../../src/cli/values.ts';
import { InvalidInputError } from '../../../src/domain/errors.ts';

const number = wholeNumber(1, 10);

function faultsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  return [];
}

describe('an option', () => {
  it('is there or not, where it has no value', () => {
    expect([flag('--all', '').read([]), flag('--all', '').read(['true'])]).toEqual([false, true]);
  });

  it('is undefined when it is optional and not given', () => {
    const option = optional('--most <n>', '', number);
    expect([option.read([]), option.read(['3'])]).toEqual([undefined, 3]);
  });

  it('has what holds otherwise', () => {
    const option = withDefault('--most <n>', '', number, '7');
    expect([option.read([]), option.read(['3'])]).toEqual([7, 3]);
  });

  it('may have to be given', () => {
    const option = required('-m, --most <n>', '', number);
    expect(option.read(['3'])).toBe(3);
    expect(faultsOf(() => option.read([]))).toEqual(['--most: is missing']);
  });

  it('names every fault of a list', () => {
    const option = list('--kind <kind>', '', oneOf(['a', 'b']));
    expect(option.read(['a', 'b', 'a'])).toEqual(['a', 'b', 'a']);
    expect(faultsOf(() => option.read(['a', 'c', 'd']))).toEqual([
      '--kind: got "c", expected a, b',
      '--kind: got "d", expected a, b',
    ]);
  });

  it.each(['0', '11', '1.5', '', 'x', '1e1', '+1'])('is a whole number from 1 to 10, and not %j', (text) => {
    expect(faultsOf(() => optional('--most <n>', '', number).read([text]))).toEqual([
      `--most: got ${JSON.stringify(text)}, expected a whole number from 1 to 10`,
    ]);
  });

  it('is given once', () => {
    expect(faultsOf(() => optional('--most <n>', '', number).read(['1', '2']))).toEqual([
      '--most: is given 2 times',
    ]);
  });

  it('does not hide a defect of what reads it', () => {
    const broken = optional('--most <n>', '', () => {
      throw new TypeError('a defect');
    });
    expect(() => broken.read(['1'])).toThrow(TypeError);
  });

  it('is named by its long form', () => {
    expect([nameOf('-a, --account <account>'), nameOf('<scope>')]).toEqual(['--account', '<scope>']);
  });
});
