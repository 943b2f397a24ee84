import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { holdsData, judgedTypes, resourceType, storeTypes, unknownColumns } from "./catalogue.ts";
import { aws } from "./tokens.ts";

/** How many columns nobody has filled in yet. It may only fall. */
const figure = 661;

/** Types that stacks and components register, by their identity files and the states that stand. */
function registeredTypes(): string[] {
  const found = ["packages", "stacks"].flatMap((folder) =>
    readdirSync(join(process.cwd(), folder), { recursive: true, encoding: "utf8" })
      .filter(
        (path) => /identity[^/]*\.txt$|base-states\/.*\.json$/.test(path) && !path.includes("node_modules"),
      )
      .flatMap((path) => [
        ...readFileSync(join(process.cwd(), folder, path), "utf8").matchAll(
          /(?<=^|[\s"$])(?:aws|random|tls):\w+\/\w+:\w+/gm,
        ),
      ]),
  );
  return [...new Set(found.map(([type]) => type))].sort();
}

it("says of every type that a stack registers, and of every store, each column or why it is unknown", () => {
  const types = judgedTypes();
  expect([...registeredTypes(), ...storeTypes()].filter((type) => !types.includes(type))).toEqual([]);
  expect(registeredTypes().length).toBeGreaterThan(75);
  const unknown = unknownColumns(types);
  expect(unknown.filter(({ reason }) => reason === undefined)).toEqual([]);
  const byColumn = Object.entries(Object.groupBy(unknown, ({ column }) => column));
  const counts = byColumn.map(([column, of = []]) => `${column} ${of.length}`).join(", ");
  process.stdout.write(`Unknown columns of ${types.length} AWS types: ${unknown.length} (${counts})\n`);
  expect(unknown.length).toBe(figure);
});

it("knows everything of the types that stacks register", () => {
  expect(unknownColumns(registeredTypes())).toEqual([]);
});

/** Properties that only types have which store something. */
const marks = [
  "allocatedStorage",
  "automaticBackupRetentionDays",
  "backupRetentionPeriod",
  "deletionProtectionEnabled",
  "finalSnapshotIdentifier",
  "manualSnapshotRetentionPeriod",
  "pointInTimeRecovery",
  "skipFinalBackup",
  "skipFinalSnapshot",
  "snapshotArns",
  "snapshotIdentifier",
  "snapshotRetentionLimit",
  "storageCapacity",
  "storageEncrypted",
];

it("decides of every type of the installed provider with marks of a store whether it holds data", () => {
  const provider = join(process.cwd(), "node_modules/@pulumi/aws");
  const marked = readdirSync(provider, { recursive: true, encoding: "utf8" })
    .filter((path) => /^[a-z0-9]+\/[^/]+\.d\.ts$/.test(path))
    .flatMap((path) => {
      const text = readFileSync(join(provider, path), "utf8");
      const [, type] = /__pulumiType|isInstance/.test(text) ? [undefined, tokenOf(path)] : [];
      const args = /export interface \w+Args \{([\s\S]*)/.exec(text)?.[1] ?? "";
      return type !== undefined && marks.some((mark) => new RegExp(`^    ${mark}\\??:`, "m").test(args))
        ? [type]
        : [];
    });
  expect(marked.length).toBeGreaterThan(30);
  expect(marked.filter((type) => holdsData(type) === undefined)).toEqual([]);
});

function tokenOf(path: string): string {
  const [module = "", file = ""] = path.replace(/\.d\.ts$/, "").split("/");
  return `aws:${module}/${file}:${file.replace(/^./, (first) => first.toUpperCase())}`;
}

it("has an entry for each name of a type, and each name for one type", () => {
  const named = Object.values(aws);
  expect(new Set(named).size).toBe(named.length);
  expect(named.filter((type) => resourceType(type) === undefined)).toEqual([]);
});
