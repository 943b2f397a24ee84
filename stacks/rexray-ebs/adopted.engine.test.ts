import * as aws from "@pulumi/aws";
import { EngineSandbox } from "@ballast/testing/engine";
import run from "../index.ts";
import { openThisProject } from "../testing/scenarioTests.ts";

/* What pulumi does in docs/bring-a-volume.md, "As it is". */
it("takes a volume over, and leaves one as it is that only another could replace (F.4.7)", async () => {
  const project = await openThisProject();
  const { values } = project.configurationOf("rexray-ebs-prod");
  const { volume } = JSON.parse(values["ballast:settings"] ?? "") as { volume: { sizeGiB: number } };
  const sandbox = await EngineSandbox.open({ project: project.root }, values["aws:region"] ?? "");
  const volumes = () => sandbox.cloud.existing.filter(({ type }) => type === "aws:ebs/volume:Volume");
  try {
    // Somebody's, of whom the stack knows nothing.
    const other = await sandbox.stack("somebody-dev", async () => {
      await Promise.resolve();
      const plain = { availabilityZone: "eu-central-1a", size: volume.sizeGiB, type: "gp2" };
      new aws.ebs.Volume("encrypted", { ...plain, encrypted: true, tags: { Name: "rexray-vol" } });
      new aws.ebs.Volume("open", { ...plain, encrypted: false });
    });
    expect(await other.up()).toMatchObject({ succeeded: true });
    const idOf = (name: string) => volumes().find(({ urn }) => urn.endsWith(`::${name}`))?.id;
    const [encrypted, open] = [idOf("encrypted"), idOf("open")];
    const ids = volumes().map(({ id }) => id);
    expect(await (await sandbox.stack("network-prod", run)).up()).toMatchObject({ succeeded: true });
    const stack = await sandbox.stack("rexray-ebs-prod", run);

    stack.changeSettings({ volume: { ...volume, adoptVolume: open } });
    const refused = await stack.up();
    expect(refused).toMatchObject({
      succeeded: false,
      log: expect.stringMatching(/mysql-volume[^]*protect/) as string,
    });
    expect(volumes().map(({ id }) => id)).toEqual(ids);
    expect(volumes().find(({ id }) => id === open)?.inputs).toMatchObject({ encrypted: false, type: "gp2" });

    // `pulumi state delete`, if it was imported before it was refused.
    const state = await stack.export();
    state.deployment.resources = (state.deployment.resources ?? []).filter(({ id }) => id !== open);
    await stack.import(state);
    stack.changeSettings({ volume: { ...volume, adoptVolume: encrypted, folder: "data" } });
    const { succeeded, log } = await stack.up();
    if (!succeeded) throw new Error(`The update failed:\n${log}`);
    expect(volumes().map(({ id }) => id)).toEqual(ids);
    const kept = (await stack.resources()).find(({ urn }) => urn.endsWith("::mysql-volume"));
    expect(kept).toMatchObject({ id: encrypted, protect: true });
    const name = "rexray-ebs-prod-mysql";
    expect(volumes().find(({ id }) => id === encrypted)?.inputs).toMatchObject({
      type: "gp3",
      tags: { Name: name, "ballast:volume": name },
    });
    expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
  } finally {
    sandbox.close();
  }
}, 600_000);
