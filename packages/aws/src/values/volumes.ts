import { fields, isTrue, list, text, type Fields } from "@ballast/model";
import type { RefusesTogether } from "../resourceType.ts";
import { ebsVolumes, taskVolumes, type Range, type VolumeTypes } from "../volumeLimits.ts";
import { numeric } from "./known.ts";
import type { RefusedValue } from "./limit.ts";
import { refused, sources } from "./sources.ts";

interface VolumeNames {
  type: string;
  size: string;
}

/** Checks the size, IOPS and throughput of a block volume against its type and each other. */
function* refusedVolume(
  types: VolumeTypes,
  volume: Fields,
  at: string,
  { type, size }: VolumeNames,
  fallback: string,
): Iterable<RefusedValue> {
  const name = text(volume[type]) || fallback;
  const limits = Object.hasOwn(types, name) ? types[name] : undefined;
  if (limits === undefined) return;
  const gib = numeric(volume[size]);
  if (gib !== undefined) yield* outside(`${at}${size}`, gib, limits.size, `${name} volumes of`, "GiB");
  const iops = numeric(volume["iops"]);
  // The provider treats 0 like an unset value.
  if (iops !== undefined && iops !== 0) {
    if (limits.iops === undefined) yield refused(`${at}iops`, iops, `no IOPS for ${name}`, sources.ebsGuide);
    else {
      const most = Math.min(
        limits.iops.to,
        Math.max(limits.iops.from, (gib ?? Infinity) * (limits.iops.perGiB ?? Infinity)),
      );
      yield* outside(
        `${at}iops`,
        iops,
        { from: limits.iops.from, to: most },
        `for ${name}${gib === undefined ? "" : ` of ${gib} GiB`}`,
        "IOPS",
      );
    }
  } else if (limits.iops?.isRequired)
    yield refused(`${at}iops`, undefined, `${name} with IOPS only`, sources.ebsGuide);
  const throughput = numeric(volume["throughput"]);
  if (throughput === undefined || throughput === 0) return;
  if (limits.throughput === undefined)
    yield refused(`${at}throughput`, throughput, `no throughput for ${name}`, sources.ebsGuide);
  else {
    const provided = iops || (limits.iops?.from ?? Infinity);
    const most = Math.min(limits.throughput.to, provided * limits.throughput.perIops);
    yield* outside(
      `${at}throughput`,
      throughput,
      { from: limits.throughput.from, to: most },
      `for ${name} with ${provided} IOPS`,
      "MiB/s",
    );
  }
}

function* outside(
  path: string,
  value: number,
  { from, to }: Range,
  what: string,
  unit: string,
): Iterable<RefusedValue> {
  if (value >= from && value <= to) return;
  const span = `${from.toLocaleString("en-US")} to ${to.toLocaleString("en-US")} ${unit}`;
  yield refused(path, value, what.endsWith(" of") ? `${what} ${span}` : `${span} ${what}`, sources.ebsGuide);
}

const ec2Names = { type: "volumeType", size: "volumeSize" };

export const volume: RefusesTogether = function* (inputs) {
  yield* refusedVolume(ebsVolumes, inputs, "", { type: "type", size: "size" }, "gp2");
  const type = text(inputs["type"]) || "gp2";
  if (isTrue(inputs["multiAttachEnabled"]) && !/^io[12]$/.test(type))
    yield refused(
      "multiAttachEnabled",
      true,
      `no Multi-Attach for ${type}, but for io1 and io2`,
      sources.apiOfEc2,
    );
};

export const launchTemplateVolumes: RefusesTogether = function* (inputs) {
  for (const [index, mapping] of list(inputs["blockDeviceMappings"]).entries())
    yield* refusedVolume(
      ebsVolumes,
      fields(fields(mapping)["ebs"]),
      `blockDeviceMappings[${index}].ebs.`,
      ec2Names,
      "",
    );
};

export const instanceVolumes: RefusesTogether = function* (inputs) {
  const root = inputs["rootBlockDevice"];
  if (root !== undefined) yield* refusedVolume(ebsVolumes, fields(root), "rootBlockDevice.", ec2Names, "");
  for (const [index, device] of list(inputs["ebsBlockDevices"]).entries())
    yield* refusedVolume(ebsVolumes, fields(device), `ebsBlockDevices[${index}].`, ec2Names, "");
};

export const serviceVolume: RefusesTogether = (inputs) =>
  refusedVolume(
    taskVolumes,
    fields(fields(inputs["volumeConfiguration"])["managedEbsVolume"]),
    "volumeConfiguration.managedEbsVolume.",
    { type: "volumeType", size: "sizeInGb" },
    "",
  );
