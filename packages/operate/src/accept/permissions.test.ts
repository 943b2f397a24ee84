import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const prefixes: Record<string, string> = {
  "auto-scaling": "autoscaling",
  ec2: "ec2",
  ecs: "ecs",
  kms: "kms",
  ssm: "ssm",
};

/** Every call that the sources of this folder can make, as IAM names it. */
function callsHere(): string[] {
  const sources = readdirSync(__dirname)
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

/* RunTask passes the task's roles on, and CreateSnapshot gives tags (IAM, Service Authorization Reference, 2026-11). */
const besides = ["ec2:CreateTags", "iam:PassRole"];

it("needs exactly the permissions that the README names for accept, beside those of other commands", () => {
  const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");
  const policy = /For `accept`[^]*?```json\n([^]*?)```/.exec(readme)?.[1] ?? "{}";
  const { Statement = [] } = JSON.parse(policy) as { Statement?: { Action: string[] }[] };
  expect(Statement[0]?.Action).toEqual([...callsHere(), ...besides].sort());
});
