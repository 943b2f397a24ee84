/** Names of environment variables whose values nobody is to see. */
const secretName = /SECRET|TOKEN|PASSPHRASE|PASSWORD|CREDENTIAL/i;
const shortest = 6;
const longest = 4000;

/** Replaces values of this process's secret environment variables, and cuts what is long to its end. */
export function redacted(text: string, env: NodeJS.ProcessEnv = process.env): string {
  const secrets = Object.entries(env)
    .flatMap(([name, value = ""]) => (secretName.test(name) && value.length >= shortest ? [value] : []))
    .sort((one, other) => other.length - one.length);
  const clean = secrets.reduce((all, secret) => all.replaceAll(secret, "[secret]"), text);
  return clean.length > longest ? `… ${clean.slice(-longest)}` : clean;
}
