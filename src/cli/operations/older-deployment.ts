import { awsFailureOf, RootguardError } from '../../domain/errors.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';

/**
 * Reads the settings. Versions before them have exceptions and no settings table: where it alone is missing, rootguard is
 * deployed, and too old for the command. A table under a name that somebody has typed may be missing because of the name.
 * @throws RootguardError `older-deployment`
 */
export async function readSettingsWith<Value>(
  ports: OperatorPorts,
  read: () => Promise<Value>,
): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    const failure = awsFailureOf(error);
    const { name } = ports.tables.settings;
    if (failure?.reason !== 'resource-missing' || failure.resource !== `table ${name}`) throw error;
    if (ports.isSettingsTableNamed) throw error;
    const exceptions = await ports.exceptionsTable.probe();
    if (exceptions.type === 'unreadable') throw error;
    throw new RootguardError(
      'older-deployment',
      `account ${ports.target.caller.account} has the exceptions table and no table ${name}: the rootguard that is deployed there is of a version before settings at run time, and its modes are those of its configuration. Deploy this version (rootguard upgrade --check shows what has changed; docs/lifecycle.md). Where the table has another name, name it: --settings-table.`,
      { cause: error },
    );
  }
}
