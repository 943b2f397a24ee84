import { addressRange, cover, everything, merged, type AddressRange } from "@ballast/model";

/**
 * Address ranges that are not routed on the internet (IANA's special-purpose address registry, 2026-11), in
 * order; and multicast.
 */
export const unrouted = blocks(
  ...[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
  ],
  ...["192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"],
  // The rest of IPv6: global unicast is 2000::/3.
  ...["::/3", "4000::/2", "8000::/1"],
);

/**
 * Whether address ranges together cover at least half of the internet, in any notation: `0.0.0.0/0`,
 * `1.2.3.4/0`, two halves, or all but a small range. A rule with such ranges restricts nothing.
 */
export function isAnywhere(...texts: unknown[]): boolean {
  const ranges = texts.map(addressRange).filter((range) => range !== undefined);
  return ([4, 6] as const).some((family) => {
    const routed = (some: AddressRange[]) =>
      size(merged([...some, ...unrouted], family)) - size(merged(unrouted, family));
    return 2n * routed(ranges) >= routed([everything[family]]);
  });
}

function size(ranges: AddressRange[]): bigint {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

/** Private ranges: RFC 1918, 6598 and 4193. */
const privateRanges = blocks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");

/** Whether all addresses of a range are private. */
export function isPrivate(text: unknown): boolean {
  const range = addressRange(text);
  return range !== undefined && cover(privateRanges, range);
}

function blocks(...texts: string[]): AddressRange[] {
  return texts.map(addressRange).filter((range) => range !== undefined);
}
