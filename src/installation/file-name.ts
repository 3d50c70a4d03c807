/** Where `rootguard init` writes the configuration, and where it is read from unless another file is named. */
export const CONFIGURATION_FILE = 'rootguard.json';

/** The environment variable that names another file. */
export const CONFIGURATION_VARIABLE = 'ROOTGUARD_CONFIG';
