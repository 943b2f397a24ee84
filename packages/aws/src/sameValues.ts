import { text } from "@ballast/model";
import type { SameValue } from "./resourceType.ts";

// Values that the provider treats as equal, for entries of several services.

export const inAnyCase: SameValue = (before, after) =>
  text(before).toLowerCase() === text(after).toLowerCase();

/** `-1` and `all`, `6` and `tcp` (`protocolForValue` in internal/service/ec2/vpc_security_group.go, read in November 2026). */
export const sameProtocol: SameValue = (before, after) => protocolNumber(before) === protocolNumber(after);

const numbers: Readonly<Record<string, string>> = { all: "-1", icmp: "1", tcp: "6", udp: "17", icmpv6: "58" };

/** The protocol of a rule as EC2 numbers it: `6` for `tcp`; other texts in lower case. */
export function protocolNumber(value: unknown): string {
  const name = text(value).trim().toLowerCase();
  return numbers[name] ?? name;
}
