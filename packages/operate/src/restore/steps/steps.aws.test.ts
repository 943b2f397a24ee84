import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import type { FoundStore } from "../found.ts";
import type { Chosen } from "../points.ts";
import { storeOf } from "../testing.ts";
import type { StoreKind } from "../stores.ts";
import { pasted } from "../pasted.ts";
import { command, type Restoring } from "./step.ts";
import { restoreSteps } from "./steps.ts";

/** What botocore's models, from which the AWS command line makes its options, say is wrong with each of these lines. */
function faultsOf(lines: string[][]): string[] {
  const script = join(__dirname, "../../../../../tools/aws-emulator/command_lines.py");
  const { stdout, stderr } = spawnSync(process.env["BALLAST_PYTHON"] ?? "", ["-B", script], {
    input: JSON.stringify(lines),
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  const faults = JSON.parse(stdout) as string[][];
  return faults.flatMap((found, index) => found.map((fault) => `${lines[index]?.join(" ")}: ${fault}`));
}

const time = new Date("2026-11-27T02:30:00Z");
const ids: Record<StoreKind, { old: string; point: string; settings: string[]; inputs?: object }> = {
  ebs: { old: "vol-0123456789abcdef0", point: "snap-0123456789abcdef0", settings: ["volume", "snapshotId"] },
  efs: {
    old: "fs-0123456789abcdef0",
    point: "arn:aws:backup:eu-central-1:123456789012:recovery-point:1a",
    settings: ["files", "fileSystemId"],
  },
  fsx: { old: "fs-0123456789abcdef0", point: "backup-0123456789abcdef0", settings: ["files", "backupId"] },
  rds: {
    old: "shop-prod-database",
    point: "rds:shop-prod-database-2026-11-27-01-05",
    settings: ["database", "snapshotIdentifier"],
    inputs: { manageMasterUserPassword: true },
  },
  aurora: { old: "shop-database-1a2b3c4", point: "final", settings: ["database", "snapshotIdentifier"] },
};

/** Everything that decides which steps there are. */
const restoring: fc.Arbitrary<Restoring> = fc
  .record({
    kind: fc.constantFrom(...(Object.keys(ids) as StoreKind[])),
    standing: fc.integer({ min: 0, max: 2 }),
    hasSettings: fc.boolean(),
    isRetained: fc.boolean(),
    isMoment: fc.boolean(),
    isCreated: fc.boolean(),
    isElsewhere: fc.boolean(),
    hasFacts: fc.boolean(),
    name: fc.constantFrom("mysql-volume", "it's a store", "$(reboot)", "a b"),
  })
  .map(({ kind, standing, hasSettings, isRetained, isMoment, isCreated, isElsewhere, hasFacts, name }) => {
    const { old, point, settings, inputs = {} } = ids[kind];
    const store = {
      ...storeOf(kind, name, { Name: "shop-prod-db", "ballast:volume": "shop-prod-db" }, inputs),
      isRetained,
    };
    const found: FoundStore = {
      store,
      standing: [old, `${old}2`]
        .slice(0, standing)
        .map((id) => ({ id, words: "eu-central-1a, 100 GiB gp3, in-use" })),
      points: [],
      notes: [],
      ...(hasFacts && {
        database: {
          engine: "aurora-postgresql",
          subnetGroup: "group",
          securityGroups: ["sg-0123456789abcdef0", "sg-1123456789abcdef0"],
          parameterGroup: "parameters",
          capacity: { minimum: 0.5, maximum: 8 },
        },
      }),
    };
    const canBeMoment = isMoment && (kind === "rds" || kind === "aurora");
    const chosen: Chosen = canBeMoment
      ? { from: "time", time }
      : { from: "point", time, point: { id: point, kind: "snapshot", state: "completed", time } };
    const creates = canBeMoment || kind === "efs" || (kind === "ebs" && isElsewhere);
    return {
      stack: "shop-prod",
      region: "eu-central-1",
      found,
      chosen,
      settings: hasSettings ? [{ path: settings, value: point }] : [],
      ...(isCreated && creates && { created: kind === "efs" ? "fs-1123456789abcdef0" : "restored-1" }),
      ...(isElsewhere && kind === "ebs" && { pointsRegion: "eu-west-1" }),
      applyCommand: command("npx", "ballast", "restore", "shop-prod", "--store", name, "--apply"),
      secretOutputs: ["rootPasswordSecretArn"],
      ownLogins: [],
    };
  });

describe("steps of a restore (F.0.35)", () => {
  it("are lines that bash runs and that the AWS command line accepts", () => {
    const lines: string[][] = [];
    fc.assert(
      fc.property(restoring, (one) => {
        const steps = restoreSteps(one);
        expect(steps.length).toBeGreaterThan(0);
        const { started, errors } = pasted(steps.flatMap(({ commands }) => commands));
        expect(errors).toBe("");
        lines.push(...started.filter(([program]) => program === "aws"));
      }),
      { numRuns: 150 },
    );
    const distinct = [...new Map(lines.map((line) => [line.join("\0"), line])).values()];
    expect(distinct.length).toBeGreaterThan(20);
    expect(faultsOf(distinct)).toEqual([]);
  });

  it("finds fault with lines that AWS does not accept: the judge is not blind", () => {
    const judged = [
      ["aws", "ec2", "create-snapshot", "--volume", "vol-1"],
      ["aws", "ec2", "create-snapshot"],
      ["aws", "rds", "wait", "db-instance-there", "--db-instance-identifier", "one"],
      ["aws", "rds", "delete-db-instance", "--db-instance-identifier"],
      ["aws", "rds", "remove-db-instance"],
    ];
    for (const line of judged) expect(faultsOf([line])).not.toEqual([]);
  });

  it("delete nothing before the restored store is there, and nothing of what stands without a last copy", () => {
    fc.assert(
      fc.property(restoring, (one) => {
        const { started } = pasted(restoreSteps(one).flatMap(({ commands }) => commands));
        const old = one.found.standing[0]?.id;
        const up = started.findIndex((words) => words.join(" ").startsWith("npx pulumi up"));
        for (const [index, words] of started.entries()) {
          if (!/ (delete|remove|terminate)-/.test(words.join(" ")) && !words.includes("--remove")) continue;
          if (one.settings.length > 0) expect([up >= 0, index > up]).toEqual([true, true]);
          const isOld =
            old !== undefined && words.some((word) => word === old || word === `${old}-before-restore`);
          if (isOld) expect(words.join(" ")).not.toContain("skip-final");
        }
      }),
      { numRuns: 150 },
    );
  });

  it("restore nothing a second time that --apply has created", () => {
    fc.assert(
      fc.property(restoring, (one) => {
        fc.pre(one.created !== undefined);
        const { started } = pasted(restoreSteps(one).flatMap(({ commands }) => commands));
        const creating = started.filter(
          (words) => words.includes("--apply") || /^(restore-db-cluster|copy-)/.test(words[2] ?? ""),
        );
        expect(creating).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("touch neither of two that have the same tags", () => {
    fc.assert(
      fc.property(restoring, (one) => {
        fc.pre(one.found.standing.length > 1);
        const { started } = pasted(restoreSteps(one).flatMap(({ commands }) => commands));
        expect(started).toEqual([["npx", "pulumi", "stack", "--show-ids", "-s", "shop-prod"]]);
      }),
      { numRuns: 10 },
    );
  });

  it("hands on every word as it is", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: "binary" }).map((text) => text.replaceAll(/[\0\n\r]/g, "")),
          { minLength: 1, maxLength: 4 },
        ),
        (words) => {
          const { started } = pasted([command("aws", ...words)]);
          expect(started).toEqual([["aws", ...words]]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
