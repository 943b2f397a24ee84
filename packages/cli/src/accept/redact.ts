/** Names of environment variables whose values nobody is to see. */
const secretName = /SECRET|TOKEN|PASSPHRASE|PASSWORD|CREDENTIAL/i;
const shortest = 6;
const longest = 4000;

/** Replaces values of this process's secret environment variables, and cuts what is long to its end. */
export function redacted(text: string, env?: NodeJS.ProcessEnv): string {
  const clean = withoutSecrets(text, env);
  return clean.length > longest ? `… ${clean.slice(-longest)}` : clean;
}

/** The same, as long as it is. A text must be whole lines: a part of a secret is not known for one. */
export function withoutSecrets(text: string, env: NodeJS.ProcessEnv = process.env): string {
  const secrets = Object.entries(env)
    .flatMap(([name, value = ""]) => (secretName.test(name) && value.length >= shortest ? [value] : []))
    .sort((one, other) => other.length - one.length);
  return secrets.reduce((all, secret) => all.replaceAll(secret, "[secret]"), text);
}
