import { survivalOf } from "@ballast/analysis";
import { claimsOfPlan, storesOfPlan, type Store } from "@ballast/operate";
import { openProject, type Project, type StackPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { aws, resourceType } from "@ballast/aws";
import { parseDocument } from "yaml";
import { patchText } from "./render.ts";
import { credentialsOf } from "./restoring.ts";
import { SettingSearch } from "./setting.ts";
import { guideOf, leavesOf } from "./testing/guide.ts";
import { withSettings } from "./testing/settings.ts";

// Stacks are planned, and the machine may be busy.
jest.setTimeout(240_000);

let project: Project;
const plans = new Map<string, StackPlan>();

beforeAll(async () => {
  project = await openProject(__dirname, (path) => import(path));
  const planner = new Planner(project);
  for (const stack of project.stacks.filter((one) => one.endsWith("-prod")))
    plans.set(stack, await planner.plan(stack));
});

function planOf(stack: string): StackPlan {
  const plan = plans.get(stack);
  if (plan === undefined) throw new Error(`no plan of ${stack}`);
  return plan;
}

function storesOf(stack: string) {
  const { resolved } = planOf(stack);
  return storesOfPlan(stack, resolved, { Scenario: "x" }, claimsOfPlan(stack, resolved).claims);
}

it("knows every store of every scenario: it restores it, or says that it does not (F.0.35)", () => {
  const found = Object.fromEntries([...plans.keys()].map((stack) => [stack, storesOf(stack)]));
  for (const [stack, { stores, others }] of Object.entries(found)) {
    const keeping = planOf(stack).resolved.filter(
      ({ type, custom }) => custom && resourceType(type)?.data === true,
    );
    const known = [...stores, ...others].map(({ name }) => name);
    expect(keeping.filter(({ name }) => !known.includes(name))).toEqual([]);
  }
  expect(
    Object.entries(found).flatMap(([stack, { stores }]) =>
      stores.map(({ kind, name }) => `${stack} ${kind} ${name}`),
    ),
  ).toEqual([
    "clair-prod aurora clair-database",
    "cloudstor-spot-prod ebs data-downloads-volume",
    "cloudstor-spot-prod ebs data-pages-volume",
    "cloudstor-spot-prod efs data-media-files",
    "fsx-windows-prod fsx state-files",
    "invento-windows-prod rds database-instance",
    "rexray-ebs-prod ebs mysql-volume",
    "rexray-efs-prod efs files-files",
  ]);
  expect(found["fsx-windows-prod"]?.others.map(({ words }) => words)).toEqual(
    expect.arrayContaining(["AWS::DirectoryService::MicrosoftAD", "AWS::SecretsManager::Secret"]),
  );
});

it("finds each store in AWS by tags that say the stack, or by those that the provider gives everything", () => {
  const tags = (stack: string, name: string) => storesOf(stack).stores.find((one) => one.name === name)?.tags;
  expect(tags("rexray-ebs-prod", "mysql-volume")).toMatchObject({
    "ballast:volume": "rexray-ebs-prod-mysql",
  });
  expect(tags("fsx-windows-prod", "state-files")).toEqual({ Name: "state", Scenario: "x" });
});

it("knows which stores another stack's may have the tags and the name of, and names those for no deletion (F.0.35)", () => {
  const shared = [...plans.keys()].flatMap((stack) =>
    storesOf(stack).stores.flatMap(({ name, isShared }) => (isShared ? [`${stack} ${name}`] : [])),
  );
  expect(shared).toEqual(["clair-prod clair-database", "fsx-windows-prod state-files"]);
});

interface Case {
  stack: string;
  store: string;
  value: string;
  zone?: string;
  patch: string;
}

it.each<Case>([
  {
    stack: "rexray-ebs-prod",
    store: "mysql-volume",
    value: "snap-0123456789abcdef0",
    patch: "volume:\n      snapshotId: snap-0123456789abcdef0",
  },
  {
    stack: "rexray-ebs-prod",
    store: "mysql-volume",
    value: "snap-0123456789abcdef0",
    zone: "eu-central-1b",
    patch: "volume:\n      snapshotId: snap-0123456789abcdef0\n    availabilityZone: eu-central-1b",
  },
  {
    stack: "cloudstor-spot-prod",
    store: "data-pages-volume",
    value: "snap-0123456789abcdef0",
    zone: "eu-central-1b",
    // The scenario's own availabilityZone would not move it alone, if another volume lay there.
    patch:
      "volumes:\n      pages:\n        snapshotId: snap-0123456789abcdef0\n        availabilityZone: eu-central-1b",
  },
  {
    stack: "rexray-efs-prod",
    store: "files-files",
    value: "fs-0123456789abcdef0",
    patch: 'files:\n      existing:\n        fileSystemId: fs-0123456789abcdef0\n        path: "/"',
  },
  {
    stack: "fsx-windows-prod",
    store: "state-files",
    value: "backup-0123456789abcdef0",
    patch: "files:\n      backupId: backup-0123456789abcdef0",
  },
  {
    stack: "invento-windows-prod",
    store: "database-instance",
    value: "rds:invento-windows-prod-database-2026-11-27-01-05",
    patch: 'database:\n      snapshotIdentifier: "rds:invento-windows-prod-database-2026-11-27-01-05"',
  },
])(
  "finds the settings by which $stack restores $store, by planning them",
  async ({ stack, store, value, zone, patch }) => {
    const settings = await new SettingSearch(project, planOf(stack)).settingsFor(
      storeIn(stack, store),
      value,
      zone,
    );
    expect(patchText("ballast", settings)).toBe(`config:\n  ballast:settings:\n    ${patch}`);
  },
);

it("takes out the reason to discard files that are adopted, which a stack that discards its own must give", async () => {
  const plan = await new Planner(project).plan("rexray-efs-dev");
  plans.set("rexray-efs-dev", plan);
  const settings = await new SettingSearch(project, plan).settingsFor(
    storeIn("rexray-efs-dev", "files-files"),
    "fs-0123456789abcdef0",
  );
  expect(patchText("ballast", settings)).toMatch(
    /existing:\n +fileSystemId: fs-0123456789abcdef0\n +path: "\/"\n +# Remove retentionReason\.files\. Otherwise: retentionReason\.files: is for a store that these settings do not discard/,
  );
});

it("still knows the files of a stack that has adopted a restored file system, and what protects them (F.0.35)", async () => {
  const name = "rexray-efs-prod";
  const [id, newer] = ["fs-0123456789abcdef0", "fs-0fedcba9876543210"];
  const { values, encrypted } = project.configurationOf(name);
  const changed = parseDocument(values["ballast:settings"] ?? "");
  changed.setIn(["files", "existing", "fileSystemId"], id);
  changed.setIn(["files", "existing", "path"], "/aws-backup-restore_2026-11-27/data");
  const configurationOf: Project["configurationOf"] = (stack) =>
    stack === name
      ? { values: { ...values, "ballast:settings": JSON.stringify(changed) }, encrypted }
      : project.configurationOf(stack);
  const adopting = { ...project, configurationOf };
  const plan = await new Planner(adopting).plan(name);
  const { stores } = storesOfPlan(name, plan.resolved);
  expect(stores).toEqual([
    expect.objectContaining({ kind: "efs", name: "files-files", component: "files", isRetained: true }),
  ]);
  const [store] = stores;
  expect([store?.existing?.id, store?.tags["Name"], store?.urn]).toEqual([id, `${name}-files`, undefined]);
  // Another restore needs its own folder: with the old path, tasks would get a new and empty one.
  const settings = store && (await new SettingSearch(adopting, plan).settingsFor(store, newer));
  expect(settings?.map(({ path, value }) => [path.join("."), value])).toEqual([
    ["files.existing.fileSystemId", newer],
    ["files.existing.path", "/"],
  ]);
  const before = survivalOf(planOf(name).resolved).find((row) => row.name === "files-files");
  const row = survivalOf(plan.resolved).find((one) => one.name === "files");
  expect([row?.type, row?.regionLoss.answer, row?.restoreDrill.answer]).toEqual([
    before?.type,
    before?.regionLoss.answer,
    before?.restoreDrill.answer,
  ]);
});

it("starts a volume of cloudstor-spot from a snapshot by what its README adds to the settings", async () => {
  const { settings } = guideOf(project.root, "cloudstor-spot");
  const name = "cloudstor-spot-prod";
  const changed = withSettings(project, name, (all) => {
    for (const { path, value } of leavesOf(settings)) all.setIn(path.slice(2), value);
  });
  const { resources } = await new Planner(changed).plan(name);
  const volumes = resources.filter(({ type }) => type === aws.volume);
  expect(volumes.map(({ inputs }) => inputs["snapshotId"])).toContain("snap-0123456789abcdef0");
});

it("names the secrets by the stack's own outputs, and the logins that the stack sets itself (F.0.35)", async () => {
  const of = (stack: string, name: string) => credentialsOf(planOf(stack), storeIn(stack, name));
  expect(of("rexray-ebs-prod", "mysql-volume")).toEqual({
    secretOutputs: ["rootPasswordSecretArn"],
    ownLogins: [],
  });
  expect(of("invento-windows-prod", "database-instance")).toEqual({
    secretOutputs: ["masterSecretArn"],
    ownLogins: [],
  });
  const users = withSettings(project, "invento-windows-prod", (settings) => {
    settings.setIn(["database", "applicationUser"], {});
  });
  plans.set("users", await new Planner(users).plan("invento-windows-prod"));
  expect(of("users", "database-instance").ownLogins).toEqual(["application"]);
});

it("says that no setting of Clair adopts a restored cluster", async () => {
  const search = new SettingSearch(project, planOf("clair-prod"));
  expect(await search.settingsFor(storeIn("clair-prod", "clair-database"), "clair-final")).toEqual([]);
});

it("refuses a zone in which the network has no subnet", async () => {
  const search = new SettingSearch(project, planOf("rexray-ebs-prod"));
  const store = storeIn("rexray-ebs-prod", "mysql-volume");
  await expect(search.settingsFor(store, "snap-0123456789abcdef0", "eu-central-1f")).rejects.toThrow(
    "No setting of rexray-ebs-prod places only mysql-volume in eu-central-1f.",
  );
});

function storeIn(stack: string, name: string): Store {
  const store = storesOf(stack).stores.find((one) => one.name === name);
  if (store === undefined) throw new Error(`${stack} has no ${name}`);
  return store;
}
