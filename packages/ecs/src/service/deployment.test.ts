import { record, recordRefusal } from "@ballast/testing";
import {
  ApplicationLoadBalancer,
  DeploymentStrategy,
  LaunchType,
  LifecycleStage,
  NetworkLoadBalancer,
  Scheduling,
  Service,
  Watch,
  type ServiceArgs,
  type ServiceDeployment,
} from "../index.ts";
import { documentIn, securityGroupIds, site, subnetIds, webService, webTask } from "../testing.ts";

const balancing = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:";
const target = {
  loadBalancerArn: `${balancing}loadbalancer/app/web-lb/0123456789abcdef`,
  targetGroupArn: `${balancing}targetgroup/web-http/0`,
  containerName: "web",
  containerPort: 80,
};
const shift = {
  alternateTargetGroupArn: `${balancing}targetgroup/web-http-alt/0`,
  productionListenerRuleArn: `${balancing}listener-rule/app/web-lb/0/1/2`,
};
const loadBalancers = { http: { ...target, ...shift } };
const build = (deployment: ServiceDeployment, args: Partial<ServiceArgs> = {}) =>
  new Service("web", {
    ...webService,
    loadBalancers,
    deployment,
    ...args,
  });
const serviceOf = async (deployment: ServiceDeployment, args: Partial<ServiceArgs> = {}) =>
  (await record(() => build(deployment, args))).the("aws:ecs/service:Service");

it.each<[ServiceDeployment, object, string]>([
  [{ strategy: DeploymentStrategy.BlueGreen }, { strategy: "BLUE_GREEN", bakeTimeInMinutes: "5" }, "45m"],
  [
    { strategy: DeploymentStrategy.Canary, canaryPercent: 2, canaryBakeMinutes: 30, bakeMinutes: 0 },
    {
      strategy: "CANARY",
      bakeTimeInMinutes: "0",
      canaryConfiguration: { canaryPercent: 2, canaryBakeTimeInMinutes: "30" },
    },
    "80m",
  ],
  [
    { strategy: DeploymentStrategy.Linear, stepPercent: 30, bakeMinutes: 10 },
    {
      strategy: "LINEAR",
      bakeTimeInMinutes: "10",
      linearConfiguration: { stepPercent: 30, stepBakeTimeInMinutes: "6" },
    },
    // 30, 60 and 90 percent are each followed by six minutes. ECS may wait ten minutes in each of four steps, and before them.
    "98m",
  ],
])(
  "deploys %p in ECS's words, and waits for as long (F.0.44)",
  async (deployment, configuration, minutes) => {
    const { inputs, customTimeouts } = await serviceOf(deployment);
    expect(inputs["deploymentConfiguration"]).toEqual(configuration);
    expect(inputs["deploymentCircuitBreaker"]).toEqual({ enable: true, rollback: true });
    expect(customTimeouts).toMatchObject({ update: minutes });
  },
);

it("moves traffic by a role that may do only that (F.0.44)", async () => {
  const recording = await record(() => build({ strategy: DeploymentStrategy.BlueGreen }));
  const role = recording.the("aws:iam/role:Role");
  expect(documentIn(role.inputs, "assumeRolePolicy").Statement[0]?.["Principal"]).toEqual({
    Service: "ecs.amazonaws.com",
  });
  const attachment = recording.the("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
  // AWS managed policy reference: not among the service roles' policies.
  expect(attachment.inputs["policyArn"]).toBe(
    "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers",
  );
  const service = recording.the("aws:ecs/service:Service");
  expect(service.inputs["loadBalancers"]).toEqual([
    {
      targetGroupArn: target.targetGroupArn,
      containerName: "web",
      containerPort: 80,
      advancedConfiguration: {
        alternateTargetGroupArn: shift.alternateTargetGroupArn,
        productionListenerRule: shift.productionListenerRuleArn,
        roleArn: role.state["arn"],
      },
    },
  ]);
  expect(service.dependsOn).toContain(attachment.urn);
});

it("has functions decide at stages, by a role that may invoke only these (F.0.44)", async () => {
  const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:smoke";
  const recording = await record(() =>
    build({
      strategy: DeploymentStrategy.BlueGreen,
      lifecycleHooks: {
        smoke: {
          functionArn,
          stages: [LifecycleStage.PostScaleUp, LifecycleStage.PostProductionTrafficShift],
          details: { path: "/health" },
        },
      },
    }),
  );
  const policy = recording.the("aws:iam/rolePolicy:RolePolicy", "web-hooks");
  expect(documentIn(policy.inputs, "policy").Statement).toEqual([
    { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [functionArn] },
  ]);
  const role = recording.the("aws:iam/role:Role", "web-hooks");
  expect(recording.the("aws:ecs/service:Service").inputs["deploymentConfiguration"]).toMatchObject({
    lifecycleHooks: [
      {
        hookTargetArn: functionArn,
        roleArn: role.state["arn"],
        lifecycleStages: ["POST_SCALE_UP", "POST_PRODUCTION_TRAFFIC_SHIFT"],
        hookDetails: '{"path":"/health"}',
      },
    ],
  });
});

it("goes back when an alarm of a Watch rings, also by rolling (F.0.44)", async () => {
  const recording = await record(() => {
    const balancer = new ApplicationLoadBalancer("web", {
      vpcId: "vpc-0",
      subnetIds,
      clients: { office: { cidrBlock: "10.8.0.0/16" } },
      targetSecurityGroupIds: securityGroupIds,
      listeners: { http: { targetPort: 80 } },
    });
    const { alarmNames } = new Watch("door", { site, parts: { balancer: balancer.watchPart } });
    const errors = alarmNames["balancer-errors"];
    if (errors === undefined) throw new Error("No such alarm");
    build({ rollbackAlarmNames: { errors } }, { loadBalancers: { http: target } });
  });
  const alarm = recording.the("aws:cloudwatch/metricAlarm:MetricAlarm", "door-balancer-errors");
  const { inputs } = recording.the("aws:ecs/service:Service");
  expect(inputs["alarms"]).toEqual({ alarmNames: [alarm.state["name"]], enable: true, rollback: true });
  expect(inputs["deploymentConfiguration"]).toBeUndefined();
});

it("counts the targets of both groups, whichever has the tasks (F.0.44)", async () => {
  const { result } = await record(
    () => build({ strategy: DeploymentStrategy.Canary }, { desiredCount: 2 }).watchPart.alarms ?? {},
  );
  expect(result["targets-http"]?.expression).toBe("FILL(healthy, 0) + FILL(alternate, 0)");
  expect(result["unhealthy-http"]?.expression).toBe(
    "IF(desired, desired - (FILL(healthy, 0) + FILL(alternate, 0)), 0)",
  );
  expect(result["targets-http"]?.metrics?.["alternate"]?.dimensions["TargetGroup"]).toBeDefined();
});

describe("a listener that moves traffic", () => {
  const door = {
    vpcId: "vpc-0",
    subnetIds,
    clients: { office: { cidrBlock: "10.8.0.0/16" } },
    targetSecurityGroupIds: securityGroupIds,
  };
  const targetGroup = "aws:lb/targetGroup:TargetGroup";

  it("of an application load balancer has two equal target groups and a rule that ECS changes (F.0.44)", async () => {
    const recording = await record(
      () =>
        new ApplicationLoadBalancer("web", {
          ...door,
          listeners: { http: { targetPort: 80, trafficShift: true }, plain: { port: 81, targetPort: 81 } },
        }),
    );
    const [first, second] = ["web-http", "web-http-alt"].map((name) => recording.the(targetGroup, name));
    expect(second?.inputs).toEqual(first?.inputs);
    const rule = recording.the("aws:lb/listenerRule:ListenerRule");
    expect(rule.inputs).toMatchObject({
      conditions: [{ pathPattern: { values: ["/*"] } }],
      actions: [
        {
          forward: {
            targetGroups: [
              { arn: first?.state["arn"], weight: 100 },
              { arn: second?.state["arn"], weight: 0 },
            ],
          },
        },
      ],
    });
    expect(rule.ignoreChanges).toEqual(["actions"]);
    const outputs = recording.the("ballast-ecs:index:ApplicationLoadBalancer").outputs;
    expect(outputs).toMatchObject({
      alternateTargetGroupArns: { http: second?.state["arn"] },
      productionListenerRuleArns: { http: rule.state["arn"] },
    });
    expect(Object.keys(outputs?.["alternateTargetGroupArns"] as object)).toEqual(["http"]);
  });

  it("of a network load balancer is changed itself (F.0.44)", async () => {
    const recording = await record(
      () =>
        new NetworkLoadBalancer("db", {
          ...door,
          listeners: { sql: { port: 3306, targetPort: 3306, trafficShift: true } },
        }),
    );
    const listener = recording.the("aws:lb/listener:Listener");
    expect(listener.ignoreChanges).toEqual(["defaultActions"]);
    expect(recording.the("ballast-ecs:index:NetworkLoadBalancer").outputs).toMatchObject({
      alternateTargetGroupArns: { sql: recording.the(targetGroup, "db-sql-alt").state["arn"] },
      productionListenerRuleArns: { sql: listener.state["arn"] },
    });
  });
});

const blueGreen = { strategy: DeploymentStrategy.BlueGreen };
it.each<[string, ServiceDeployment, Partial<ServiceArgs>, string[]]>([
  ["no load balancer", blueGreen, { loadBalancers: undefined }, ["deployment.strategy"]],
  ["one target group", blueGreen, { loadBalancers: { http: target } }, ["deployment.strategy"]],
  [
    "a daemon",
    blueGreen,
    { scheduling: Scheduling.Daemon, taskDefinition: { ...webTask(), launchType: LaunchType.Ec2 } },
    ["deployment.strategy"],
  ],
  [
    "a single-attach volume",
    blueGreen,
    { parts: { disk: { desiredCount: 1, minimumHealthyPercent: 0, maximumPercent: 100 } } },
    ["deployment.strategy"],
  ],
  [
    "one task at a time",
    blueGreen,
    { minimumHealthyPercent: 0, maximumPercent: 100 },
    ["deployment.strategy"],
  ],
  [
    "what a strategy does not have",
    { ...blueGreen, canaryPercent: 5, stepBakeMinutes: 5 },
    {},
    ["deployment.canaryPercent", "deployment.stepBakeMinutes"],
  ],
  [
    "what rolling does not have",
    {
      bakeMinutes: 5,
      lifecycleHooks: { one: { functionArn: "arn", stages: [LifecycleStage.PreScaleUp] } },
    },
    { loadBalancers: { http: target } },
    ["deployment.bakeMinutes", "deployment.lifecycleHooks"],
  ],
  [
    "a second target group that nothing uses",
    {},
    {},
    ["loadBalancers.http.alternateTargetGroupArn", "loadBalancers.http.productionListenerRuleArn"],
  ],
  [
    "numbers that ECS refuses",
    { strategy: DeploymentStrategy.Canary, canaryPercent: 101, bakeMinutes: 1441, canaryBakeMinutes: 2000 },
    {},
    ["deployment.bakeMinutes", "deployment.canaryBakeMinutes", "deployment.canaryPercent"],
  ],
  [
    "steps below ECS's",
    { strategy: DeploymentStrategy.Linear, stepPercent: 2 },
    {},
    ["deployment.stepPercent"],
  ],
  [
    "a wait that ends before the deployment",
    { ...blueGreen, bakeMinutes: 60 },
    { steadyStateMinutes: 60 },
    ["steadyStateMinutes"],
  ],
  [
    "a hook without a stage, and no alarm",
    { ...blueGreen, rollbackAlarmNames: {}, lifecycleHooks: { one: { functionArn: "arn", stages: [] } } },
    {},
    ["deployment.rollbackAlarmNames", "deployment.lifecycleHooks.one.stages"],
  ],
  [
    "requests to a group that traffic leaves",
    blueGreen,
    { scaling: { minimum: 1, maximum: 2, requestsPerTarget: { http: 5 } } },
    ["scaling.requestsPerTarget.http"],
  ],
])("refuses %s, with one message for each (F.0.44)", async (_what, deployment, args, paths) => {
  const refusal = await recordRefusal(() => build(deployment, args));
  expect(refusal.paths.sort()).toEqual(paths.sort());
  expect(refusal.registered).toEqual([]);
});
