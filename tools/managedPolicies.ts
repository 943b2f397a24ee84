/**
 * `node tools/managedPolicies.ts [--check | --help]`: what AWS's own policies allow, in packages/analysis/src/iam/managed/policies.json. Run
 * it by hand after a new version of moto in tools/aws-emulator/requirements.txt; then read the difference.
 */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { pythonWith } from "./pythonEnvironment.ts";

const help = `Usage: node tools/managedPolicies.ts [--check]

Reads AWS's managed policies, as moto has them in the version of tools/aws-emulator/requirements.txt, and writes those that
packages and stacks name, those of administrators, and those that AWS's guides attach to roles for its services.

  --check  writes nothing; fails if the file is not what would be written`;

interface ManagedPolicy {
  Path: string;
  DefaultVersionId: string;
  UpdateDate: string;
  Document: { Statement: unknown };
}

/** By which somebody may do nearly everything. */
const forPeople = ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"];

/** For roles of ECS, EC2, Systems Manager, RDS, Data Lifecycle Manager, Backup, Lambda, CodeBuild and EventBridge. */
const forServices =
  /^(service-role\/(AmazonEC2(ContainerService|RoleforSSM|Spot)|AmazonECS|AmazonSSM|AmazonRDS|AWSDataLifecycleManager|AWSBackup|AWSLambda|AWSCodeBuild|CloudWatchEvents)|AmazonECSInfrastructureRole|AmazonECSInstanceRole|AmazonSSM(ManagedInstanceCore|DirectoryServiceAccess|PatchAssociation)$|CloudWatchAgent)/;

const out = join(import.meta.dirname, "../packages/analysis/src/iam/managed/policies.json");
const requirements = join(import.meta.dirname, "aws-emulator/requirements.txt");
const [option = "", ...rest] = process.argv.slice(2);
if (option === "--help") {
  console.log(help);
  process.exit(0);
}
if (!["", "--check"].includes(option) || rest.length > 0) {
  console.error(help);
  process.exit(2);
}

const all = Object.entries(policiesOfMoto());
const named = namesInCode();
const chosen = all
  .map(([name, policy]) => [`${policy.Path.slice(1)}${name}`, policy] as const)
  .filter(([path]) => forServices.test(path) || forPeople.includes(path) || named.has(path))
  .sort(([one], [other]) => (one < other ? -1 : 1));
const content = {
  source: `AWS's managed policies in moto ${/^moto.*==(.*)$/m.exec(readFileSync(requirements, "utf8"))?.[1]}`,
  date: all.map(([, { UpdateDate }]) => day(UpdateDate)).reduce((one, other) => (one > other ? one : other)),
  policies: Object.fromEntries(
    chosen.map(([path, { DefaultVersionId, UpdateDate, Document }]) => [
      path,
      { version: DefaultVersionId, date: day(UpdateDate), statements: [Document.Statement].flat() },
    ]),
  ),
};
const text = await format(JSON.stringify(content), { parser: "json", printWidth: 110 });
if (option === "") writeFileSync(out, text);
else if (readFileSync(out, "utf8") !== text) {
  console.error(
    "packages/analysis/src/iam/managed/policies.json is not what its source says. Run: node tools/managedPolicies.ts",
  );
  process.exit(1);
}
console.log(`${chosen.length} of ${all.length} policies.`);

function policiesOfMoto(): Record<string, ManagedPolicy> {
  const python = pythonWith({
    name: "aws-emulator",
    requirements,
    announcement: "Installing moto; this takes about a minute, once a machine.",
    withoutPython: "This needs Python 3.10 or later with venv and pip.",
  });
  const program = "from moto.iam.aws_managed_policies import *; print(aws_managed_policies_data)";
  const { status, stdout, stderr } = spawnSync(python, ["-c", program], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, ManagedPolicy>;
}

/** Names with their paths, as product code has them: at the beginning of a text, or behind `policy/`. */
function namesInCode(): Set<string> {
  const files = globSync("{packages,stacks}/**/*.{ts,yaml}", {
    cwd: join(import.meta.dirname, ".."),
    exclude: (path) => /node_modules|\bdist\b|\btesting\b|\.test\.ts$|\.failing\.ts$/.test(path),
  });
  const texts = files.map((file) => readFileSync(join(import.meta.dirname, "..", file), "utf8"));
  return new Set(
    texts.flatMap((content) =>
      [...content.matchAll(/(?:["'`]|:policy\/)((?:[\w-]+\/)?[\w-]+)\b/g)].map(([, name = ""]) => name),
    ),
  );
}

function day(instant: string): string {
  return instant.slice(0, 10);
}
