import type { Fields } from "@ballast/model";

export interface PortRange {
  from: number;
  to: number;
}

const all: PortRange = { from: 0, to: 65_535 };

export type Transport = "tcp" | "udp";

const numbers: Record<string, Transport> = { tcp: "tcp", "6": "tcp", udp: "udp", "17": "udp" };

/**
 * The ports that a rule of a security group or network ACL allows, as an inline rule or a separate resource.
 *
 * @param transport - The transport protocol of interest. @default - either
 *
 * @returns undefined for a protocol without ports, and for another transport.
 */
export function portsOf(rule: Fields, transport?: Transport): PortRange | undefined {
  const protocol = word(rule["ipProtocol"] ?? rule["protocol"]);
  if (["-1", "all", ""].includes(protocol)) return all;
  const given = numbers[protocol];
  if (given === undefined || (transport !== undefined && given !== transport)) return undefined;
  const [from, to] = [rule["fromPort"] ?? all.from, rule["toPort"] ?? all.to].map(Number);
  // EC2 interprets -1 as all ports.
  return from === undefined || to === undefined || from === -1 ? all : { from, to };
}

/** A program may give the protocol's number as a number or text. */
function word(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value).trim().toLowerCase() : "";
}

/** Whether two ranges have a port in common. */
export function overlap(one: PortRange, other: PortRange): boolean {
  return one.from <= other.to && other.from <= one.to;
}

/** Whether a range contains a port. */
export function hasPort(range: PortRange | undefined, port: number): boolean {
  return range !== undefined && range.from <= port && port <= range.to;
}

/** `443`, `8000–8100` or `all ports`, for display. */
export function portsText(range: PortRange | undefined): string {
  if (range === undefined) return "no port";
  if (range.from === all.from && range.to === all.to) return "all ports";
  return range.from === range.to ? String(range.from) : `${range.from}–${range.to}`;
}
