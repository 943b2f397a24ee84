import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const prefixes: Record<string, string> = {
  backup: "backup",
  ec2: "ec2",
  efs: "elasticfilesystem",
  fsx: "fsx",
  kms: "kms",
  rds: "rds",
};

/** Every call that the sources of a folder can make, as IAM names it. */
function callsIn(folder: string): string[] {
  const sources = readdirSync(join(__dirname, folder)).filter((name) =>
    /(?<!\.test|testing)\.ts$/.test(name),
  );
  const found = sources.flatMap((name) => {
    const imports = readFileSync(join(__dirname, folder, name), "utf8").matchAll(
      /import \{([^}]+)\} from "@aws-sdk\/client-([\w-]+)"/g,
    );
    return [...imports].flatMap(([, names = "", client = ""]) =>
      [...names.matchAll(/\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(
        ([, page, command]) => `${prefixes[client]}:${page ?? command}`,
      ),
    );
  });
  return [...new Set(found)].sort();
}

const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");
const policy = /For `restore`[^]*?```json\n([^]*?)```/.exec(readme)?.[1] ?? "{}";
const { Statement = [] } = JSON.parse(policy) as { Statement?: { Action: string[] }[] };
const [reading, applying] = Statement.map(({ Action }) => Action);

/* RDS and EC2 ask for these beside the call itself, where it gives tags (their API references, 2026-11). */
const besides = ["ec2:CreateTags", "rds:AddTagsToResource", "iam:PassRole"];

it("only reads without --apply", () => {
  expect(callsIn("find").filter((call) => !/^\w+:(Describe|List)\w+$/.test(call))).toEqual([]);
});

it("needs exactly the permissions that the README names: to look, and to apply", () => {
  expect(reading).toEqual(callsIn("find"));
  const more = [...callsIn("apply"), ...besides].filter((call) => !reading?.includes(call));
  expect(applying).toEqual(more.sort());
});

it("never deletes, and changes nothing that it did not create", () => {
  const changing = callsIn("apply").filter((call) => !/:(Describe|List|Get)/.test(call));
  expect(changing.filter((call) => !/:(Restore|Create|Copy|StartRestoreJob|TagResource)/.test(call))).toEqual(
    [],
  );
});
