import { Planner } from "@ballast/plan/planner";
import { asPlanned, EngineSandbox } from "@ballast/testing/engine";
import run from "../index.ts";
import { certificateArn, office, publicDoor, withDoor } from "./frontDoors.ts";
import { openThisProject, withSettings } from "./scenarioTests.ts";

/** Longer than any operation takes on a busy machine. */
const patience = 600_000;

const reason = "a test of what is public";
const sg = "sg-0123456789abcdef0";

/** One variation for each setting that opens something; each kind of load balancer is among them. */
const variations: [string, () => Promise<Record<string, unknown>>][] = [
  [
    "private-registry",
    async () => ({
      ...(await withDoor("private-registry", publicDoor("private-registry"))),
      publicAddress: { reason, clients: office },
      image: { repository: "registry.example.com/team/space", tag: "1.0.0" },
      scaling: { maximum: 4, cpuPercent: 60, requestsPerTarget: 500 },
      runningHours: { from: "07:00", until: "20:00" },
    }),
  ],
  ["rexray-efs", () => withDoor("rexray-efs", publicDoor("rexray-efs"))],
  [
    "rexray-ebs",
    async () => ({
      ...(await withDoor("rexray-ebs", publicDoor("rexray-ebs"))),
      scratch: { sizeGiB: 20 },
    }),
  ],
  [
    "clair",
    async () => {
      const settings = await withDoor("clair", { clients: office, internetFacing: true, certificateArn });
      return {
        ...settings,
        gate: { ...(settings["gate"] as object), clients: { shop: { securityGroupId: sg } } },
      };
    },
  ],
];

it.each(variations)(
  "%s comes up open as the offline plan says, and goes without a trace",
  async (scenario, settingsOf) => {
    const name = `${scenario}-dev`;
    const project = await openThisProject();
    const changed = await settingsOf();
    const { values } = project.configurationOf(name);
    const sandbox = await EngineSandbox.open({ project: project.root }, values["aws:region"] ?? "");
    try {
      expect(await (await sandbox.stack("network-dev", run)).up()).toMatchObject({ succeeded: true });
      const before = sandbox.cloud.existing.length;
      const stack = await sandbox.stack(name, run);
      const declared = await project.declaredSecrets(name, changed);
      for (const [key, { standIn }] of Object.entries(declared)) await stack.setSecret(key, standIn);
      stack.changeSettings(changed);
      const plan = await new Planner(withSettings(project, name, changed)).plan(name);
      const planned = plan.resources.map(({ urn, parent, inputs, protect }) => ({
        urn,
        parent,
        inputs,
        protect,
      }));
      expect(asPlanned((await stack.preview()).steps)).toEqual(planned);
      const { log, succeeded } = await stack.up();
      expect(log).not.toContain("rror:");
      expect(succeeded).toBe(true);
      expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
      expect((await stack.destroy()).succeeded).toBe(true);
      expect(sandbox.cloud.existing.length).toBe(before);
    } finally {
      sandbox.close();
    }
  },
  patience,
);
