import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const HAS_CFN_LINT = spawnSync('cfn-lint', ['--version']).status === 0;

/** What cfn-lint reports on templates, by the names of their files, which end with `.template.json`; empty if nothing. */
export function cfnLint(templates: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'rootguard-lint-'));
  try {
    for (const [file, text] of templates) writeFileSync(join(folder, file), text);
    const { stdout, stderr } = spawnSync('cfn-lint', [join(folder, '*.template.json')], { encoding: 'utf8' });
    return `${stdout}${stderr}`.trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
