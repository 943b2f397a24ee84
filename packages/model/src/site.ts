/** The location of a resource, as plain values. */
export interface PlainSite {
  accountId: string;
  partition: string;
  region: string;
}

/** The DNS suffixes of other partitions than `aws`, from the list of partitions that AWS publishes with its SDKs (2026-11). */
const domains: Record<string, string> = {
  "aws-cn": "amazonaws.com.cn",
  "aws-eusc": "amazonaws.eu",
  "aws-iso": "c2s.ic.gov",
  "aws-iso-b": "sc2s.sgov.gov",
  "aws-iso-e": "cloud.adc-e.uk",
  "aws-iso-f": "csp.hci.ic.gov",
};

const usual = "amazonaws.com";

/** The domains of all partitions' services. */
export const serviceDomains: readonly string[] = [usual, ...Object.values(domains)];

/** The domain of a partition's services. */
export function domainOf(partition: string): string {
  return domains[partition] ?? usual;
}
