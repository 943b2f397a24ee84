import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Every call that the sources of this folder can make, as IAM names it. */
function callsHere(): string[] {
  const sources = readdirSync(__dirname)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(__dirname, name), "utf8"));
  const found = sources.flatMap((text) => [
    ...[...text.matchAll(/import \{([^}]+)\} from "@aws-sdk\/client-([\w-]+)"/g)].flatMap(
      ([, names = "", client = ""]) =>
        [...names.matchAll(/\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(
          ([, page, command]) => `${client}:${page ?? command}`,
        ),
    ),
    ...[...text.matchAll(/"codebuild",\s*"(\w+)"/g)].map(([, operation]) => `codebuild:${operation}`),
  ]);
  return [...new Set(found)].sort();
}

/* Of ecs.ts; the key of the bucket with the verdict; and what Amazon S3 asks for to say that an object is not there, and not that
   permission denied (API reference of GetObject, "Permissions", read 2026-11-27). */
const besides = [
  "ecs:DescribeServices",
  "ecs:DescribeTasks",
  "ecs:ListServices",
  "ecs:ListTasks",
  "kms:Decrypt",
  "s3:ListBucket",
];

it("needs exactly the permissions that the README names for scan-status, which only read", () => {
  const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");
  const policy = /For `scan-status`[^]*?```json\n([^]*?)```/.exec(readme)?.[1] ?? "{}";
  const { Statement = [] } = JSON.parse(policy) as { Statement?: { Action: string[] }[] };
  expect(Statement[0]?.Action).toEqual([...callsHere(), ...besides].sort());
  for (const call of callsHere()) expect(call).toMatch(/^\w+:(Describe|List|Get|BatchGet)/);
});
