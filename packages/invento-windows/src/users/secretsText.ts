/** How both functions read and write Secrets Manager, as Lambda runs it: `secrets.mjs` beside their text. */
export const secretsText = `// @ts-check
import { GetRandomPasswordCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** @typedef {{ username: string, password: string, database?: string }} SecretLogin */

export const secrets = new SecretsManagerClient({});
/** In which a new permission becomes usable, and a server that creates another database ends that. */
export const retryMs = 60_000;

/** @param {unknown} error */
export const nameOf = (error) => (error instanceof Error ? error.name : "");

/** @param {number} tries Those that failed. */
export const pause = (tries) => new Promise((resolve) => setTimeout(resolve, Math.min(5000, 100 * 2 ** tries)));

/** A permission for a new secret takes effect later than IAM says that it has it. @template T @param {() => Promise<T>} act @returns {Promise<T>} */
export async function retried(act) {
  const until = Date.now() + retryMs;
  for (let tries = 0; ; tries += 1)
    try {
      return await act();
    } catch (error) {
      if (nameOf(error) !== "AccessDeniedException" || Date.now() >= until) throw error;
      await pause(tries);
    }
}

/**
 * @param {string} id @param {{ VersionStage?: string, VersionId?: string }} [which]
 * @returns {Promise<{ login: SecretLogin, version: string } | undefined>} undefined where it has no value.
 */
export async function readLogin(id, which = { VersionStage: "AWSCURRENT" }) {
  try {
    const { SecretString: text, VersionId: version } = await retried(() => secrets.send(new GetSecretValueCommand({ SecretId: id, ...which })));
    return text === undefined || version === undefined ? undefined : { login: parsed(id, text), version };
  } catch (error) {
    if (nameOf(error) === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

export async function newPassword() {
  const made = await retried(() => secrets.send(new GetRandomPasswordCommand({ PasswordLength: 40, ExcludePunctuation: true })));
  if (!made.RandomPassword) throw new Error("Secrets Manager made no password.");
  return made.RandomPassword;
}

/** An error of JSON.parse begins with what it could not read, so it goes no further. @param {string} id @param {string} text @returns {SecretLogin} */
function parsed(id, text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const { username, password, database = "" } = value ?? {};
  if (![username, password, database].every((one) => typeof one === "string") || username === "" || password === "")
    throw new Error("The value of secret " + id + " is not JSON with username, password and database as texts. Write such a value.");
  return value;
}
`;
