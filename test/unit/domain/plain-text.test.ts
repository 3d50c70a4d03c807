import { expect, it } from 'vitest';
import { firstLine, plainText } from '../../../src/domain/plain-text.ts';

it.each([
  ['payments', 'payments'],
  ['a\tb\nc\u2028d', 'a b c d'],
  ['a\r\n\r\nb', 'a b'],
  ['a\vb', 'a b'],
  ['\u001b[31mred\u0007', '[31mred'],
  ['safe\u202etxt.exe', 'safetxt.exe'],
  ['Zahlungen – größer als 10 €', 'Zahlungen – größer als 10 €'],
])('plain text shows %j as %j', (text, shown) => {
  expect(plainText(text)).toBe(shown);
});

it.each([
  ['one line', 'one line'],
  ['the first\nthe second', 'the first'],
  ['', ''],
])('the first line of %j is %j', (text, line) => {
  expect(firstLine(text)).toBe(line);
});
