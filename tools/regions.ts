/**
 * `node tools/regions.ts <endpoints.json> <availability_zones_and_regions.py> <botocore version> <moto version> <month>`: what is
 * known without AWS of its regions, in packages/aws/src/regions/regions.json. Run by hand when AWS has opened a region; then read
 * the difference.
 *
 * - botocore (PyPI, Apache-2.0) ships AWS's own list of endpoints, in botocore/data/endpoints.json of its wheel:
 *   `pip download botocore --no-deps`. It says which services are offered in which regions.
 * - moto (PyPI, Apache-2.0) keeps the zones that its contributors saw in their accounts, in
 *   moto/ec2/models/availability_zones_and_regions.py; for other regions it assumes the usual three.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { servicesByType } from "@ballast/aws/regions";

interface Endpoints {
  partitions: {
    partition: string;
    regions: Record<string, unknown>;
    services: Record<string, { endpoints: Record<string, unknown>; isRegionalized?: boolean }>;
  }[];
}

const out = join(import.meta.dirname, "../packages/aws/src/regions/regions.json");
const services = [...new Set(Object.values(servicesByType))].sort();

const [endpointsPath, zonesPath, botocore, moto, month, ...rest] = process.argv.slice(2);
if (endpointsPath === undefined || zonesPath === undefined || month === undefined || rest.length > 0) {
  console.error(
    "Usage: node tools/regions.ts <botocore's endpoints.json> <moto's availability_zones_and_regions.py> <botocore version> " +
      "<moto version> <month, for example 2026-11>",
  );
  process.exit(2);
}

const { partitions } = JSON.parse(readFileSync(endpointsPath, "utf8")) as Endpoints;
const regions = partitions.flatMap(({ partition, regions: names }) =>
  Object.keys(names).map((region): [string, string] => [region, partition]),
);
const absent = services.map((service): [string, string[]] => {
  const without = partitions.flatMap(({ regions: names, services: known }) => {
    const offered = known[service]?.endpoints ?? {};
    return Object.keys(names).filter((region) => !Object.hasOwn(offered, region));
  });
  return [service, without.sort()];
});
for (const [service, without] of absent)
  if (without.length === regions.length) throw new Error(`botocore knows no service ${service}.`);

const listed = readFileSync(zonesPath, "utf8").split("# Regularized")[0] ?? "";
const zones = new Map<string, string[]>();
for (const [, region = "", letter = ""] of listed.matchAll(/\bname="([a-z-]+-\d+)([a-z])"/g))
  zones.set(region, [...(zones.get(region) ?? []), letter].sort());

/** Where moto lists no zones it assumes these. */
const usualZones = "abc";

const data = {
  source: `botocore ${botocore}, data/endpoints.json; zones: moto ${moto}, ec2/models/availability_zones_and_regions.py; read in ${month}`,
  partitions: Object.fromEntries(regions.sort()),
  usualZones,
  zones: Object.fromEntries([...zones].sort().map(([region, letters]) => [region, letters.join("")])),
  absent: Object.fromEntries(absent.filter(([, without]) => without.length > 0)),
};
writeFileSync(out, `${JSON.stringify(data, null, 2)}\n`);
console.log(
  `${relative(process.cwd(), out)}: ${regions.length} regions, ${zones.size} with zones, ${services.length} services.`,
);
