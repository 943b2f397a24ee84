import { addressRange, type AddressRange } from "@ballast/model";

/** Whether the ranges have every address of a range among them, however they divide it. */
export function cover(ranges: readonly AddressRange[], { family, first, last }: AddressRange): boolean {
  let next = first;
  const sorted = ranges
    .filter((range) => range.family === family)
    .sort((one, other) => (one.first < other.first ? -1 : 1));
  for (const range of sorted) {
    if (range.first > next) return false;
    if (range.last >= next) next = range.last + 1n;
    if (next > last) return true;
  }
  return false;
}

const everywhere = blocks("0.0.0.0/0", "::/0");

/** Whether an address range, or several together, are the whole internet of a family, by whatever spelling. */
export function isAnywhere(...texts: unknown[]): boolean {
  const ranges = texts.map(addressRange).filter((range) => range !== undefined);
  return everywhere.some((all) => cover(ranges, all));
}

/** What is not routed on the internet: RFC 1918, 6598 and 4193. */
const privateRanges = blocks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");

/** Whether all addresses of a range are private. */
export function isPrivate(text: unknown): boolean {
  const range = addressRange(text);
  return range !== undefined && cover(privateRanges, range);
}

function blocks(...texts: string[]): AddressRange[] {
  return texts.map(addressRange).filter((range) => range !== undefined);
}
