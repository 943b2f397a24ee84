import { Faults, listed } from "@ballast/contracts";
import { Throughput } from "./modes.ts";
import type { RexrayEfsArgs } from "./args.ts";

/** Options that REX-Ray's driver for EFS accepted and ignored, as the file system has neither. */
const ignored: Readonly<Record<string, string>> = {
  size: "a file system grows by itself",
  iops: "a file system has no IOPS to choose",
  availabilityzone: "a file system is available in every zone that has a subnet",
  encrypted: "every file system here is encrypted",
};

/**
 * Converts the options of a `rexray/efs` volume in a task definition (`driverOpts`) to current EFS settings. The driver read
 * one: the type `maxIO` asked for EFS's performance mode Max I/O, and everything else got General Purpose (rexray/rexray,
 * efs_storage.go, read 2026-11-26). Elastic throughput, which EFS has for General Purpose alone, replaces it.
 *
 * @throws {pulumi.InputPropertiesError} with every option that has no meaning for a file system.
 */
export function rexrayFileSystem(options: Record<string, string>): Pick<RexrayEfsArgs, "throughput"> {
  const faults = new Faults("A file system of REX-Ray");
  let throughput: Throughput = Throughput.Bursting;
  for (const [name, value] of Object.entries(options)) {
    const key = name.toLowerCase();
    if (key === "type" || key === "volumetype") {
      if (value.toLowerCase() === "maxio") throughput = Throughput.Elastic;
      continue;
    }
    const why = Object.hasOwn(ignored, key) ? ignored[key] : undefined;
    faults.add(
      `options.${name}`,
      why === undefined
        ? `is an unknown option; allowed: ${listed(["type"])}.`
        : `had no effect with REX-Ray: ${why}. Leave it out.`,
    );
  }
  faults.throwIfAny();
  return { throughput };
}
