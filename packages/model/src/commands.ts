/** The command with which a deployer sets a secret; Pulumi asks for the value, so no shell history holds it. */
export function setSecretCommand(stack: string, key: string): string {
  return `npx pulumi config set --secret ${key} --stack ${stack}`;
}
