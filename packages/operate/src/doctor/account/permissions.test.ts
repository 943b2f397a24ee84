import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const prefixes: Record<string, string> = {
  acm: "acm",
  "cloudwatch-logs": "logs",
  "directory-service": "ds",
  ec2: "ec2",
  ecr: "ecr",
  ecs: "ecs",
  efs: "elasticfilesystem",
  fsx: "fsx",
  iam: "iam",
  rds: "rds",
  s3: "s3",
  "secrets-manager": "secretsmanager",
  "service-quotas": "servicequotas",
  ssm: "ssm",
  sts: "sts",
};

/** IAM has another name for it than the call. */
const renamed: Record<string, string> = { "s3:HeadBucket": "s3:ListBucket" };

/** Every call that the doctor's sources can make, as IAM names it. */
function calls(): string[] {
  const sources = readdirSync(__dirname).filter((name) => /(?<!\.test)\.ts$/.test(name));
  const found = sources.flatMap((name) => {
    const imports = readFileSync(join(__dirname, name), "utf8").matchAll(
      /import \{([^}]+)\} from "@aws-sdk\/client-([\w-]+)"/g,
    );
    return [...imports].flatMap(([, names = "", client = ""]) =>
      [...names.replaceAll(/ as \w+/g, "").matchAll(/\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(
        ([, page, command]) => `${prefixes[client]}:${page ?? command}`,
      ),
    );
  });
  return [...new Set(found)].sort();
}

const readme = readFileSync(join(__dirname, "../../../README.md"), "utf8");
const policy = /For `doctor`[^]*?```json\n([^]*?)```/.exec(readme)?.[1] ?? "{}";
const { Statement = [] } = JSON.parse(policy) as { Statement?: { Action: string[] }[] };

it("only reads", () => {
  expect(calls().filter((call) => !/^\w+:(Describe|Get|Head|List)\w+$/.test(call))).toEqual([]);
});

it("needs exactly the permissions that the README names", () => {
  const needed = calls().map((call) => renamed[call] ?? call);
  expect(Statement.flatMap(({ Action }) => Action).sort()).toEqual(needed.sort());
});

it("never reads a secret's value", () => {
  expect(calls()).not.toContain("secretsmanager:GetSecretValue");
  expect(calls()).toContain("secretsmanager:DescribeSecret");
});
