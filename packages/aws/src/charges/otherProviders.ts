/** Providers of which no resource costs anything: they generate values, or work where Pulumi runs. */
const withoutCharges = new Set([
  "archive",
  "cloudinit",
  "command",
  "docker",
  "docker-build",
  "external",
  "http",
  "local",
  "null",
  "random",
  "std",
  "time",
  "tls",
]);

/** The page of a provider whose resources are free. @returns undefined for a provider whose charges are unknown. */
export function freeProviderPage(type: string): string | undefined {
  const [provider = ""] = type.split(":");
  return withoutCharges.has(provider) ? `https://www.pulumi.com/registry/packages/${provider}/` : undefined;
}
