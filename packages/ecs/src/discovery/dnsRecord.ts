import { DnsRecord } from "./discoveryArgs.ts";

/** The record types of Cloud Map, and whether a record contains the port. */
const records: Record<DnsRecord, { type: string; tellsPort: boolean }> = {
  a: { type: "A", tellsPort: false },
  srv: { type: "SRV", tellsPort: true },
};

export function recordType(record: DnsRecord = DnsRecord.A): string {
  return records[record].type;
}

/** False for a record that there is not. */
export function tellsPort(record: DnsRecord = DnsRecord.A): boolean {
  return records[record]?.tellsPort ?? false;
}
