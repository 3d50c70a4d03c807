import { booleanSelector, loadConfig, SelectorType } from '@smithy/core/config';

/** What every client of the SDK has, as far as it concerns where calls go. */
interface ServiceClient {
  readonly config: {
    readonly serviceId: string;
    serviceConfiguredEndpoint?: (() => Promise<string | undefined>) | undefined;
  };
}

/**
 * Lets a client call the `endpoint_url` of the profile whose credentials it uses, or that of the profile's `services` section. The
 * SDK looks for both in the profile that the environment names only. The environment's AWS_ENDPOINT_URL takes precedence.
 * @param profile undefined: the client stays as it is
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function withEndpointOf<Client extends ServiceClient>(
  profile: string | undefined,
  client: Client,
): Client {
  if (profile === undefined) return client;
  const { serviceId } = client.config;
  const isIgnored = loadConfig(IGNORES_ENDPOINTS, { profile });
  const configured = loadConfig(endpointOf(serviceId), { profile });
  client.config.serviceConfiguredEndpoint = async () => ((await isIgnored()) ? undefined : configured());
  return client;
}

/** Lets a client call where another client of the same service calls. */
export function withEndpointLike<Client extends ServiceClient>(other: ServiceClient, client: Client): Client {
  client.config.serviceConfiguredEndpoint = other.config.serviceConfiguredEndpoint;
  return client;
}

type Values = Readonly<Record<string, string | undefined>>;

const IGNORES_ENDPOINTS = {
  environmentVariableSelector: (variables: Values) =>
    booleanSelector({ ...variables }, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', SelectorType.ENV),
  configFileSelector: (profile: Values) =>
    booleanSelector({ ...profile }, 'ignore_configured_endpoint_urls', SelectorType.CONFIG),
  default: false,
};

/** @param serviceId as the SDK says it, such as `Cloudwatch Logs`; blanks become underscores */
function endpointOf(serviceId: string) {
  const name = serviceId.replaceAll(' ', '_');
  return {
    environmentVariableSelector: (variables: Values) =>
      variables[`AWS_ENDPOINT_URL_${name.toUpperCase()}`] || variables.AWS_ENDPOINT_URL || undefined,
    configFileSelector: (profile: Values, sections?: Readonly<Record<string, Values>>) => {
      const section = sections?.[`services.${profile.services}`];
      const ofService = section?.[`${name.toLowerCase()}.endpoint_url`];
      return ofService || profile.endpoint_url || undefined;
    },
    default: undefined,
  };
}
