/**
 * `node tools/instanceTypes.ts <instance_types.json.gz> <limits.go> <moto version> <controller version>`: what the
 * placement planner knows of EC2's instance types, in packages/placement/src/instances/instanceTypes.json. Run by hand
 * when new types are wanted; then read the difference.
 *
 * - moto (PyPI, Apache-2.0) ships AWS's own answers to DescribeInstanceTypes, in
 *   moto/ec2/resources/instance_types.json.gz of its wheel: `pip download moto --no-deps`.
 * - The Amazon VPC resource controller (Go module github.com/aws/amazon-vpc-resource-controller-k8s, Apache-2.0) has in
 *   pkg/aws/vpc/limits.go how many branch interfaces a type carries, which no API of AWS tells. AWS generates that file
 *   from its own data: `go mod download -json github.com/aws/amazon-vpc-resource-controller-k8s@<version>`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";

/** The part of DescribeInstanceTypes that is used here. */
interface Described {
  VCpuInfo: { DefaultVCpus: number };
  MemoryInfo: { SizeInMiB: number };
  GpuInfo?: { Gpus: { Manufacturer: string; Count: number }[] };
  NetworkInfo: { MaximumNetworkInterfaces: number };
  ProcessorInfo: { SupportedArchitectures: string[] };
}

interface Limits {
  interfaces: number;
  branchInterfaces: number;
}

const out = join(import.meta.dirname, "../packages/placement/src/instances/instanceTypes.json");
/** In the order in which packages/placement/src/instances/instanceTypes.ts reads them. */
const columns = ["vCpus", "memoryMiB", "gpus", "networkInterfaces", "branchInterfaces", "architecture"];

const [motoPath, limitsPath, motoVersion, controllerVersion, ...rest] = process.argv.slice(2);
if (
  motoPath === undefined ||
  limitsPath === undefined ||
  motoVersion === undefined ||
  controllerVersion === undefined ||
  rest.length > 0
) {
  console.error(
    "Usage: node tools/instanceTypes.ts <moto's instance_types.json.gz> <the VPC resource controller's limits.go> " +
      "<moto version> <controller version>",
  );
  process.exit(2);
}

const described = JSON.parse(gunzipSync(readFileSync(motoPath)).toString("utf8")) as Record<
  string,
  Described
>;
const limits = limitsOf(readFileSync(limitsPath, "utf8"));
const rows = Object.keys(described)
  .sort()
  .flatMap((name) => {
    const row = rowOf(name, described[name] as Described);
    return row === undefined ? [] : [`    ${JSON.stringify(name)}: ${line(row)}`];
  });
const sources = [
  `moto ${motoVersion} (PyPI), moto/ec2/resources/instance_types.json.gz: answers of EC2 to DescribeInstanceTypes`,
  `amazon-vpc-resource-controller-k8s ${controllerVersion}, pkg/aws/vpc/limits.go (Copyright Amazon.com Inc. or its ` +
    "affiliates, Apache-2.0): branchInterfaces",
];
// Laid out as Prettier would, with one type a line.
const text = `{
  "sources": [
    ${sources.map((source) => JSON.stringify(source)).join(",\n    ")}
  ],
  "columns": ${line(columns)},
  "types": {
${rows.join(",\n")}
  }
}
`;
writeFileSync(out, text);
console.log(`${relative(process.cwd(), out)}: ${rows.length} types of ${Object.keys(described).length}.`);

/** @returns undefined for a type on which no container instance runs, such as a Mac. */
function rowOf(name: string, type: Described): (number | string)[] | undefined {
  // Old types are i386 as well, which ECS is not.
  const architecture = ["x86_64", "arm64"].find((known) =>
    type.ProcessorInfo.SupportedArchitectures.includes(known),
  );
  if (architecture === undefined) return undefined;
  const interfaces = type.NetworkInfo.MaximumNetworkInterfaces;
  const limit = limits.get(name);
  if (limit !== undefined && limit.interfaces !== interfaces) {
    throw new Error(
      `${name} has ${interfaces} network interfaces in ${motoPath}, but ${limit.interfaces} in ${limitsPath}; ` +
        "take versions of about the same date.",
    );
  }
  return [
    type.VCpuInfo.DefaultVCpus,
    type.MemoryInfo.SizeInMiB,
    nvidiaGpus(type),
    interfaces,
    limit?.branchInterfaces ?? 0,
    architecture,
  ];
}

/**
 * The GPUs that ECS can reserve: those of NVIDIA. Types with a part of one (g6f, gr6f) have none: EC2 itself says
 * `Count: 0`, and beside it `LogicalGpuCount: 1` and the `GpuPartitionSize`; a task that asks for a whole GPU has no
 * place there.
 */
function nvidiaGpus({ GpuInfo }: Described): number {
  return (GpuInfo?.Gpus ?? [])
    .filter(({ Manufacturer }) => Manufacturer === "NVIDIA")
    .reduce((sum, { Count }) => sum + Count, 0);
}

/** Reads the map literal of limits.go, as gofmt lays it out. */
function limitsOf(go: string): Map<string, Limits> {
  const found = new Map<string, Limits>();
  for (const [, name = "", body = ""] of go.matchAll(/^\t"([^"]+)":\s*\{\n([\s\S]*?)^\t\},$/gm)) {
    const field = (key: string, value: string) => {
      const [, given] = new RegExp(`^\\t\\t${key}:\\s+(${value}),$`, "m").exec(body) ?? [];
      if (given === undefined) throw new Error(`${limitsPath}: ${name} has no ${key}.`);
      return given;
    };
    const trunks = field("IsTrunkingCompatible", "true|false") === "true";
    found.set(name, {
      interfaces: Number(field("Interface", "\\d+")),
      branchInterfaces: trunks ? Number(field("BranchInterface", "\\d+")) : 0,
    });
  }
  const written = go.match(/^\t\tIsTrunkingCompatible:/gm)?.length ?? 0;
  if (found.size === 0 || found.size !== written) {
    throw new Error(`${limitsPath} has ${written} types, of which ${found.size} could be read.`);
  }
  return found;
}

function line(values: (number | string)[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
}
