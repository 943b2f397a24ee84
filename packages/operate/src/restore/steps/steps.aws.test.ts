import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { claimOfTag } from "../../volumes/claims.ts";
import type { Tag } from "../../volumes/managed.ts";
import type { FoundStore } from "../found.ts";
import type { Chosen } from "../points.ts";
import { storeOf } from "../testing.ts";
import type { StoreKind } from "../stores.ts";
import { pasted } from "../pasted.ts";
import { adoptedId, command, type Restoring } from "./step.ts";
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
    isAutomatic: fc.boolean(),
    isOfBackup: fc.boolean(),
    isEncrypted: fc.boolean(),
    isShared: fc.boolean(),
    zone: fc.option(fc.constant("eu-central-1b"), { nil: undefined }),
    refusal: fc.option(fc.constant("files.days: 1 is too few."), { nil: undefined }),
    name: fc.constantFrom("mysql-volume", "it's a store", "$(reboot)", "a b"),
  })
  .map((given): Restoring => {
    const { kind, standing, hasSettings, isRetained, isMoment, isCreated, isElsewhere, hasFacts, name } =
      given;
    const { zone, refusal } = given;
    const { old, point, settings, inputs = {} } = ids[kind];
    const store = {
      ...storeOf(kind, name, { Name: "shop-prod-db", "ballast:volume": "shop-prod-db" }, inputs),
      isRetained,
      ...(given.isShared && { isShared: true }),
    };
    const found: FoundStore = {
      store,
      standing: [old, `${old}2`].slice(0, standing).map((id) => ({
        id,
        arn: `arn:aws:x:eu-central-1:123456789012:y/${id}`,
        words: "eu-central-1a, 100 GiB gp3, in-use",
      })),
      points: [],
      notes: [],
      ...(hasFacts && {
        database: {
          identifier: old,
          key: "arn:aws:kms:eu-central-1:123456789012:key/home",
          engine: "aurora-postgresql",
          subnetGroup: "group",
          securityGroups: ["sg-0123456789abcdef0", "sg-1123456789abcdef0"],
          parameterGroup: "parameters",
          capacity: { minimum: 0.5, maximum: 8 },
        },
      }),
    };
    const canBeMoment = isMoment && !isElsewhere && (kind === "rds" || kind === "aurora");
    const chosen: Chosen = canBeMoment
      ? { from: "time", time }
      : {
          from: "point",
          time,
          point: {
            id: point,
            arn: kind === "efs" ? point : `arn:aws:rds:eu-west-1:123456789012:snapshot:${point}`,
            kind: given.isOfBackup || kind === "efs" ? "AWS Backup" : "snapshot",
            state: "completed",
            time,
            ...((given.isOfBackup || kind === "efs") && { vault: "vault" }),
            ...(given.isAutomatic &&
              !given.isOfBackup &&
              kind !== "ebs" &&
              kind !== "efs" && { isAutomatic: true }),
            ...(given.isEncrypted && { key: "arn:aws:kms:eu-west-1:123456789012:key/other" }),
          },
        };
    const creates = canBeMoment || (kind === "efs" && !isElsewhere) || (kind === "ebs" && isElsewhere);
    return {
      stack: "shop-prod",
      region: "eu-central-1",
      found,
      chosen,
      settings: hasSettings && (kind === "ebs" || !isElsewhere) ? [{ path: settings, value: point }] : [],
      ...(zone !== undefined && { zone }),
      ...(refusal !== undefined && { refusal }),
      ...(isCreated && creates && { created: kind === "efs" ? "fs-1123456789abcdef0" : "restored-1" }),
      ...(isElsewhere && { pointsRegion: "eu-west-1" }),
      againCommand: command("npx", "ballast", "restore", "shop-prod", "--store", name),
      roleArn: "arn:aws:iam::123456789012:role/restore",
      now: new Date("2026-11-28T10:30:00Z"),
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
            old !== undefined &&
            words.some((word) => word === old || word === `${old}-before-20261128t103000z`);
          if (isOld) {
            expect(words.join(" ")).not.toContain("skip-final");
            // What may be another stack's is never named for deletion.
            expect(one.found.store.isShared).toBeUndefined();
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("copy what AWS deletes with the old store before a step deletes that, and name the copy", () => {
    fc.assert(
      fc.property(restoring, (one) => {
        const { chosen, found, settings } = one;
        fc.pre(chosen.from === "point" && chosen.point.isAutomatic === true && settings.length > 0);
        fc.pre(found.standing.length === 1);
        if (chosen.from !== "point") return;
        const started = pasted(restoreSteps(one).flatMap(({ commands }) => commands)).started.map((words) =>
          words.join(" "),
        );
        const copied = started.findIndex(
          (line) =>
            /^aws \w+ copy-(db-snapshot|db-cluster-snapshot|backup) /.test(line) &&
            line.includes(chosen.point.id),
        );
        const isDeleting = (line: string): boolean =>
          / (delete-db-instance|delete-file-system) /.test(line) ||
          (!found.store.isRetained && line.startsWith("npx pulumi up"));
        const deleted = started.findIndex(isDeleting);
        if (deleted >= 0) expect([copied >= 0, copied < deleted]).toEqual([true, true]);
        // A copy whose name AWS chooses is not known to the steps, so they end there.
        if (found.store.kind === "fsx" && !found.store.isRetained) expect(deleted).toBe(-1);
        const adopted = adoptedId(found.store.kind, chosen.point);
        if (found.store.kind !== "fsx") expect(started[copied]).toContain(` ${adopted} `);
      }),
      { numRuns: 50, maxSkipsPerRun: 1000 },
    );
  });

  it("save what the stack discards before it is deployed", () => {
    fc.assert(
      fc.property(restoring, (one) => {
        const { found, settings } = one;
        fc.pre(settings.length > 0 && !found.store.isRetained && found.standing.length === 1);
        const started = pasted(restoreSteps(one).flatMap(({ commands }) => commands)).started.map((words) =>
          words.join(" "),
        );
        const up = started.findIndex((line) => line.startsWith("npx pulumi up"));
        const old = found.standing[0]?.id ?? "";
        const saved = started.findIndex(
          (line) => / (create-\S*(snapshot|backup)|start-backup-job) /.test(line) && line.includes(old),
        );
        if (up >= 0) expect([saved >= 0, saved < up]).toEqual([true, true]);
      }),
      { numRuns: 60, maxSkipsPerRun: 1000 },
    );
  });

  it("bring a point of another region home, touch nothing that stands there, and replace nothing", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(restoring, (one) => {
        fc.pre(one.pointsRegion !== undefined && one.created === undefined && one.found.standing.length < 2);
        const { started } = pasted(restoreSteps(one).flatMap(({ commands }) => commands));
        const lines = started.map((words) => words.join(" "));
        expect(
          lines.filter((line) => / (up|unprotect|delete|modify)|delete-|modify-|--db-instance-id/.test(line)),
        ).toEqual([]);
        const copying = lines.find((line) => / (copy-|start-copy-job)|--apply/.test(line)) ?? "";
        expect(copying).toMatch(one.found.store.kind === "ebs" ? /--apply/ : /eu-west-1/);
        seen.add(`${one.found.store.kind} ${/ (copy-\S+|start-copy-job) /.exec(copying)?.[1] ?? "--apply"}`);
      }),
      { numRuns: 150 },
    );
    expect([...seen].sort()).toEqual([
      "aurora copy-db-cluster-snapshot",
      "aurora start-copy-job",
      "ebs --apply",
      "efs start-copy-job",
      "fsx copy-backup",
      "fsx start-copy-job",
      "rds copy-db-snapshot",
      "rds start-copy-job",
    ]);
  });

  it("give what was there a name that RDS accepts and a second restore does not meet", () => {
    const renamedTo = (now: string, old: string): string => {
      const [one] = fc.sample(restoring, { numRuns: 1, seed: 1 });
      if (one === undefined) throw new Error("nothing was made up");
      const store = storeOf("rds", "database-instance", {}, { identifier: old });
      const found: FoundStore = { store, standing: [{ id: old, words: "" }], points: [], notes: [] };
      const point = { id: "final", kind: "snapshot", state: "available", time };
      const { pointsRegion: _, created: __, ...rest } = one;
      const steps = restoreSteps({
        ...rest,
        found,
        chosen: { from: "point", point, time },
        settings: [{ path: ["database", "snapshotIdentifier"], value: "final" }],
        now: new Date(now),
      });
      const lines = pasted(steps.flatMap(({ commands }) => commands)).started;
      const words = lines.find((line) => line.includes("--new-db-instance-identifier")) ?? [];
      return words[words.indexOf("--new-db-instance-identifier") + 1] ?? "";
    };
    const long = `${"a".repeat(45)}-${"b".repeat(17)}`;
    const [first, second] = ["2026-11-28T10:30:00Z", "2026-11-28T10:30:01Z"].map((now) =>
      renamedTo(now, long),
    );
    expect(first).toMatch(/^[a-z](-?[a-z0-9])*$/);
    expect(first?.length).toBeLessThanOrEqual(63);
    expect(second).not.toBe(first);
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

  it("create a plugin's volume by hand in the zone that is asked for, where its plugin finds it and only it", () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9_.*-]{0,8}$/);
    const claims = fc.oneof(
      fc.tuple(part, part).map(([stack, volume]) => claimOfTag(`${stack}/${volume}`)),
      fc
        .tuple(part, part)
        .map(([volume, stack]) => claimOfTag(`CloudstorVolumeName=${volume},StackID=${stack}`)),
    );
    const lines: string[][] = [];
    fc.assert(
      fc.property(restoring, claims, fc.boolean(), (one, claim, isThere) => {
        const own: Restoring = {
          ...one,
          settings: [],
          zone: "eu-central-1b",
          found: {
            ...one.found,
            standing: isThere ? [{ id: "vol-0123456789abcdef0", words: "eu-central-1a, in-use" }] : [],
            store: { kind: "ebs", name: claim.text, inputs: {}, tags: {}, claim, isRetained: true },
          },
          chosen: {
            from: "point",
            time,
            point: { id: "snap-0", kind: "snapshot", state: "completed", time },
          },
        };
        delete own.pointsRegion;
        const { started } = pasted(restoreSteps(own).flatMap(({ commands }) => commands));
        lines.push(...started);
        const create = started.find(([, , call]) => call === "create-volume") ?? [];
        const after = (words: string[], option: string) => words[words.indexOf(option) + 1] ?? "";
        expect(after(create, "--availability-zone")).toBe("eu-central-1b");
        const [specification] = JSON.parse(after(create, "--tag-specifications")) as { Tags: Tag[] }[];
        expect(claim.matches(specification?.Tags ?? [])).toBe(true);
        const rename = started.find(([, , call]) => call === "create-tags");
        expect(rename !== undefined).toBe(isThere);
        if (rename === undefined) return;
        const renamed = rename.slice(rename.indexOf("--tags") + 1).map((word) => {
          const [, Key = "", Value = ""] = /^Key=([^,]*),Value=(.*)$/.exec(word) ?? [];
          return { Key, Value };
        });
        expect(claim.matches(renamed)).toBe(false);
      }),
      { numRuns: 15 },
    );
    expect(faultsOf(lines)).toEqual([]);
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
