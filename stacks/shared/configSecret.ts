import * as pulumi from "@pulumi/pulumi";

/**
 * Whether the engine says that a value of the stack's configuration is stored encrypted. `Config.getSecret` treats every
 * value as a secret, however it is stored; the SDK knows the difference, but keeps the function out of its types.
 *
 * @param key With its namespace: `ballast:registryCredentials`.
 * @throws {Error} if a new version of the SDK has no such function: what cannot be checked does not pass.
 */
export function isConfigSecret(key: string): boolean {
  const { isConfigSecret: known } = pulumi.runtime as unknown as {
    isConfigSecret?: (key: string) => boolean;
  };
  if (known === undefined)
    throw new Error("This version of @pulumi/pulumi does not say which configuration is encrypted.");
  return known(key);
}
