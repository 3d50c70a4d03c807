import { PassThrough } from 'node:stream';
import type { CliContext } from '../../../src/cli/context.ts';
import { createTerminal } from '../../../src/cli/terminal/terminal.ts';

export interface TerminalOptions {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly colours?: boolean;
}

/** A terminal whose input and outputs are streams of the test. */
export function givenTerminal({ isTTY = true, columns = 80, colours = true }: TerminalOptions = {}) {
  const stream = () => Object.assign(new PassThrough(), { isTTY, columns });
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  const seen = { stdout: '', stderr: '' };
  stdout.on('data', (text: Buffer) => {
    seen.stdout += text.toString();
  });
  stderr.on('data', (text: Buffer) => {
    seen.stderr += text.toString();
  });
  const terminal = createTerminal({ stdin, stdout, stderr }, colours);
  return { terminal, seen, type: (text: string) => stdin.write(text), hangUp: () => stdin.end() };
}

export function givenContext(options: TerminalOptions = {}, interrupted = new AbortController().signal) {
  const double = givenTerminal(options);
  const said: string[] = [];
  const notHere = () => Promise.reject(new Error('not part of this test'));
  const context: CliContext = {
    terminal: double.terminal,
    outputFormat: 'table',
    interrupted,
    installation: async () => undefined,
    settings: notHere,
    ports: notHere,
    portsOf: notHere,
    remover: notHere,
    profileOf: async () => undefined,
    profile: async () => undefined,
    identity: async () => undefined,
    say: (line) => said.push(line),
    close: async () => {},
  };
  return { ...double, context, said };
}
