import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const prefixes: Record<string, string> = {
  "auto-scaling": "autoscaling",
  backup: "backup",
  "directory-service": "ds",
  efs: "elasticfilesystem",
  fsx: "fsx",
  rds: "rds",
  ec2: "ec2",
  ecs: "ecs",
  kms: "kms",
  ssm: "ssm",
};

/** Every call that the sources of this folder can make, as IAM names it. */
function callsHere(): string[] {
  const sources = readdirSync(__dirname, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(__dirname, name), "utf8"));
  const found = sources.flatMap((text) => [
    ...[...text.matchAll(/import \{([^}]+)\} from "@aws-sdk\/client-([\w-]+)"/g)].flatMap(
      ([, names = "", client = ""]) =>
        [...names.matchAll(/\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(
          ([, page, command]) => `${prefixes[client]}:${page ?? command}`,
        ),
    ),
    ...[...text.matchAll(/"(codecommit|codepipeline|tagging)",\s*"(\w+)"/g)].map(
      ([, service = "", operation]) => `${service === "tagging" ? "tag" : service}:${operation}`,
    ),
  ]);
  return [...new Set(found)].sort();
}

/*
 * RunTask and StartBackupJob pass roles on, and what is created has tags (IAM, Service Authorization Reference, 2026-11). For a vault:
 * https://repost.aws/knowledge-center/backup-vault-access-denied, read 2026-11-28.
 */
const besides = [
  "backup:TagResource",
  "backup-storage:MountCapsule",
  "ec2:CreateTags",
  "ecs:TagResource",
  "fsx:TagResource",
  "iam:PassRole",
  "kms:CreateGrant",
  "kms:Decrypt",
  "kms:GenerateDataKey",
  "kms:RetireGrant",
  "rds:AddTagsToResource",
];

it("needs exactly the permissions that the README names for accept, beside those of other commands", () => {
  const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");
  const policy = /For `accept`[^]*?```json\n([^]*?)```/.exec(readme)?.[1] ?? "{}";
  const { Statement = [] } = JSON.parse(policy) as { Statement?: { Action: string[] }[] };
  expect(Statement[0]?.Action).toEqual([...callsHere(), ...besides].sort());
});

it("names the permissions of the commands that a run has the AWS CLI execute for clair", () => {
  const walks = join(__dirname, "../../../cli/src/accept/walks");
  const sources = [
    ...readdirSync(walks).map((name) => join(walks, name)),
    join(__dirname, "../restore/steps/cluster.ts"),
    join(__dirname, "../../../cli/src/accept/restoring/removing.ts"),
  ].map((file) => readFileSync(file, "utf8"));
  const found = sources.flatMap((text) => [
    ...[...text.matchAll(/\baws (rds|rds-data) ([a-z]+(?:-[a-z]+)+)/g)].map(([, , command = ""]) => command),
    ...[...text.matchAll(/"aws",\s*"rds",\s*"([a-z-]+)"/g)].map(([, command = ""]) => command),
  ]);
  const named = readFileSync(join(__dirname, "../../README.md"), "utf8");
  const [, list = ""] = /Only clair needs, for the commands[^]*?:\s([^]*?)\./.exec(named) ?? [];
  const actions = [...list.matchAll(/`[\w-]+:(\w+)`/g)].map(([, action]) => action);
  const pascal = (command: string): string =>
    command.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()).replaceAll("Db", "DB");
  const isOfSnapshot = (action: string): boolean =>
    /ClusterSnapshot$|^RestoreDBClusterToPointInTime$|^Wait$/.test(action);
  expect(
    [...new Set(found.map(pascal))].filter((one) => !isOfSnapshot(one) && !actions.includes(one)),
  ).toEqual([]);
});
