import { EngineSandbox } from "@ballast/testing/engine";
import run from "../index.ts";
import { openThisProject } from "../testing/scenarioTests.ts";

/* What pulumi does in the middle of `ballast move-volume`; packages/operate/src/move tests what comes before and after. */
const type = "aws:ebs/volume:Volume";
const store = /^aws:(ebs\/volume|efs\/fileSystem|cloudwatch\/logGroup)/;

it("moves a protected volume to another zone by its snapshot, and leaves the old one as it is (F.5.9)", async () => {
  const project = await openThisProject();
  const name = "cloudstor-spot-prod";
  const { values } = project.configurationOf(name);
  const { volumes } = JSON.parse(values["ballast:settings"] ?? "") as { volumes: Record<string, object> };
  const sandbox = await EngineSandbox.open({ project: project.root }, values["aws:region"] ?? "");
  try {
    expect(await (await sandbox.stack("network-prod", run)).up()).toMatchObject({ succeeded: true });
    const stack = await sandbox.stack(name, run);
    expect(await stack.up()).toMatchObject({ succeeded: true });
    const ids = (): Record<string, unknown>[] =>
      sandbox.cloud.existing
        .filter((one) => one.type === type && one.urn.endsWith("::data-pages-volume"))
        .map(({ id, inputs }) => ({ id, zone: inputs["availabilityZone"], snapshot: inputs["snapshotId"] }));
    const [old] = ids();
    expect(ids()).toEqual([{ id: old?.["id"], zone: "eu-central-1a", snapshot: undefined }]);

    const moved = { availabilityZone: "eu-central-1b", snapshotId: "snap-0123456789abcdef0" };
    stack.changeSettings({ volumes: { ...volumes, pages: { ...volumes["pages"], ...moved } } });
    const refused = await stack.up();
    expect(refused.succeeded).toBe(false);
    expect(refused.log).toMatch(/data-pages-volume[^]*protect/);
    expect(ids()).toHaveLength(1);

    // `pulumi state unprotect`
    const state = await stack.export();
    for (const resource of state.deployment.resources ?? [])
      if (resource.urn.endsWith("::data-pages-volume")) resource.protect = false;
    await stack.import(state);
    const { steps } = await stack.preview();
    const replaced = steps
      .filter(({ op }) => op.includes("replace"))
      .map(({ urn }) => urn.split("::").at(-1));
    expect(
      [...new Set(replaced)].filter((one) =>
        steps.some(({ urn, type: kind }) => urn.endsWith(`::${one}`) && store.test(kind)),
      ),
    ).toEqual(["data-pages-volume"]);
    const { succeeded, log } = await stack.up();
    if (!succeeded) throw new Error(`The update failed:\n${log}`);

    // The old one stays in AWS, out of the state; the new one is in it, and protected again.
    expect(ids()).toEqual([
      old,
      { id: expect.any(String), zone: moved.availabilityZone, snapshot: moved.snapshotId },
    ]);
    const kept = (await stack.resources()).filter(({ urn }) => urn.endsWith("::data-pages-volume"));
    expect(kept.map(({ id, protect }) => [id, protect])).toEqual([[ids()[1]?.["id"], true]]);
    expect((await stack.preview()).steps.filter(({ op }) => op !== "same" && op !== "read")).toEqual([]);
  } finally {
    sandbox.close();
  }
}, 600_000);
