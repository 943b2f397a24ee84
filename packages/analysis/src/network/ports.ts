import { text, type Fields } from "@ballast/model";

export interface PortRange {
  from: number;
  to: number;
}

const all: PortRange = { from: 0, to: 65_535 };

/**
 * The TCP or UDP ports to which a rule of a security group admits, a resource of its own or one inside of the group.
 *
 * @returns undefined for a protocol without ports.
 */
export function portsOf(rule: Fields): PortRange | undefined {
  const protocol = text(rule["ipProtocol"] ?? rule["protocol"]).toLowerCase();
  if (["-1", "all", ""].includes(protocol)) return all;
  if (!["tcp", "udp", "6", "17"].includes(protocol)) return undefined;
  const [from, to] = [rule["fromPort"] ?? all.from, rule["toPort"] ?? all.to].map(Number);
  // EC2 reads -1 as all of them.
  return from === undefined || to === undefined || from === -1 ? all : { from, to };
}

/** Whether a port is one of a range's. */
export function hasPort(range: PortRange | undefined, port: number): boolean {
  return range !== undefined && range.from <= port && port <= range.to;
}

/** `443`, `8000–8100` or `all ports`, for people. */
export function portsText(range: PortRange | undefined): string {
  if (range === undefined) return "no port";
  if (range.from === all.from && range.to === all.to) return "all ports";
  return range.from === range.to ? String(range.from) : `${range.from}–${range.to}`;
}
