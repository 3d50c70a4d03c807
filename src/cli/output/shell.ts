/** A command line for a shell, with quotes where an argument needs them. */
export function shellLine(...args: readonly string[]): string {
  return args.map(quoted).join(' ');
}

function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
