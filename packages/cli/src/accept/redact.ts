/** Names of environment variables whose values must not be printed. */
const secretName = /SECRET|TOKEN|PASSPHRASE|PASSWORD|CREDENTIAL/i;
const shortest = 6;
const longest = 4000;

/** Replaces the values of secret environment variables, and truncates a long text at its start. */
export function redacted(text: string, env?: NodeJS.ProcessEnv): string {
  const clean = withoutSecrets(text, env);
  return clean.length > longest ? `… ${clean.slice(-longest)}` : clean;
}

/**
 * As `redacted`, without truncation. The text must consist of whole lines, because a part of a secret is not
 * recognized.
 */
export function withoutSecrets(text: string, env: NodeJS.ProcessEnv = process.env): string {
  const secrets = Object.entries(env)
    .flatMap(([name, value = ""]) => (secretName.test(name) && value.length >= shortest ? [value] : []))
    .sort((one, other) => other.length - one.length);
  return secrets.reduce((all, secret) => all.replaceAll(secret, "[secret]"), text);
}
