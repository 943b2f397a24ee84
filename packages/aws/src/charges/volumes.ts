import { number, text } from "@ballast/model";
import { hasSnapshots } from "../snapshots.ts";
import { ebsVolumes } from "../volumeLimits.ts";
import { sized, use, type ChargeItem, type ChargeItems } from "./terms.ts";

interface Volume {
  /** GiB, which AWS bills as GB. */
  size: unknown;
  /** @default gp2 */
  type?: unknown;
  iops?: unknown;
  throughput?: unknown;
}

/** IOPS of an io2 volume in the first of three price tiers (aws.amazon.com/ebs/pricing). */
const firstIops = 32_000;

/** Charges for volumes with the same settings. @param of What they are attached to: `2 instances`. */
export function volumeItems(volume: Volume, count: number, of = ""): readonly ChargeItem[] {
  return sized(volume.size, of === "" ? "a volume" : `volumes of ${of}`, (gigabytes) =>
    itemsOf(gigabytes, volume, count, of),
  );
}

function itemsOf(
  gigabytes: number,
  { type: given, iops, throughput }: Volume,
  count: number,
  of: string,
): ChargeItem[] {
  const type = text(given) || "gp2";
  const before = of === "" ? "" : `${of} × `;
  const items: ChargeItem[] = [
    { dimension: `ebs/${type}`, amount: gigabytes * count, how: `${before}${gigabytes} GB` },
  ];
  const { from: freeIops } = ebsVolumes.gp3.iops;
  const { from: freeThroughput } = ebsVolumes.gp3.throughput;
  const beyond = number(iops) - (type === "gp3" ? freeIops : 0);
  if (["gp3", "io1", "io2"].includes(type) && beyond > 0) {
    const first = type === "io2" ? Math.min(beyond, firstIops) : beyond;
    items.push({
      dimension: `ebsIops/${type}`,
      amount: first * count,
      how: `${before}${first} IOPS${type === "gp3" ? ` above ${freeIops}` : ""}`,
    });
    // The third price tier begins at twice that number.
    const second = Math.min(beyond - first, firstIops);
    for (const [from, more] of [
      [firstIops, second],
      [2 * firstIops, beyond - first - second],
    ] as const)
      if (more > 0)
        items.push({
          dimension: `ebsIopsBeyond/${type}/${from}`,
          amount: more * count,
          how: `${before}${more} IOPS above ${from}`,
        });
  }
  const more = number(throughput) - freeThroughput;
  if (type === "gp3" && more > 0)
    items.push({
      dimension: "ebsThroughput/gp3",
      amount: more * count,
      how: `${before}${more} MiB/s above ${freeThroughput}`,
    });
  return items;
}

export const volumeCharges: ChargeItems = ({ inputs, usage, others }) => [
  ...volumeItems(inputs as unknown as Volume, 1),
  ...(hasSnapshots({ inputs }, others) ? [use(usage, "ebs.snapshots", "snapshotGigabytes")] : []),
];
