import { scratchSandbox, type EngineSandbox } from "@ballast/testing/engine";
import { entryOf } from "@ballast/contracts";
import { ApplicationLoadBalancer, DeploymentStrategy, NetworkLoadBalancer, Service } from "../index.ts";
import { securityGroupIds, subnetIds, webService, webTask } from "../testing.ts";

const patience = 180_000;

let sandbox: EngineSandbox;
beforeEach(async () => {
  sandbox = await scratchSandbox("demo-dev");
});
afterEach(() => sandbox.close());

const door = {
  vpcId: "vpc-0",
  subnetIds,
  clients: { office: { cidrBlock: "10.8.0.0/16" } },
  targetSecurityGroupIds: securityGroupIds,
  deletionProtection: { enabled: false, reason: "a test deletes it" },
};
const balancers = {
  application: () =>
    new ApplicationLoadBalancer("web", {
      ...door,
      listeners: { http: { targetPort: 80, trafficShift: true } },
    }),
  network: () =>
    new NetworkLoadBalancer("web", {
      ...door,
      listeners: { http: { port: 80, targetPort: 80, trafficShift: true } },
    }),
};

const program = (kind: keyof typeof balancers, strategy: DeploymentStrategy, revision: number) => () => {
  const balancer = balancers[kind]();
  const isShifting = strategy !== DeploymentStrategy.Rolling;
  new Service("web", {
    ...webService,
    taskDefinition: webTask(revision),
    loadBalancers: {
      http: {
        targetGroupArn: entryOf(balancer.targetGroupArns, "http", "targetGroupArns"),
        ...(isShifting && {
          alternateTargetGroupArn: entryOf(
            balancer.alternateTargetGroupArns,
            "http",
            "alternateTargetGroupArns",
          ),
          productionListenerRuleArn: entryOf(
            balancer.productionListenerRuleArns,
            "http",
            "productionListenerRuleArns",
          ),
        }),
        containerName: "web",
        containerPort: 80,
      },
    },
    deployment: { strategy },
  });
  return Promise.resolve({});
};

/** ECS has moved all traffic to the second target group. */
function shifted(): string {
  const [first, second] = sandbox.cloud.existing
    .filter(({ type }) => type === "aws:lb/targetGroup:TargetGroup")
    .sort((one, other) => one.id.length - other.id.length)
    .map(({ id }) => id);
  for (const { type, state } of sandbox.cloud.existing) {
    const key =
      type === "aws:lb/listenerRule:ListenerRule"
        ? "actions"
        : type === "aws:lb/listener:Listener"
          ? "defaultActions"
          : undefined;
    if (key === undefined) continue;
    state[key] = JSON.parse(
      JSON.stringify(state[key]).replaceAll(String(first), "moving").replaceAll(String(second), "gone"),
    );
  }
  return traffic();
}
const traffic = (): string =>
  JSON.stringify(
    sandbox.cloud.existing
      .filter(({ type }) => /^aws:lb\/listener/.test(type))
      .map(({ state }) => state["actions"] ?? state["defaultActions"]),
  );

it.each([
  ["application", DeploymentStrategy.BlueGreen],
  ["application", DeploymentStrategy.Canary],
  ["application", DeploymentStrategy.Linear],
  ["network", DeploymentStrategy.BlueGreen],
] as const)(
  "leaves the traffic of %s load balancers to ECS with %s, and begins and ends that in place (F.0.44)",
  async (kind, strategy) => {
    const up = async (chosen: DeploymentStrategy, revision: number): Promise<void> => {
      const stack = await sandbox.stack("demo-dev", program(kind, chosen, revision));
      const { succeeded, log } = await stack.up();
      expect([succeeded, log]).toEqual([true, expect.not.stringContaining("rror:")]);
      expect((await stack.preview()).changes).toEqual({ same: expect.any(Number) });
    };
    const service = () => sandbox.cloud.existing.find(({ type }) => type === "aws:ecs/service:Service");
    await up(DeploymentStrategy.Rolling, 1);
    const id = service()?.id;
    await up(strategy, 2);
    expect(service()?.id).toBe(id);
    const moved = shifted();
    await up(strategy, 3);
    expect(service()?.inputs["taskDefinition"]).toMatch(/:3$/);
    expect(traffic()).toBe(moved);
    await up(DeploymentStrategy.Rolling, 4);
    expect([service()?.id, service()?.inputs["deploymentConfiguration"]]).toEqual([
      id,
      { strategy: "ROLLING" },
    ]);
  },
  patience,
);
