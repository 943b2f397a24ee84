import { number, text } from "@ballast/model";
import { isSnapshotted } from "../snapshots.ts";
import { ebsVolumes } from "../volumeLimits.ts";
import { sized, use, type ChargeItem, type ChargeItems } from "./terms.ts";

interface Volume {
  /** In GiB, which AWS's bill calls GB. */
  size: unknown;
  /** @default gp2 */
  type?: unknown;
  iops?: unknown;
  throughput?: unknown;
}

/** Volumes of one kind. @param of What they belong to: `2 instances`. */
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
  if (["gp3", "io1", "io2"].includes(type) && beyond > 0)
    items.push({
      dimension: `ebsIops/${type}`,
      amount: beyond * count,
      how: `${before}${beyond} IOPS${type === "gp3" ? ` beyond ${freeIops}` : ""}`,
    });
  const more = number(throughput) - freeThroughput;
  if (type === "gp3" && more > 0)
    items.push({
      dimension: "ebsThroughput/gp3",
      amount: more * count,
      how: `${before}${more} MiB/s beyond ${freeThroughput}`,
    });
  return items;
}

export const volumeCharges: ChargeItems = ({ inputs, usage, others }) => [
  ...volumeItems(inputs as unknown as Volume, 1),
  ...(isSnapshotted(
    inputs,
    others("aws:dlm/lifecyclePolicy:LifecyclePolicy").map((policy) => policy.inputs),
  )
    ? [use(usage, "ebs.snapshots", "snapshotGigabytes")]
    : []),
];
