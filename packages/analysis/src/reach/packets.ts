import { addressRange, everything, merged, type AddressRange } from "@ballast/model";
import type { PortRange } from "../network/ports.ts";

/** All packets to, or from, one address range and one port range. */
export interface Packets {
  addresses: AddressRange;
  ports: PortRange;
}

/** The packets of `some` that are not in `taken`: up to four pieces. */
function without(some: Packets, taken: Packets): Packets[] {
  const { addresses, ports } = some;
  const first = max(addresses.first, taken.addresses.first);
  const last = min(addresses.last, taken.addresses.last);
  const from = Math.max(ports.from, taken.ports.from);
  const to = Math.min(ports.to, taken.ports.to);
  if (addresses.family !== taken.addresses.family || first > last || from > to) return [some];
  const pieces: Packets[] = [
    { addresses: { ...addresses, last: first - 1n }, ports },
    { addresses: { ...addresses, first: last + 1n }, ports },
    { addresses: { ...addresses, first, last }, ports: { from: ports.from, to: from - 1 } },
    { addresses: { ...addresses, first, last }, ports: { from: to + 1, to: ports.to } },
  ];
  return pieces.filter((one) => one.addresses.first <= one.addresses.last && one.ports.from <= one.ports.to);
}

/** The packets of `some` that are in none of the others. */
export function remaining(some: readonly Packets[], others: readonly Packets[]): Packets[] {
  return others
    .reduce<readonly Packets[]>((left, other) => left.flatMap((one) => without(one, other)), some)
    .slice();
}

/** How many of the packets the others contain. */
export function share(some: readonly Packets[], others: readonly Packets[]): "all" | "some" | "none" {
  const left = remaining(some, others);
  if (left.length === 0) return "all";
  return count(left) === count(some) ? "none" : "some";
}

function count(some: readonly Packets[]): bigint {
  return some.reduce(
    (sum, { addresses: { first, last }, ports: { from, to } }) =>
      sum + (last - first + 1n) * BigInt(to - from + 1),
    0n,
  );
}

/** All IPv4 addresses outside the ranges. */
export function complement(ranges: readonly AddressRange[]): AddressRange[] {
  let next = everything[4].first;
  const gaps: AddressRange[] = [];
  for (const { first, last } of merged(ranges, 4)) {
    if (next < first) gaps.push({ family: 4, first: next, last: first - 1n });
    next = last + 1n;
  }
  return next > everything[4].last ? gaps : [...gaps, { family: 4, first: next, last: everything[4].last }];
}

export function packetsOf(blocks: readonly unknown[], ports: PortRange): Packets[] {
  return blocks.flatMap((block) => {
    const addresses = addressRange(block);
    return addresses === undefined ? [] : [{ addresses, ports }];
  });
}

const max = (one: bigint, other: bigint): bigint => (one > other ? one : other);
const min = (one: bigint, other: bigint): bigint => (one < other ? one : other);
