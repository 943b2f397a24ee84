import ipaddr from "ipaddr.js";

/** Addresses of one family, the first and the last as numbers. */
export interface AddressRange {
  family: 4 | 6;
  first: bigint;
  last: bigint;
}

const bits = { 4: 32n, 6: 128n } as const;

/** @returns undefined for what is not a block (`10.0.0.0/8`, `fd00::/8`) or an address. A block need not be canonical. */
export function addressRange(text: unknown): AddressRange | undefined {
  if (typeof text !== "string") return undefined;
  const [address, prefix] = ipaddr.isValidCIDR(text)
    ? ipaddr.parseCIDR(text)
    : ipaddr.isValid(text) && !text.includes("/")
      ? [ipaddr.parse(text), undefined]
      : [];
  if (address === undefined) return undefined;
  const family = address.kind() === "ipv4" ? 4 : 6;
  const number = address.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const size = 2n ** (bits[family] - BigInt(prefix ?? bits[family]));
  const first = number - (number % size);
  return { family, first, last: first + size - 1n };
}

/** An IPv4 block by its first address, as a number, and its prefix. */
export interface AddressBlock {
  start: number;
  prefix: number;
}

/** @returns undefined unless the text is a block, and canonical. */
export function parseCidrBlock(cidrBlock: string): AddressBlock | undefined {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(cidrBlock)) return undefined;
  const [address, prefix] = ipaddr.IPv4.parseCIDR(cidrBlock);
  const start = Number(addressRange(cidrBlock)?.first);
  return start === Number(addressRange(address.toString())?.first) ? { start, prefix } : undefined;
}

/** How many addresses a block of this prefix has. */
export function blockSize(prefix: number): number {
  return 2 ** (32 - prefix);
}

export function blocksOverlap(one: AddressBlock, other: AddressBlock): boolean {
  return one.start < other.start + blockSize(other.prefix) && other.start < one.start + blockSize(one.prefix);
}

/** Whether each address of the inner block is one of the outer block. */
export function blockContains(outer: AddressBlock, inner: AddressBlock): boolean {
  return outer.prefix <= inner.prefix && blocksOverlap(outer, inner);
}
