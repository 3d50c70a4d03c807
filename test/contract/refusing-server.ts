import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** The responses of calls that are not refused, so that the calls before the refused one succeed. */
const ANSWERS: Readonly<Record<string, object>> = {
  DescribeAccount: { Account: { Id: '333333333333', Name: 'payments', State: 'ACTIVE' } },
  ListAccountsForParent: { Accounts: [] },
  ListRoots: { Roots: [{ Id: 'r-ab12' }] },
  DescribeTrails: { trailList: [{ TrailARN: 'organization' }] },
  GetQueueAttributes: { Attributes: { QueueArn: 'arn:aws:sqs:us-east-1:222222222222:rootguard-triggers' } },
  ListDetectors: { detectorIds: ['d-1'] },
};

/** The same in XML: the lists of a root user without credentials, and a managed policy. */
const XML_RESULTS: Readonly<Record<string, string>> = {
  ListAccessKeys: '<AccessKeyMetadata/>',
  ListSigningCertificates: '<Certificates/>',
  ListMFADevices: '<MFADevices/>',
  GetPolicy: '<Policy><DefaultVersionId>v1</DefaultVersionId></Policy>',
};

/** The operations of the services whose requests are told apart by their path. */
const PATHS: readonly (readonly [path: RegExp, operation: string])[] = [
  [/^\/\d{4}-\d{2}-\d{2}\/account-settings/, 'GetAccountSettings'],
  [/^\/\d{4}-\d{2}-\d{2}\/event-source-mappings/, 'ListEventSourceMappings'],
  [/^\/detector\/./, 'GetDetector'],
  [/^\/detector/, 'ListDetectors'],
];

export interface RefusingServer {
  /** @returns the URL of the endpoint */
  listen(): Promise<string>;
  /** @param code as the service writes it */
  refuse(call: string, code?: string): void;
  close(): void;
}

/** Refuses one call, and answers the others, in the protocols of AWS's services. */
export function createRefusingServer(): RefusingServer {
  let refused = '';
  let refusedWith = '';
  const server = createServer(async (request, response) => {
    const { protocol, operation } = readOperation(request, await text(request));
    const isRefused = operation === refused;
    // The root user of the account has no password.
    const code = isRefused ? refusedWith : operation === 'GetLoginProfile' ? 'NoSuchEntity' : undefined;
    response.writeHead(code === undefined ? 200 : 403, {
      'x-amzn-requestid': 'request-1',
      'content-type': protocol === 'xml' ? 'text/xml' : 'application/x-amz-json-1.1',
    });
    response.end(protocol === 'xml' ? xmlAnswer(operation, code) : jsonAnswer(operation, code));
  });
  return {
    async listen() {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      return `http://127.0.0.1:${address.port}`;
    },
    refuse(call, code = 'AccessDenied') {
      refused = call.split(':')[1] ?? '';
      refusedWith = code;
    },
    close: () => server.close(),
  };
}

function readOperation({ headers, url = '' }: IncomingMessage, body: string) {
  const target = headers['x-amz-target'];
  const byPath = PATHS.find(([path]) => path.test(url))?.[1];
  const ofJson = byPath ?? (target && String(target).split('.').at(-1));
  if (ofJson) return { protocol: 'json', operation: ofJson } as const;
  return { protocol: 'xml', operation: new URLSearchParams(body).get('Action') ?? '' } as const;
}

function jsonAnswer(operation: string, code: string | undefined): string {
  return JSON.stringify(
    code === undefined ? (ANSWERS[operation] ?? {}) : { __type: code, message: 'not allowed' },
  );
}

function xmlAnswer(operation: string, code: string | undefined): string {
  return code === undefined
    ? `<${operation}Response><${operation}Result>${XML_RESULTS[operation] ?? ''}</${operation}Result></${operation}Response>`
    : `<ErrorResponse><Error><Code>${code}</Code><Message>not allowed</Message></Error><RequestId>request-1</RequestId></ErrorResponse>`;
}
