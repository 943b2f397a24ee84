import { DescribeVolumesCommand } from "@aws-sdk/client-ec2";
import { DeregisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { calls, pagesOf } from "../testing/standIn.ts";
import { Stage } from "../testing/stage.ts";
import { pluginVolume } from "../testing/taskDefinition.ts";
import { claimOfTag } from "./claims.ts";
import { findVolumes, type Wanted } from "./find.ts";
import { claimedVolume } from "./removable.ts";

/* Lists come in pages of two (tools/aws-emulator). No plugin creates the volumes: the tests do, with the tags that plugins write. */
let stage: Stage;
const none: Wanted = { claims: [], unclear: [] };
const ofMain: Wanted = { ...none, cluster: "main" };

beforeEach(async () => {
  stage = await Stage.open();
});

afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

describe("finding what plugins left behind", () => {
  it("finds volumes by the names in every revision of a cluster, and claims none of them", async () => {
    const host = await stage.instance("a");
    const old = await stage.family("mysql", pluginVolume("old-vol", "rexray/ebs"));
    await stage.service("mysql", host, pluginVolume("rexray-vol", "rexray/ebs"));
    await stage.aws.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: old }));
    const left = await stage.volume("b", { Name: "old-vol" });
    const used = await stage.volume("a", { Name: "team/rexray-vol" }, host);
    await stage.volume("a", { Name: "rexray-vol-2" });
    await stage.volume("a", { Name: "somebody-elses" });
    const found = await findVolumes(stage.aws, ofMain);
    expect(found).toMatchObject({ families: ["mysql"], clusters: ["main"], leftOut: [] });
    const common = {
      kind: "EBS",
      type: "gp3",
      storage: [{ storageClass: "gp3", gib: 20 }],
      mountTargets: [],
      encrypted: false,
      created: expect.any(Date),
      backedUp: false,
    };
    expect(found.volumes).toEqual([
      {
        ...common,
        name: "old-vol",
        dockerName: "old-vol",
        id: left,
        zones: ["eu-central-1b"],
        state: "available",
        attachedTo: [],
        usedBy: [],
      },
      {
        ...common,
        name: "team/rexray-vol",
        dockerName: "rexray-vol",
        id: used,
        zones: ["eu-central-1a"],
        state: "in-use",
        attachedTo: [host.ec2InstanceId],
        attachedSince: expect.any(Date),
        usedBy: [
          {
            cluster: "main",
            who: expect.stringMatching(/^task [0-9a-f-]+ \(RUNNING\) of service mysql$/),
            family: "mysql",
            by: "name",
          },
          { cluster: "main", who: "service mysql, which wants 1 task", family: "mysql", by: "name" },
        ],
      },
    ]);
    expect(() => claimedVolume(found, left)).toThrow("no plan and no --tag claims a volume.");
  });

  it("finds file systems with their mount targets", async () => {
    await stage.service("web", await stage.instance("a"), pluginVolume("rexray-efs-vol", "rexray/efs"));
    const id = await stage.fileSystem(["b", "a", "c"], { Name: "/rexray-efs-vol" });
    await stage.fileSystem([], { Name: "/another" });
    const { volumes } = await findVolumes(stage.aws, ofMain);
    expect(volumes).toMatchObject([
      {
        kind: "EFS",
        name: "/rexray-efs-vol",
        dockerName: "rexray-efs-vol",
        id,
        zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
        storage: [{ storageClass: "standard", gib: 0 }],
        state: "available",
      },
    ]);
    expect(volumes[0]?.mountTargets).toHaveLength(3);
  });

  it("finds what Cloudstor left behind by its tags, and what the agent named", async () => {
    await stage.family("batch", {
      ...pluginVolume("scratch", "rexray/ebs"),
      volumes: [{ name: "scratch", dockerVolumeConfiguration: { driver: "rexray/ebs", scope: "task" } }],
    });
    const cloudstor = await stage.volume("a", { CloudstorVolumeName: "data1", StackID: "s" });
    const others = await stage.volume("a", { CloudstorVolumeName: "data1", StackID: "t" });
    await stage.volume("a", { CloudstorVolumeName: "data2", StackID: "s" }, await stage.instance("a"));
    const task = await stage.volume("a", { Name: "ecs-batch-1-scratch-9af3" });
    const found = await findVolumes(stage.aws, {
      ...ofMain,
      families: ["batch"],
      claims: [claimOfTag("CloudstorVolumeName=data1,StackID=s")],
    });
    expect(found.volumes.map(({ id, name, claimedBy }) => [id, name, claimedBy])).toEqual([
      [cloudstor, "CloudstorVolumeName=data1,StackID=s", "--tag"],
      [others, "CloudstorVolumeName=data1,StackID=t", undefined],
      [task, "ecs-batch-1-scratch-9af3", undefined],
    ]);
    expect(() => claimedVolume(found, "data1")).toThrow(/"data1" is not a full Name tag or an id/);
    expect(() => claimedVolume(found, others)).toThrow('--tag claims "CloudstorVolumeName=data1,StackID=s".');
    expect(claimedVolume(found, "CloudstorVolumeName=data1,StackID=s").id).toBe(cloudstor);
  });

  it("leaves out what somebody manages, claimed or not, and says by which tag", async () => {
    const pulumi = await stage.volume("a", { Name: "data", "ballast:managed": "pulumi" });
    const ecs = await stage.volume("a", { Name: "data", AmazonECSManaged: "" });
    const found = await findVolumes(stage.aws, { ...none, claims: [claimOfTag("data")] });
    expect(found.volumes).toEqual([]);
    expect(found.leftOut).toHaveLength(2);
    expect(found.leftOut).toContainEqual({
      id: pulumi,
      name: "data",
      dockerName: "data",
      owner: "Pulumi",
      tag: "ballast:managed=pulumi",
    });
    expect(() => claimedVolume(found, ecs)).toThrow(
      `data (${ecs}) is managed by Amazon ECS, according to its tag AmazonECSManaged=. Remove it there.`,
    );
  });

  it("finds a claimed volume wherever it is in the pages, and all that are tagged like it", async () => {
    await pagesOf(1);
    for (let count = 0; count < 3; count += 1) await stage.volume("a", { Name: "team/other" });
    const ids = [
      await stage.volume("a", { Name: "team/data" }),
      await stage.volume("b", { Name: "team/data" }),
    ];
    const system = await stage.fileSystem([], { Name: "team/data" });
    for (let count = 0; count < 3; count += 1) await stage.fileSystem([], { Name: "team/other" });
    const found = await findVolumes(stage.aws, { ...none, claims: [claimOfTag("team/data")] });
    expect(found.volumes.map(({ id }) => id).sort()).toEqual([...ids, system].sort());
    expect(() => claimedVolume(found, "team/data")).toThrow(
      /^3 volumes are tagged team\/data\. Use one of their ids: /,
    );
    const { Volumes = [] } = await stage.aws.ec2.send(new DescribeVolumesCommand({}));
    expect(Volumes.length).toBeLessThanOrEqual(1);
  });

  it("finds nothing where there is nothing", async () => {
    expect(await findVolumes(stage.aws, ofMain)).toMatchObject({ families: [], volumes: [], leftOut: [] });
    await expect(findVolumes(stage.aws, { ...none, cluster: "mian" })).rejects.toThrow(
      "There is no cluster mian in eu-central-1",
    );
  });
});
