import { addressRange, cover, everything, parseCidrBlock } from "@ballast/model";
import ipaddr from "ipaddr.js";
import { given, quoted } from "./quoting.ts";
import type { Faults } from "./faults.ts";

export { blocksOverlap, blockSize, parseCidrBlock, type AddressBlock } from "@ballast/model";

/** Whether the blocks together contain every IPv4 address, for example two halves. Invalid blocks are ignored. */
export function coverEverything(cidrBlocks: readonly string[]): boolean {
  const blocks = cidrBlocks.filter((text) => parseCidrBlock(text) !== undefined);
  return cover(
    blocks.flatMap((text) => addressRange(text) ?? []),
    everything[4],
  );
}

/** AWS takes a block only in its canonical form, or silently makes it so, which every later preview shows as a change. */
export function checkCidrBlock(faults: Faults, path: string, cidrBlock: string): void {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(cidrBlock)) {
    faults.add(path, `${quoted(path, cidrBlock)} is not an IPv4 block, for example "10.8.0.0/16".`);
  } else if (parseCidrBlock(cidrBlock) === undefined) {
    const [, prefix] = ipaddr.IPv4.parseCIDR(cidrBlock);
    const canonical = `${ipaddr.IPv4.networkAddressFromCIDR(cidrBlock).toString()}/${prefix}`;
    faults.add(
      path,
      `${quoted(path, cidrBlock)} is not canonical; the block with this prefix starts at ${given(canonical)}.`,
    );
  }
}
