import type { ServerResponse } from 'node:http';
import { isJsonObject, type JsonObject, parseJsonObject } from '../contract/json.ts';
import { rewriteAnswer } from './answer.ts';

/** The keys of tables, which dynalite does not know. */
export interface TableEncryption {
  /** Adds the encryption of a table to the answers that describe one. */
  complete(operation: string, request: Buffer, response: ServerResponse): void;
}

/** The field of the answer that describes the table. */
const DESCRIBED_IN: Readonly<Record<string, string>> = {
  CreateTable: 'TableDescription',
  DescribeTable: 'Table',
};

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SSEDescription.html */
export function createTableEncryption(): TableEncryption {
  const keys = new Map<string, string>();
  return {
    complete(operation, request, response) {
      const field = DESCRIBED_IN[operation];
      if (field === undefined) return;
      rewriteAnswer(response, (answer) => {
        const table = answer[field];
        if (!isJsonObject(table)) return undefined;
        const name = String(table.TableName);
        if (operation === 'CreateTable') note(name, keyOf(table, parseJsonObject(request.toString('utf8'))));
        const key = keys.get(name);
        if (key === undefined) return undefined;
        const SSEDescription = { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: key };
        return { ...answer, [field]: { ...table, SSEDescription } };
      });
    },
  };

  /** Also of a table that was deleted and is created again without a key. */
  function note(name: string, key: string | undefined): void {
    if (key === undefined) keys.delete(name);
    else keys.set(name, key);
  }
}

/** The ARN of the key; undefined for one that AWS owns. A key may be named by its id. */
function keyOf(table: JsonObject, request: JsonObject | undefined): string | undefined {
  const specification = request?.SSESpecification;
  if (!isJsonObject(specification) || specification.Enabled !== true) return undefined;
  const [, partition, , region, account] = String(table.TableArn).split(':');
  const key = String(specification.KMSMasterKeyId ?? 'aws-dynamodb');
  return key.startsWith('arn:') ? key : `arn:${partition}:kms:${region}:${account}:key/${key}`;
}
