import { claimsOfPlan, storesOfPlan, type Store } from "@ballast/operate";
import { openProject, PlanError, type Project, type StackPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { patchText } from "./render.ts";
import { SettingSearch } from "./setting.ts";
import { withSettings } from "./testing/settings.ts";

// Stacks are planned, and the machine may be busy.
jest.setTimeout(600_000);

let project: Project;
beforeAll(async () => {
  project = await openProject(__dirname, (path) => import(path));
});

const keyArn = ["arn", "aws", "kms", "eu-central-1", "123456789012", "key/1234abcd-12ab"].join(":");

interface Case {
  stack: string;
  store: string;
  value: string;
  /** Keys of the settings that have the store's own. */
  container: string[];
  /** A value for each of the store's optional settings; undefined of one that this stack's store cannot have. */
  options: Record<string, unknown>;
  /** Settings of the stack that must go. @default - none */
  own?: string[];
  /** Those of the options that must go. */
  refused: string[];
}

const cases: Case[] = [
  {
    stack: "rexray-ebs",
    store: "mysql-volume",
    value: "snap-0123456789abcdef0",
    container: ["volume"],
    options: {
      volumeType: "gp3",
      iops: 4000,
      throughput: 200,
      adoptVolume: "vol-0123456789abcdef0",
      folder: "data",
      kmsKeyArn: keyArn,
      // Of other modes.
      ...{ plugin: undefined, ephemeralReason: undefined },
    },
    refused: ["adoptVolume"],
  },
  {
    stack: "rexray-efs",
    store: "files-files",
    value: "fs-0123456789abcdef0",
    container: ["files"],
    options: {
      throughput: "provisioned",
      provisionedMiBps: 10,
      kmsKeyArn: keyArn,
      ...{ noBackupReason: undefined, image: undefined, reason: undefined },
    },
    refused: ["throughput", "provisionedMiBps", "kmsKeyArn"],
  },
  {
    stack: "invento-windows",
    store: "database-instance",
    value: "rds:invento-windows-prod-database-2026-11-27-01-05",
    container: ["database"],
    options: {
      storageType: "gp3",
      iops: 12_000,
      storageThroughput: 500,
      collation: "Latin1_General_CI_AS",
      timeZone: "W. Europe Standard Time",
      masterUsername: "operator",
      masterSecretKmsKeyArn: keyArn,
      rotationWindowHours: 1,
      applicationUser: {},
      kmsKeyArn: keyArn,
      caCertificate: "rds-ca-rsa2048-g1",
      nativeBackup: {},
      multiAz: { enabled: false, reason: "one zone is enough" },
      applicationSecret: undefined,
      stopOutsideHours: undefined,
    },
    refused: ["collation", "timeZone", "masterUsername", "kmsKeyArn"],
  },
  {
    stack: "fsx-windows",
    store: "state-files",
    value: "backup-0123456789abcdef0",
    container: ["files"],
    options: {
      storageType: "ssd",
      backupTime: "02:00",
      maintenanceTime: "1:03:00",
      ssdIops: 700,
      aliases: ["files.example.com"],
      auditLevel: "all",
      kmsKeyArn: keyArn,
      ...{ zones: undefined, auditOffReason: undefined },
    },
    refused: [],
  },
  {
    stack: "cloudstor-spot",
    store: "data-pages-volume",
    value: "snap-0123456789abcdef0",
    container: ["volumes", "pages"],
    options: {
      ebstype: "gp3",
      iops: "4000",
      throughput: "200",
      adoptVolume: "vol-0123456789abcdef0",
      folder: "cloud",
      kmsKeyArn: keyArn,
      snapshotBefore: true,
      availabilityZone: "eu-central-1b",
      ...{ perfmode: undefined, existing: undefined, tasks: undefined, retentionReason: undefined },
    },
    refused: ["adoptVolume"],
  },
  {
    stack: "cloudstor-spot",
    store: "data-media-files",
    value: "fs-0123456789abcdef0",
    container: ["volumes", "media"],
    options: {
      throughput: "200",
      kmsKeyArn: keyArn,
      ...{ size: undefined, ebstype: undefined, iops: undefined, adoptVolume: undefined, folder: undefined },
      ...{ snapshotBefore: undefined, availabilityZone: undefined, retentionReason: undefined },
    },
    own: ["perfmode"],
    refused: ["throughput", "kmsKeyArn"],
  },
];

it.each(cases)(
  "finds by which settings $stack restores $store, whatever it has else, and which must go (F.0.35)",
  async ({ stack, store, value, container, options, own = [], refused }) => {
    const name = `${stack}-prod`;
    const adopts = new Set(["snapshotId", "existing", "snapshotIdentifier", "backupId"]);
    const documented = documentedOptions(stack, container).filter((key) => !adopts.has(key));
    const committed = Object.keys(settingsAt(name, container));
    expect(documented.filter((key) => !committed.includes(key) && !(key in options))).toEqual([]);
    const possible = Object.keys(options).filter((key) => options[key] !== undefined);
    await fc.assert(
      fc.asyncProperty(fc.subarray(possible), async (keys) => {
        const changed = withSettings(project, name, (all) => {
          for (const key of keys) all.setIn([...container, key], options[key]);
        });
        const before = await planOf(changed, name);
        // All together are valid; some need one another.
        if (keys.length === possible.length) expect(before).toBeDefined();
        fc.pre(before !== undefined);
        const search = new SettingSearch(changed, before);
        const found = await search.settingsFor(storeIn(before, name, store), value);
        expect(found.filter(({ value: one }) => one !== undefined)).not.toEqual([]);
        const gone = found.filter(({ value: one }) => one === undefined);
        expect(gone.map(({ path }) => path.join(".")).sort()).toEqual(
          [...own, ...refused.filter((key) => keys.includes(key))]
            .map((key) => [...container, key].join("."))
            .sort(),
        );
        // Of each it says why.
        for (const { why } of gone) expect(patchText("ballast", found)).toContain(`Otherwise: ${why}`);
        expect(search.refusal).toBeUndefined();
      }),
      { numRuns: 2, examples: [[possible], [[]]] },
    );
  },
);

it("says what a stack refuses where nothing that could go is at fault (F.0.35)", async () => {
  const name = "rexray-ebs-prod";
  const before = (await planOf(project, name)) as StackPlan;
  const search = new SettingSearch(project, before);
  const store = storeIn(before, name, "mysql-volume");
  expect(await search.settingsFor(store, "not a snapshot")).toEqual([]);
  expect(search.refusal).toMatch(/snapshotId: "not a snapshot"/);
});

/** Names of the settings below a container that its scenario's page lists. */
function documentedOptions(stack: string, [first = "", ...rest]: string[]): string[] {
  const page = readFileSync(join(project.root, "docs/scenarios", `${stack}.md`), "utf8");
  const container = rest.length === 0 ? first : `${first}.<name>`;
  const rows = [...page.matchAll(/^\| `([^`]+)\.(\w+)` +\| [^|]+\| ([^|]+?) *\|/gm)];
  return [
    ...new Set(
      rows.flatMap(([, path, key = "", without]) =>
        path === container && without !== "required" ? [key] : [],
      ),
    ),
  ];
}

function settingsAt(name: string, path: string[]): object {
  let at: object = {};
  withSettings(project, name, (all) => {
    at = (all.getIn(path) as { toJSON: () => object }).toJSON();
  });
  return at;
}

async function planOf(from: Project, name: string): Promise<StackPlan | undefined> {
  try {
    return await new Planner(from).plan(name);
  } catch (error) {
    if (error instanceof PlanError) return undefined;
    throw error;
  }
}

function storeIn({ resolved }: StackPlan, stack: string, name: string): Store {
  const { stores } = storesOfPlan(stack, resolved, {}, claimsOfPlan(stack, resolved).claims);
  const store = stores.find((one) => one.name === name);
  if (store === undefined) throw new Error(`${stack} has no ${name}`);
  return store;
}
