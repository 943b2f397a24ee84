import ipaddr from "ipaddr.js";

/** Addresses of one family, the first and the last as numbers. */
export interface AddressRange {
  family: 4 | 6;
  first: bigint;
  last: bigint;
}

const bits = { 4: 32n, 6: 128n } as const;

/** Read before: rules ask for the same few blocks thousands of times. */
const read = new Map<string, Readonly<AddressRange> | undefined>();

/** @returns undefined for what is not a block (`10.0.0.0/8`, `fd00::/8`) or an address. A block need not be canonical. */
export function addressRange(text: unknown): Readonly<AddressRange> | undefined {
  if (typeof text !== "string") return undefined;
  if (!read.has(text)) read.set(text, readRange(text));
  return read.get(text);
}

function readRange(text: string): AddressRange | undefined {
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

/** The ranges of one family, in order, those that touch or overlap as one. */
export function merged(ranges: readonly AddressRange[], family: AddressRange["family"]): AddressRange[] {
  const all: AddressRange[] = [];
  const sorted = ranges
    .filter((range) => range.family === family)
    .sort((one, other) => (one.first < other.first ? -1 : 1));
  for (const range of sorted) {
    const last = all.at(-1);
    if (last === undefined || range.first > last.last + 1n) all.push({ ...range });
    else if (range.last > last.last) last.last = range.last;
  }
  return all;
}

/** Whether the ranges together contain every address of a range. */
export function cover(ranges: readonly AddressRange[], { family, first, last }: AddressRange): boolean {
  return merged(ranges, family).some((range) => range.first <= first && last <= range.last);
}

/** All addresses of a family. */
export const everything = {
  4: { family: 4, first: 0n, last: 2n ** bits[4] - 1n },
  6: { family: 6, first: 0n, last: 2n ** bits[6] - 1n },
} as const;

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

/** The number of addresses in a block with this prefix length. */
export function blockSize(prefix: number): number {
  return 2 ** (32 - prefix);
}

export function blocksOverlap(one: AddressBlock, other: AddressBlock): boolean {
  return one.start < other.start + blockSize(other.prefix) && other.start < one.start + blockSize(one.prefix);
}

/** Whether the outer block contains the inner block. */
export function blockContains(outer: AddressBlock, inner: AddressBlock): boolean {
  return outer.prefix <= inner.prefix && blocksOverlap(outer, inner);
}
