import { DescribeSnapshotsCommand, DescribeVolumesCommand } from "@aws-sdk/client-ec2";
import { DeregisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { DescribeFileSystemsCommand } from "@aws-sdk/client-efs";
import { Stage } from "../testing/stage.ts";
import { pluginVolume } from "../testing/taskDefinition.ts";
import { findVolumes } from "./find.ts";
import { removable } from "./removable.ts";
import { removeVolume } from "./remove.ts";

/*
 * Against moto, which deletes at once and completes a snapshot at once: how long AWS takes, and what it answers
 * meanwhile, is not proved here. Nor does a plugin make the volumes: the test does, with the tags that plugins write.
 */
let stage: Stage;
const pace = { timeoutSeconds: 20, pollSeconds: 0.1 };

beforeEach(async () => {
  stage = await Stage.open();
});

describe("finding what plugins left behind", () => {
  it("finds volumes by the names in every revision, and where they are", async () => {
    const host = await stage.instance("a");
    const old = await stage.family("mysql", pluginVolume("old-vol", "rexray/ebs"));
    await stage.service("mysql", host, pluginVolume("rexray-vol", "rexray/ebs"));
    await stage.aws.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: old }));
    const left = await stage.volume("b", { Name: "old-vol" });
    const used = await stage.volume("a", { Name: "team/rexray-vol" }, host);
    await stage.volume("a", { Name: "rexray-vol-2" });
    await stage.volume("a", { Name: "somebody-elses" });
    const found = await findVolumes(stage.aws, "main");
    expect(found.families).toEqual(["mysql"]);
    expect(found.leftOut).toEqual([]);
    expect(found.volumes).toEqual([
      {
        kind: "EBS",
        name: "old-vol",
        id: left,
        zones: ["eu-central-1b"],
        type: "gp3",
        storage: [{ storageClass: "gp3", gib: 20 }],
        state: "available",
        attachedTo: [],
        mountTargets: [],
        encrypted: false,
        created: expect.any(Date),
        wantedBy: [],
        backedUp: false,
      },
      {
        kind: "EBS",
        name: "rexray-vol",
        id: used,
        zones: ["eu-central-1a"],
        type: "gp3",
        storage: [{ storageClass: "gp3", gib: 20 }],
        state: "in-use",
        attachedTo: [host.ec2InstanceId],
        mountTargets: [],
        encrypted: false,
        created: expect.any(Date),
        attachedSince: expect.any(Date),
        wantedBy: ["mysql"],
        backedUp: false,
      },
    ]);
  });

  it("finds file systems with their mount targets", async () => {
    await stage.service("web", await stage.instance("a"), pluginVolume("rexray-efs-vol", "rexray/efs"));
    const id = await stage.fileSystem(["b", "a"], { Name: "/rexray-efs-vol" });
    await stage.fileSystem([], { Name: "/another" });
    const { volumes } = await findVolumes(stage.aws, "main");
    expect(volumes).toHaveLength(1);
    expect(volumes[0]).toMatchObject({
      kind: "EFS",
      name: "rexray-efs-vol",
      id,
      zones: ["eu-central-1a", "eu-central-1b"],
      storage: [{ storageClass: "standard", gib: 0 }],
      state: "available",
      wantedBy: ["web"],
    });
    expect(volumes[0]?.mountTargets.map(({ zone }) => zone).sort()).toEqual([
      "eu-central-1a",
      "eu-central-1b",
    ]);
  });

  it("finds what Cloudstor left behind by its tag, and what the agent named", async () => {
    const definition = pluginVolume("scratch", "rexray/ebs");
    await stage.family("batch", {
      ...definition,
      volumes: [{ name: "scratch", dockerVolumeConfiguration: { driver: "rexray/ebs", scope: "task" } }],
    });
    const cloudstor = await stage.volume("a", { CloudstorVolumeName: "data1", StackID: "s" });
    const host = await stage.instance("a");
    await stage.volume("a", { CloudstorVolumeName: "data2", StackID: "s" }, host);
    const task = await stage.volume("a", { Name: "ecs-batch-1-scratch-9af3" });
    const { volumes, families } = await findVolumes(stage.aws, "main", ["batch"]);
    expect(families).toEqual(["batch"]);
    expect(volumes.map(({ id, name }) => [id, name])).toEqual([
      [cloudstor, "data1"],
      [task, "ecs-batch-1-scratch-9af3"],
    ]);
  });

  it("leaves out what somebody manages, and says by which tag", async () => {
    await stage.service("mysql", undefined, pluginVolume("data", "rexray/ebs"));
    const pulumi = await stage.volume("a", { Name: "data", "ballast:managed": "pulumi" });
    const ecs = await stage.volume("a", { Name: "data", AmazonECSManaged: "true" });
    const found = await findVolumes(stage.aws, "main");
    expect(found.volumes).toEqual([]);
    expect(found.leftOut).toHaveLength(2);
    expect(found.leftOut).toContainEqual({
      id: pulumi,
      name: "data",
      owner: "Pulumi",
      tag: "ballast:managed=pulumi",
    });
    expect(found.leftOut).toContainEqual({
      id: ecs,
      name: "data",
      owner: "Amazon ECS",
      tag: "AmazonECSManaged=true",
    });
    expect(() => removable(found, "data", true, "main")).toThrow(
      /: its tag .* says so\. Remove it there, not here\./,
    );
  });

  it("finds nothing where there is nothing", async () => {
    expect(await findVolumes(stage.aws, "main")).toEqual({ families: [], volumes: [], leftOut: [] });
    await expect(findVolumes(stage.aws, "mian")).rejects.toThrow("There is no cluster mian in eu-central-1");
  });
});

describe("removing", () => {
  it("takes a snapshot, deletes the volume, and waits until it is gone", async () => {
    await stage.family("mysql", pluginVolume("rexray-vol", "rexray/ebs"));
    const id = await stage.volume("a", { Name: "rexray-vol" });
    const volume = removable(await findVolumes(stage.aws, "main", ["mysql"]), "rexray-vol", true, "main");
    const removed = await removeVolume(stage.aws, volume, true, pace);
    expect(removed).toMatchObject({
      kind: "EBS",
      name: "rexray-vol",
      id,
      snapshotId: expect.stringMatching(/^snap-/),
    });
    const { Volumes } = await stage.aws.ec2.send(new DescribeVolumesCommand({}));
    expect((Volumes ?? []).map(({ VolumeId }) => VolumeId)).not.toContain(id);
    const { Snapshots = [] } = await stage.aws.ec2.send(
      new DescribeSnapshotsCommand({ SnapshotIds: [removed.snapshotId ?? ""] }),
    );
    expect(Snapshots[0]).toMatchObject({ VolumeId: id, State: "completed" });
    expect(Snapshots[0]?.Tags).toContainEqual({ Key: "ballast:removed-volume", Value: id });
  });

  it("deletes mount targets before the file system", async () => {
    await stage.family("web", pluginVolume("shared", "rexray/efs"));
    const id = await stage.fileSystem(["a", "b"], { Name: "/shared" });
    const found = await findVolumes(stage.aws, "main", ["web"]);
    expect(() => removable(found, "shared", true, "main")).toThrow(
      /which has no snapshots, so it was not removed\.\nAWS Backup can copy it .*--resource-arn arn:aws:elasticfilesystem:.*\nTo remove it as it is, add --no-snapshot\./,
    );
    await removeVolume(stage.aws, removable(found, "shared", false, "main"), false, pace);
    await expect(stage.aws.efs.send(new DescribeFileSystemsCommand({ FileSystemId: id }))).rejects.toThrow(
      "FileSystemNotFound",
    );
  });

  it("refuses what is attached, what is asked for, and a name that several have", async () => {
    const host = await stage.instance("a");
    await stage.service("mysql", host, pluginVolume("data", "rexray/ebs"));
    const used = await stage.volume("a", { Name: "data" }, host);
    const spare = await stage.volume("b", { Name: "data" });
    const found = await findVolumes(stage.aws, "main");
    const refused = (name: string) => expect(() => removable(found, name, true, "main"));
    refused("data").toThrow(/^2 are named data; name one by its id: vol-.* \(EBS, eu-central-1[ab]\), vol-/);
    refused(used).toThrow(
      `data (${used}) is attached to ${host.ec2InstanceId}, so it was not removed. Scale mysql to 0, and wait`,
    );
    refused(spare).toThrow(`data (${spare}) was not removed: mysql of main still asks for it.`);
    refused("dta").toThrow("No plugin left a volume dta behind for main; there are data.");
  });

  it("says what stands when AWS refuses halfway", async () => {
    await stage.family("mysql", pluginVolume("data", "rexray/ebs"));
    const host = await stage.instance("a");
    const id = await stage.volume("a", { Name: "data" });
    const volume = removable(await findVolumes(stage.aws, "main", ["mysql"]), "data", true, "main");
    // Somebody attaches it after all.
    await stage.attach(id, host);
    await expect(removeVolume(stage.aws, volume, true, pace)).rejects.toThrow(
      /^ec2:DeleteVolume failed with VolumeInUse\. Asked with the access key …ting \(from AWS_ACCESS_KEY_ID\) in eu-central-1\. .*\nNothing was deleted\.\nThe snapshot snap-\w+ is complete and stays\.$/,
    );
  });
});
