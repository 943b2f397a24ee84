import { Faults, type StoreBackup } from "@ballast/contracts";
import fc from "fast-check";
import { checkBackup, StoreKind, type BackedUpPlace } from "../../index.ts";

function faultsOf(backup: StoreBackup, place: BackedUpPlace = {}): string[] {
  const faults = new Faults('Store "one"');
  checkBackup(faults, "backup", backup, place);
  return faults.found.map(({ propertyPath }) => propertyPath);
}

it.each([
  "cron(99 2 ? * * *)",
  "cron(0 24 ? * * *)",
  "cron(0 2 ? * XYZ *)",
  "cron(0 2 31 2 ? *)",
  "cron(0 2 ? * SUN 2020)",
  "cron(0/30 2 ? * * *)",
  "cron(* 2 ? * * *)",
  "cron(0 2 * * * *)",
  "cron(0 2 ? * *)",
  "rate(1 day)",
])("refuses the schedule %s, of recovery points and of drills (F.0.38)", (schedule) => {
  expect(faultsOf({ schedule, drill: { schedule } })).toEqual(["backup.schedule", "backup.drill.schedule"]);
});

it.each(["cron(0 2 ? * * *)", "cron(15 2 * * ? *)", "cron(0 0/6 ? * * *)", "cron(0 4 1 * ? *)"])(
  "takes the schedule %s (F.0.38)",
  (schedule) => {
    expect(faultsOf({ schedule, days: 40, drill: { schedule } })).toEqual([]);
  },
);

it("asks copies for a key, a vault or neither, as the kind of store does (F.0.38)", () => {
  const copyTo = { region: "eu-west-1" };
  const at = (kind: StoreKind) => faultsOf({ copyTo }, { kind, region: "eu-central-1" });
  const kinds = Object.values(StoreKind);
  expect(Object.fromEntries(kinds.map((kind) => [kind, at(kind)]))).toEqual({
    EBS: [],
    EFS: [],
    FSx: ["backup.copyTo.kmsKeyArn"],
    RDS: ["backup.copyTo.kmsKeyArn"],
    Aurora: ["backup.copyTo.kmsKeyArn"],
  });
  const vaultArn = ["arn", "aws", "backup", "eu-west-1", "123456789012", "backup-vault", "copies"].join(":");
  expect(faultsOf({ copyTo: { ...copyTo, vaultArn } }, { kind: StoreKind.Volume })).toEqual([
    "backup.copyTo.vaultArn",
  ]);
});

it("keeps a copy at least until the next one, where AWS Backup copies (F.0.38)", () => {
  const schedules = ["cron(0 2 ? * SUN *)", "cron(0 2 ? * MON,THU *)", "cron(0 2 1 * ? *)", undefined];
  const gaps = [7, 4, 31, 1];
  fc.assert(
    fc.property(
      fc.nat({ max: schedules.length - 1 }),
      fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
      fc.constantFrom(...Object.values(StoreKind)),
      (at, days, kind) => {
        const kmsKeyArn = ["arn", "aws", "kms", "eu-west-1", "123456789012", "key/0"].join(":");
        const found = faultsOf(
          { schedule: schedules[at], days: 40, copyTo: { region: "eu-west-1", days, kmsKeyArn } },
          { kind, region: "eu-central-1" },
        ).filter((path) => path === "backup.copyTo.days");
        // Amazon Data Lifecycle Manager copies a volume's snapshots by its own schedule, every day.
        const isShort = kind !== StoreKind.Volume && days !== undefined && days < (gaps[at] ?? 0);
        expect(found).toHaveLength(isShort ? 1 : 0);
      },
    ),
  );
});

it.each<[string, string[]]>([
  ["arn:aws:lambda:eu-central-1:123456789012:function:looks", []],
  ["arn:aws:lambda:eu-central-1:123456789012:function:looks:live", []],
  ["arn:aws:lambda:eu-west-1:123456789012:function:looks", ["backup.drill.validate.functionArn"]],
  ["looks", ["backup.drill.validate.functionArn"]],
])("asks for the full ARN of a function in the store's region: %s (F.0.38)", (functionArn, paths) => {
  expect(faultsOf({ drill: { validate: { functionArn } } }, { region: "eu-central-1" })).toEqual(paths);
});
