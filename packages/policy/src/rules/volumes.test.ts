import { check } from "../check.ts";
import { broken, mounting, together, type Breaking } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import { madeUp, type Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import fc from "fast-check";
import { volumeRules } from "./volumes.ts";

const bootScript = "aws ec2 attach-volume --volume-id disk\nmount /mnt/disk";
/** Tasks keep their data on a block volume that a boot script attaches. */
const onDisk = (service: Inputs = {}) =>
  together(
    mounting({ hostPath: "/mnt/disk/data" }),
    broken(aws.launchTemplate, { userData: Buffer.from(bootScript).toString("base64") }),
    broken(aws.service, service),
  );

itShowsEachRule(volumeRules, goodStack, [
  ["ebs-backup", broken(aws.volume, { tags: { Name: "data" } }), "has no automatic snapshots"],
  ["ecs-single-attach-deployment", onDisk(), "deploys between 100 and 200 percent"],
  ["ecs-single-attach-deployment", onDisk({ desiredCount: 2 }), "has a desired count of 2 for one volume"],
  [
    "ecs-single-attach-deployment",
    mounting({ dockerVolumeConfiguration: { driver: "rexray/ebs" } }),
    "deploys between 100 and 200 percent",
  ],
  [
    "ecs-single-attach-deployment",
    mounting({
      dockerVolumeConfiguration: { driver: "cloudstor:aws", driverOpts: { backing: "relocatable" } },
    }),
    "deploys between 100 and 200 percent",
  ],
  [
    "ecs-volume-host-replaceable (F.0.32)",
    onDisk({ desiredCount: 1 }),
    "keeps 1 of its tasks on instances that hold",
  ],
  ["ecs-zonal-volume", onDisk(), "can run in a zone other than that of data"],
  [
    "ecs-ephemeral-volume",
    broken(aws.service, { volumeConfiguration: { name: "data" } }),
    "creates a volume for each task, which is deleted with the task",
  ],
]);

const beside = (service: Inputs, more: Breaking = (all) => all): string[] =>
  check(more(onDisk(service)(goodStack())), {}, { rules: volumeRules })
    .filter(({ rule }) => rule === "ecs-volume-host-replaceable")
    .map(({ message }) => message);
const holder = "main-general-provider";
const provider = (capacityProvider: string, weight?: number, base?: number): Inputs => ({
  capacityProvider,
  weight,
  base,
});

it.each<[string, Inputs]>([
  ["may stop its last task", { desiredCount: 1, deploymentMinimumHealthyPercent: 0 }],
  ["has no task", { desiredCount: 0 }],
  ["runs on every instance", { desiredCount: undefined, schedulingStrategy: "DAEMON" }],
  ["runs on other instances", { desiredCount: 2, capacityProviderStrategies: [provider("other", 1)] }],
  [
    "goes to another provider by its weight",
    { desiredCount: 2, capacityProviderStrategies: [provider(holder, 0), provider("other", 1)] },
  ],
  [
    "goes to another provider, as its own has no weight",
    { desiredCount: 2, capacityProviderStrategies: [provider(holder), provider("other", 1)] },
  ],
  [
    "keeps enough tasks on another provider",
    {
      desiredCount: 2,
      deploymentMinimumHealthyPercent: 50,
      capacityProviderStrategies: [provider(holder, 1), provider("other", 1)],
    },
  ],
  ["runs on somebody's servers", { desiredCount: 2, capacityProviderStrategies: [], launchType: "EXTERNAL" }],
  ["runs on AWS Fargate", { desiredCount: 2, capacityProviderStrategies: [], launchType: "FARGATE" }],
])("lets an instance with a volume go where a service on it %s (F.0.32)", (_, service) => {
  expect(beside(service)).toEqual([]);
});

it("counts the tasks that ECS keeps: percentages are rounded up (F.0.32)", () => {
  const keeping = (desiredCount: number, deploymentMinimumHealthyPercent?: number) =>
    beside({ desiredCount, deploymentMinimumHealthyPercent }).map((text) => /keeps (\d+) /.exec(text)?.[1]);
  expect([keeping(1), keeping(3, 50), keeping(10, 1)]).toEqual([["1"], ["2"], ["1"]]);
});

const byDefault = (...strategies: Inputs[]): Breaking =>
  broken(aws.clusterCapacityProviders, { defaultCapacityProviderStrategies: strategies });
/** Instances that no capacity provider sizes. */
const otherInstances: Breaking = (all) => [
  ...all,
  madeUp(aws.launchTemplate, "plain", { instanceType: "t3.medium" }),
  madeUp(aws.group, "plain", { launchTemplate: { id: "plain" } }),
];
const anywhere: Inputs = { desiredCount: 1, capacityProviderStrategies: undefined };
const onEc2: Inputs = { ...anywhere, launchType: "EC2" };

it.each<[string, Inputs, Breaking | undefined, number]>([
  [
    "of two providers",
    { desiredCount: 2, capacityProviderStrategies: [provider(holder, 1), provider("other", 1)] },
    undefined,
    1,
  ],
  [
    "of a base",
    { desiredCount: 2, capacityProviderStrategies: [provider(holder, 0, 2), provider("other", 1)] },
    undefined,
    1,
  ],
  [
    "of one provider without a weight",
    { desiredCount: 1, capacityProviderStrategies: [provider(holder)] },
    undefined,
    1,
  ],
  ["of the cluster's strategy", anywhere, byDefault(provider(holder, 1)), 1],
  ["of a strategy of AWS Fargate", anywhere, byDefault(provider("FARGATE", 1)), 0],
  ["of any instance", anywhere, undefined, 1],
  ["of any instance by launch type", onEc2, byDefault(provider("FARGATE", 1)), 1],
  ["of any instance, others among them", onEc2, otherInstances, 0],
  [
    "of any instance, some of another stack's",
    onEc2,
    broken(aws.clusterCapacityProviders, { capacityProviders: [holder, "elsewhere"] }),
    0,
  ],
])("judges tasks by what places them: instances %s (F.0.32)", (_, service, more, count) => {
  expect(beside(service, more)).toHaveLength(count);
});

it("keeps what no other provider runs, in 200 strategies (F.0.32)", () => {
  const shares = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(
      shares.filter((weights) => weights.some((weight) => weight > 0)),
      fc.record({
        rounds: fc.integer({ min: 0, max: 3 }),
        base: fc.integer({ min: 0, max: 3 }),
        based: fc.nat({ max: 3 }),
      }),
      fc.integer({ min: 0, max: 100 }),
      (weights, { rounds, base, based }, deploymentMinimumHealthyPercent) => {
        const at = based % weights.length;
        const counts = weights.map((_, index) => (index === at ? base : 0));
        // Whole rounds: as many as its weight for each.
        for (let round = 0; round < rounds; round++)
          weights.forEach((weight, index) => (counts[index] = (counts[index] ?? 0) + weight));
        const desiredCount = counts.reduce((sum, one) => sum + one, 0);
        const others = desiredCount - (counts[0] ?? 0);
        const isHeld = (others * 100) / desiredCount < deploymentMinimumHealthyPercent;
        const capacityProviderStrategies = weights.map((weight, index) =>
          provider(index === 0 ? holder : `other-${index}`, weight, index === at ? base : undefined),
        );
        const messages = beside({
          desiredCount,
          deploymentMinimumHealthyPercent,
          capacityProviderStrategies,
        });
        expect(messages).toHaveLength(isHeld ? 1 : 0);
      },
    ),
    { numRuns: 200 },
  );
});
