import { fields, leaves, text } from "@ballast/model";
import { Planner } from "@ballast/plan/planner";
import type { Project, StackPlan } from "@ballast/plan";
import { parse, stringify } from "yaml";
import { loadScenario, parseStackName, scenarios, type ScenarioName } from "./scenarios.ts";
import { componentTags } from "./shared/providerTags.ts";
import { optionalSettings } from "./testing/optionalSettings.ts";
import { openThisProject, settingsOf } from "./testing/scenarioTests.ts";
import { committed, ScratchProject } from "./testing/settingsFiles/scratchProject.ts";

const withoutName = (urn: string): string => urn.split("::").slice(2).join("::");
const providerArn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

/** The project with a second instance of each stack of an environment, of the same settings, and with changes to the settings of one and its instance. */
async function withInstances(
  environment = "dev",
  changed = "",
  changes: Record<string, unknown> = {},
): Promise<Project> {
  const project = await openThisProject();
  const plain = (stack: string): string => stack.replace("_us-", "-");
  return {
    ...project,
    stacks: [...project.stacks, ...Object.keys(scenarios).map((scenario) => `${scenario}_us-${environment}`)],
    configurationOf: (stack) => {
      const configuration = project.configurationOf(plain(stack));
      const settings = {
        ...fields(settingsOf(configuration.values)),
        ...(plain(stack) === changed && changes),
        // The committed file of the first stack has the account's provider.
        ...(stack.startsWith("delivery_") && { identityProvider: providerArn }),
      };
      return {
        ...configuration,
        values: { ...configuration.values, "ballast:settings": JSON.stringify(settings) },
      };
    },
  };
}

it.each([
  ["network-dev", { scenario: "network", environment: "dev" }],
  ["rexray-efs_us-dev", { scenario: "rexray-efs", instance: "us", environment: "dev" }],
  ["network-staging2", { scenario: "network", environment: "staging2" }],
  ["network_a_b-dev", undefined],
  ["network_-dev", undefined],
  ["network-2dev", undefined],
  ["toString-dev", undefined],
])("takes %s apart", (name, parts) => {
  expect(parseStackName(name)).toEqual(parts);
});

/** With values that AWS gives, as far as stand-ins have them, so that references differ as names do. */
const own = ({ resolved }: StackPlan) =>
  resolved.filter(({ type }) => type !== "pulumi:pulumi:StackReference");

it.each(Object.keys(scenarios))(
  "F.0.41 puts the name of an instance before each component of %s, and leaves the plain stack as it is",
  async (scenario) => {
    const planner = new Planner(await withInstances(), "2026-11-21");
    const plain = await planner.plan(`${scenario}-dev`);
    const other = await planner.plan(`${scenario}_us-dev`);
    const names = own(other).map(({ name }) => name);
    expect(names.filter((name) => !name.startsWith("us-"))).toEqual([]);
    // The second stack takes the provider that the first one creates.
    expect(own(other).map(({ urn }) => withoutName(urn).replace("::us-", "::"))).toEqual(
      own(plain)
        .map(({ urn }) => withoutName(urn))
        .filter((urn) => !urn.endsWith("::delivery-provider")),
    );
    expect(other.findings.filter(({ severity }) => severity !== "waived")).toEqual([]);
  },
);

/** Properties by which AWS may tell resources apart, and those of them that name something else, or only within another resource. */
const naming = /(name|alias|prefix|identifier|namespace|domain|family|bucket|url|path|key|token|group)$/i;
const namesOthers: Record<string, RegExp> = {
  "aws:appautoscaling/policy:Policy": /^serviceNamespace$/,
  "aws:appautoscaling/scheduledAction:ScheduledAction": /^serviceNamespace$/,
  "aws:appautoscaling/target:Target": /^serviceNamespace$/,
  "aws:autoscaling/group:Group": /^(vpcZoneIdentifiers|tags)\[/,
  "aws:backup/plan:Plan": /^rules\[\d+\]\.ruleName$/,
  // A path is a part of an ARN, whose last part is a name.
  "aws:iam/policy:Policy": /^path$/,
  "aws:iam/role:Role": /^path$/,
  "aws:cloudwatch/eventTarget:EventTarget": /^inputTransformer\.inputPaths\./,
  // What is measured, and by which the dimensions tell the stacks apart.
  "aws:cloudwatch/metricAlarm:MetricAlarm": /(^|\.)(metricName|namespace|ScheduleGroup)$/,
  "aws:codebuild/project:Project": /^environment\./,
  "aws:codepipeline/pipeline:Pipeline": /^stages\[/,
  "aws:dlm/lifecyclePolicy:LifecyclePolicy": /^policyDetails\.schedules\[\d+\]\.name$/,
  "aws:ec2/launchTemplate:LaunchTemplate": /^blockDeviceMappings\[\d+\]\.deviceName$/,
  "aws:ec2/managedPrefixList:ManagedPrefixList": /^addressFamily$/,
  "aws:ec2/vpcEndpoint:VpcEndpoint": /^serviceName$/,
  // Its prefix is what must differ.
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": /^upstreamRegistryUrl$/,
  "aws:ecs/cluster:Cluster": /^settings\[/,
  "aws:ecs/service:Service":
    /^(loadBalancers\[\d+\]\.containerName|serviceRegistries\.containerName|volumeConfiguration\.name)$/,
  "aws:ecs/taskDefinition:TaskDefinition":
    /^(volumes\[\d+\]\.(name|hostPath|fsxWindowsFileServerVolumeConfiguration\..*)|runtimePlatform\.operatingSystemFamily|.*rootDirectory)$/,
  "aws:efs/accessPoint:AccessPoint": /^rootDirectory\.path$/,
  // The domain that it joins.
  "aws:fsx/windowsFileSystem:WindowsFileSystem": /^selfManagedActiveDirectory\.domainName$/,
  "aws:lb/targetGroup:TargetGroup": /^healthCheck\.path$/,
  "aws:rds/cluster:Cluster": /^(databaseName|masterUsername)$/,
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": /^(family|parameters\[\d+\]\.name)$/,
  "aws:rds/instance:Instance": /^(username|caCertIdentifier)$/,
  "aws:rds/optionGroup:OptionGroup": /^(engineName|options\[)/,
  "aws:rds/parameterGroup:ParameterGroup": /^(family|parameters\[\d+\]\.name)$/,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": /^rules\[/,
  "aws:s3/bucketObjectv2:BucketObjectv2": /^key$/,
  // Within its namespace.
  "aws:servicediscovery/service:Service": /^name$/,
  "aws:ssm/association:Association": /^targets\[/,
};

/** Types whose names, or ids, Pulumi or AWS generates where inputs have none: equal inputs are of two resources. */
const generated = [
  "aws:backup/vault:Vault",
  "aws:cloudformation/stack:Stack",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:codeconnections/connection:Connection",
  "aws:ecr/repository:Repository",
  "aws:ecs/cluster:Cluster",
  "aws:iam/role:Role",
  "aws:kms/key:Key",
  "aws:lb/targetGroup:TargetGroup",
  "aws:s3/bucket:Bucket",
  "aws:secretsmanager/secret:Secret",
  "aws:ssm/document:Document",
];

/** Names that resources of two stacks share, and resources of which two stacks ask the same in every word. */
function shared(one: StackPlan, other: StackPlan): string[] {
  const others = new Map(
    own(other).map((resource) => [withoutName(resource.urn).replace("::us-", "::"), resource]),
  );
  const found = own(one).flatMap(({ urn, type, custom, inputs, name }) => {
    const twin = others.get(withoutName(urn));
    if (!custom || twin === undefined) return [];
    const theirs = new Map([...leaves(twin.inputs)].map((leaf) => [leaf.path, leaf.text]));
    const all = [...leaves(inputs)];
    const same = all.filter(({ path, text: value }) => theirs.get(path) === value);
    const names = same
      .filter(({ path }) => naming.test(path) && !(namesOthers[type]?.test(path) ?? false))
      .map(({ path }) => `${type} ${name}: ${path}`);
    const isAll = same.length === all.length && !generated.includes(type);
    return isAll ? [`${type} ${name}: everything`] : names;
  });
  return [...new Set(found)].sort();
}

/** Keys of tags that components write beside the default tags, which they copy where the provider does not add them. */
function ownTags({ inputs: { tags } }: StackPlan["resolved"][number]): string[] {
  const keys = Array.isArray(tags) ? tags.map((tag) => text(fields(tag)["key"])) : Object.keys(fields(tags));
  return keys.filter((key) => !["Project", "Scenario", "Environment"].includes(key));
}

const discovery = { namespace: "dev.internal", clients: { network: "10.20.0.0/16" } };
const domain = { source: "managed", name: "corp.example.com", resolver: true };
const variants = [
  ...Object.keys(scenarios).flatMap((scenario) =>
    ["dev", "prod"].map((environment) => ({
      stack: `${scenario}-${environment}`,
      what: "the committed settings",
      settings: {},
    })),
  ),
  ...optionalSettings,
  { stack: "rexray-ebs-dev", what: "a namespace", settings: { discovery } },
  { stack: "cloudstor-spot-dev", what: "a namespace", settings: { discovery } },
  { stack: "fsx-windows-dev", what: "a resolver", settings: { domain } },
];
/** What both stacks would create, by the settings for it: the second stack is refused, by the test below. */
const refusedTwice: Record<string, string[]> = {
  "clair-dev, Amazon Inspector judges": [
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration site-scanning: everything",
  ],
  "fsx-windows-dev, a resolver": ["aws:route53/resolverRule:ResolverRule domain-resolver: domainName"],
};

it.each(variants.map((variant) => [`${variant.stack}, ${variant.what}`, variant] as const))(
  "gives no AWS resource of an instance the name of the plain stack's: %s",
  async (title, { stack, settings }) => {
    const [scenario = "", environment] = stack.split(/-(?=[a-z]+$)/);
    const planner = new Planner(await withInstances(environment, stack, settings), "2026-11-21");
    const plain = await planner.plan(stack);
    const other = await planner.plan(`${scenario}_us-${environment}`);
    expect(own(plain).length).toBeGreaterThan(5);
    // Default tags leave room for them.
    expect(own(plain).filter((resource) => ownTags(resource).length > componentTags)).toEqual([]);
    if (own(plain).some(({ type }) => type === "aws:s3/bucketObjectv2:BucketObjectv2"))
      expect((await loadScenario(scenario as ScenarioName)).settings.mostDefaultTags).toBe(10);
    expect(shared(plain, other)).toEqual(refusedTwice[title] ?? []);
    // The test sees what both have.
    expect(shared(plain, plain).length).toBeGreaterThan(5);
  },
);

describe("what AWS allows only once", () => {
  let scratch: ScratchProject;
  beforeEach(() => {
    scratch = new ScratchProject();
    jest.spyOn(process, "cwd").mockReturnValue(scratch.root);
    scratch.write("network-dev", committed("network-dev"));
  });
  afterEach(() => {
    jest.restoreAllMocks();
    scratch.remove();
  });

  /** A stack's committed file, with other settings and other values of its configuration. */
  const write = (stack: string, settings: object, values: Record<string, unknown> = {}): void => {
    const [scenario = ""] = stack.split(/_|-(?=[a-z]+$)/);
    const { config } = parse(committed(`${scenario}-dev`)) as { config: Record<string, object> };
    const own = { ...config["ballast:settings"], ...settings };
    scratch.write(stack, stringify({ config: { ...config, "ballast:settings": own, ...values } }));
  };
  const answer = async (stack: string): Promise<string> =>
    new Planner(await scratch.open(), "2026-11-21").plan(stack).then(
      () => "planned",
      (error: Error) => error.message,
    );
  const resolving = (name: string) => ({ domain: { source: "managed", name, resolver: true } });
  const [inspector] = optionalSettings.flatMap(({ what, settings }) =>
    what === "Amazon Inspector judges" ? [settings] : [],
  );

  it.each([
    {
      scenario: "delivery",
      settings: { identityProvider: "make" },
      says: [
        "ballast:settings.identityProvider: has the stack create the identity provider for GitHub, as delivery-dev does, and AWS allows one in an account.",
        "Write that stack's output providerArn here.",
      ],
    },
    {
      scenario: "clair",
      settings: inspector ?? {},
      says: [
        "ballast:settings.registryScan: has the stack create the scanning configuration of the registry, as clair-dev does, and AWS allows one in a region of an account.",
        "Leave registryScan out",
      ],
    },
    {
      scenario: "fsx-windows",
      settings: resolving("corp.example.com"),
      says: [
        "ballast:settings.domain.resolver: has the stack create the Resolver rule of corp.example.com in one VPC, as fsx-windows-dev does",
        "Leave resolver out",
      ],
    },
  ])(
    "is refused in an instance of $scenario with copied settings, by one message",
    async ({ scenario, settings, says }) => {
      write(`${scenario}-dev`, settings);
      write(`${scenario}_us-dev`, settings);
      expect(await answer(`${scenario}-dev`)).toBe("planned");
      const message = await answer(`${scenario}_us-dev`);
      expect(message).toContain(
        `stacks/environments/Pulumi.${scenario}_us-dev.yaml) is refused, and nothing was registered. 1 error:`,
      );
      expect(message).toMatch(/line \d+, ballast:settings\./);
      for (const part of says) expect(message).toContain(part);
      expect(message).toContain("set ballast:account in both files.");
    },
  );

  const make = { identityProvider: "make" };
  const account = (id: string) => ({ "ballast:account": id });
  it.each<[string, Parameters<typeof write>, Parameters<typeof write>, boolean]>([
    ["no other stack", ["network-dev", {}], ["delivery_us-dev", make], false],
    [
      "a stack of another account",
      ["delivery-dev", make, account("111122223333")],
      ["delivery_us-dev", make, account("222233334444")],
      false,
    ],
    [
      "a stack of the same account",
      ["delivery-dev", make, account("111122223333")],
      ["delivery_us-dev", make, account("111122223333")],
      true,
    ],
    [
      "another environment in the same account",
      ["delivery-prod", make, account("111122223333")],
      ["delivery_us-dev", make, account("111122223333")],
      true,
    ],
    [
      "another environment, perhaps in another account",
      ["delivery-prod", make],
      ["delivery_us-dev", make, account("111122223333")],
      false,
    ],
    ["another instance", ["delivery_eu-dev", make], ["delivery_us-dev", make], true],
    [
      "a stack in another region, of the account's own",
      ["delivery-dev", make, { "aws:region": "eu-west-1" }],
      ["delivery_us-dev", make],
      true,
    ],
    [
      "a stack with a provider's ARN",
      ["delivery-dev", { identityProvider: providerArn }],
      ["delivery_us-dev", make],
      false,
    ],
    [
      "a registry in another region",
      ["clair-dev", inspector ?? {}, { "aws:region": "eu-west-1" }],
      ["clair_us-dev", inspector ?? {}],
      false,
    ],
    [
      "another domain",
      ["fsx-windows-dev", resolving("corp.example.com")],
      ["fsx-windows_us-dev", resolving("us.example.com")],
      false,
    ],
    [
      "the same domain in the VPC of another environment",
      ["fsx-windows-prod", resolving("corp.example.com"), account("111122223333")],
      ["fsx-windows_us-dev", resolving("corp.example.com"), account("111122223333")],
      false,
    ],
    [
      "another VPC",
      ["fsx-windows-dev", { ...resolving("corp.example.com"), networkEnvironment: "prod" }],
      ["fsx-windows_us-dev", resolving("corp.example.com")],
      false,
    ],
  ])("is weighed by account, region and VPC: %s", async (_what, first, second, isRefused) => {
    write(...first);
    write(...second);
    const message = await answer(second[0]);
    if (isRefused) expect(message).toContain("1 error:");
    else expect(message).toBe("planned");
  });

  it("ignores a file that cannot be read, for which its own stack is refused", async () => {
    scratch.write("delivery-dev", "config: [");
    write("delivery_us-dev", make);
    expect(await answer("delivery_us-dev")).toBe("planned");
    expect(await answer("delivery-dev")).toContain("Pulumi.delivery-dev.yaml");
  });
});

it("F.0.41 gives names that settings choose the instance's name, in the place where its namespace has it", async () => {
  const planner = async (stack: string, settings: Record<string, unknown>): Promise<StackPlan> =>
    new Planner(await withInstances("dev", stack.replace("_us-", "-"), settings), "2026-11-21").plan(stack);
  const named = ({ resolved }: StackPlan, type: string, property: string): string[] =>
    resolved.flatMap((one) => (one.type === type ? [text(one.inputs[property])] : []));
  const repository = "aws:codecommit/repository:Repository";
  expect(named(await planner("clair-dev", {}), repository, "repositoryName")).toEqual(["clair-dev-site"]);
  expect(named(await planner("clair_us-dev", {}), repository, "repositoryName")).toEqual([
    "us-clair-dev-site",
  ]);
  const namespace = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace";
  expect(named(await planner("rexray-ebs-dev", { discovery }), namespace, "name")).toEqual(["dev.internal"]);
  expect(named(await planner("rexray-ebs_us-dev", { discovery }), namespace, "name")).toEqual([
    "us.dev.internal",
  ]);
  const [cache] = optionalSettings.filter(({ what }) => what.startsWith("a cache"));
  const rule = "aws:ecr/pullThroughCacheRule:PullThroughCacheRule";
  const settings = cache?.settings ?? {};
  expect(named(await planner("private-registry-dev", settings), rule, "ecrRepositoryPrefix")).toEqual([
    "hub",
  ]);
  expect(named(await planner("private-registry_us-dev", settings), rule, "ecrRepositoryPrefix")).toEqual([
    "us-hub",
  ]);
});
