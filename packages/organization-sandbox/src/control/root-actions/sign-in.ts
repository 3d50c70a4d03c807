import { type ActionOfRoot, DONE, refused } from './action.ts';

export const signIn: ActionOfRoot = ({ emit, consoleEvents }, { id, root }) => {
  const isPossible = root.credentials.password !== undefined;
  emit(consoleEvents.signIn(id, 'ConsoleLogin', isPossible ? 'Success' : 'Failure'));
  return isPossible ? DONE : refused('The root user has no password.');
};

/** With a wrong password. */
export const failedSignIn: ActionOfRoot = ({ emit, consoleEvents }, { id }) => {
  emit(consoleEvents.signIn(id, 'ConsoleLogin', 'Failure'));
  return DONE;
};

/** `aws login`: a session of the AWS CLI, by a sign-in in the browser, that lasts up to 12 hours. */
export const signInCli: ActionOfRoot = (context, { id, root }, { region = 'us-east-1' }) => {
  if (root.credentials.password === undefined) return refused('The root user has no password.');
  const { emit, consoleEvents } = context;
  emit(consoleEvents.oauth(id, region, 'AuthorizeOAuth2Access', AUTHORIZATION));
  emit(consoleEvents.oauth(id, region, 'CreateOAuth2Token', { client_id: CLIENT }));
  return DONE;
};

const CLIENT = 'arn:aws:signin:::devtools/same-device';

const AUTHORIZATION = {
  scope: 'openid',
  redirect_uri: 'http://127.0.0.1:53037/oauth/callback',
  code_challenge_method: 'SHA-256',
  client_id: CLIENT,
};
