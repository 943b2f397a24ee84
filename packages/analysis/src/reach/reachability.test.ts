import { aws } from "@ballast/aws";
import { Stack, type Fields, type Resource } from "@ballast/model";
import fc from "fast-check";
import type { Place } from "./place.ts";
import { needsIn } from "./needs.ts";
import { Reachability } from "./reachability.ts";

const acl = "aws:ec2/networkAcl:NetworkAcl";

/** A resource that others refer to by its name. */
function made(type: string, name: string, inputs: Fields = {}, more: Partial<Resource> = {}): Resource {
  return {
    urn: `urn:pulumi:web-dev::demo::${type}::${name}`,
    type,
    name,
    parent: null,
    custom: true,
    protect: false,
    dependsOn: [],
    ignoreChanges: [],
    inputs,
    state: inputs,
    id: name,
    retainOnDelete: false,
    ...more,
  };
}

const inbound = (name: string, group: string, rule: Fields): Resource =>
  made(aws.ingressRule, name, { securityGroupId: group, ipProtocol: "tcp", ...rule });
const outbound = (name: string, group: string, rule: Fields): Resource =>
  made(aws.egressRule, name, { securityGroupId: group, ipProtocol: "tcp", ...rule });
const port = (number: number): Fields => ({ fromPort: number, toPort: number });

function placeOf(network: Reachability, name: string): Place {
  if (name === "internet") return { kind: "internet" };
  const party = network.parties.find(({ resource }) => resource.name === name);
  return party ? { kind: "party", party } : { kind: "service", service: name };
}

function ask(resources: Resource[], from: string, to: string, number: number) {
  const network = new Reachability(new Stack(resources));
  return network.reach({ from: placeOf(network, from), to: placeOf(network, to), port: number });
}

describe("generated networks", () => {
  /** 16 addresses each. */
  const blocks = { a: "10.0.0.0/28", b: "10.0.0.16/28" };
  const number = (address: string): number =>
    address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const within = (address: number, block: string): boolean => {
    const [base = "", prefix = "0"] = block.split("/");
    const size = 2 ** (32 - Number(prefix));
    return Math.floor(address / size) === Math.floor(number(base) / size);
  };

  const someBlock = fc.constantFrom(
    "10.0.0.0/27",
    "10.0.0.0/28",
    "10.0.0.16/28",
    "10.0.0.16/29",
    "10.0.0.8/29",
    "0.0.0.0/0",
    "172.16.0.0/12",
  );
  const somePorts = fc.constantFrom(
    [0, 65_535],
    [2049, 2049],
    [1024, 65_535],
    [2000, 3000],
    [1024, 40_000],
    [40_001, 65_535],
  );
  const someProtocol = fc.constantFrom("tcp", "6", "udp", "-1");
  interface Rule {
    block?: string;
    group?: string;
    ports: readonly number[];
    protocol: string;
  }
  const someRule: fc.Arbitrary<Rule> = fc.record(
    { block: someBlock, group: fc.constantFrom("a", "b", "c"), ports: somePorts, protocol: someProtocol },
    { requiredKeys: ["ports", "protocol"] },
  );
  interface Entry {
    block: string;
    ports: readonly number[];
    protocol: string;
    allow: boolean;
  }
  const someEntry: fc.Arbitrary<Entry> = fc.record({
    block: someBlock,
    ports: somePorts,
    protocol: someProtocol,
    allow: fc.boolean(),
  });
  const often = <T>(open: T[], some: fc.Arbitrary<T>) =>
    fc.oneof(fc.constant(open), fc.array(some, { maxLength: 4 }));
  const openRule: Rule = { block: "0.0.0.0/0", ports: [0, 65_535], protocol: "-1" };
  const openEntry: Entry = { ...openRule, block: "0.0.0.0/0", allow: true };
  const someNetwork = fc.record({
    isSame: fc.boolean(),
    out: often([openRule], someRule),
    in: often([openRule], someRule),
    acls: fc.option(
      fc.record({
        aOut: often([openEntry], someEntry),
        aIn: often([openEntry], someEntry),
        bOut: often([openEntry], someEntry),
        bIn: often([openEntry], someEntry),
      }),
      { nil: undefined },
    ),
    port: fc.constantFrom(2049, 2000, 80),
  });
  type Network = typeof someNetwork extends fc.Arbitrary<infer N> ? N : never;

  const speaksTcp = (protocol: string): boolean => protocol !== "udp";
  const fits = (ports: readonly number[], one: number, protocol: string): boolean =>
    protocol === "-1" || ((ports[0] ?? 0) <= one && one <= (ports[1] ?? 0));

  /** A packet at a time, as the devices see it. */
  function simulated({ isSame, out, in: into, acls, port: listening }: Network): boolean {
    const admits = (rules: Rule[], address: number, group: string): boolean =>
      rules.some(
        (rule) =>
          speaksTcp(rule.protocol) &&
          fits(rule.ports, listening, rule.protocol) &&
          (rule.group === group || (rule.block !== undefined && within(address, rule.block))),
      );
    const passes = (entries: Entry[] | undefined, address: number, to: number): boolean => {
      if (entries === undefined) return true;
      const first = entries.find(
        (entry) =>
          speaksTcp(entry.protocol) && fits(entry.ports, to, entry.protocol) && within(address, entry.block),
      );
      return first?.allow ?? false;
    };
    const addresses = (block: string): number[] =>
      Array.from({ length: 16 }, (_, index) => number(block.split("/")[0] ?? "") + index);
    const other = isSame ? blocks.a : blocks.b;
    const used = isSame ? undefined : acls;
    return addresses(blocks.a).every((client) =>
      addresses(other).every(
        (server) =>
          admits(out, server, "b") &&
          admits(into, client, "a") &&
          passes(used?.aOut, server, listening) &&
          passes(used?.bIn, client, listening) &&
          [1024, 2000, 2049, 2050, 3000, 3001, 40_000, 40_001, 65_535].every(
            (answer) => passes(used?.bOut, client, answer) && passes(used?.aIn, server, answer),
          ),
      ),
    );
  }

  function registered({ isSame, out, in: into, acls }: Network): Resource[] {
    const given = ({ block, group, ports: [from, to], protocol }: Rule): Fields[] => [
      ...(block === undefined ? [] : [{ cidrIpv4: block, ipProtocol: protocol, fromPort: from, toPort: to }]),
      ...(group === undefined
        ? []
        : [{ referencedSecurityGroupId: group, ipProtocol: protocol, fromPort: from, toPort: to }]),
    ];
    const entries = (some: Entry[]): Fields[] =>
      some.map(({ block, ports: [from, to], protocol, allow }, index) => ({
        ruleNo: index + 1,
        cidrBlock: block,
        protocol,
        action: allow ? "allow" : "deny",
        fromPort: from,
        toPort: to,
      }));
    // In any order: the number decides.
    const subnetAcl = (subnet: string, egress: Entry[], ingress: Entry[]): Resource =>
      made(acl, `acl-${subnet}`, {
        subnetIds: [subnet],
        egress: entries(egress).reverse(),
        ingress: entries(ingress).reverse(),
      });
    return [
      made(aws.vpc, "vpc", { cidrBlock: "10.0.0.0/16" }),
      made(aws.subnet, "a-subnet", { vpcId: "vpc", cidrBlock: blocks.a, availabilityZone: "a" }),
      made(aws.subnet, "b-subnet", { vpcId: "vpc", cidrBlock: blocks.b, availabilityZone: "b" }),
      ...["a", "b", "c"].map((name) => made(aws.securityGroup, name, { vpcId: "vpc" })),
      ...out.flatMap(given).map((rule, index) => outbound(`out-${index}`, "a", rule)),
      ...into.flatMap(given).map((rule, index) => inbound(`in-${index}`, "b", rule)),
      ...(acls === undefined
        ? []
        : [subnetAcl("a-subnet", acls.aOut, acls.aIn), subnetAcl("b-subnet", acls.bOut, acls.bIn)]),
      made(aws.instance, "client", { subnetId: "a-subnet", vpcSecurityGroupIds: ["a"] }),
      made(aws.instance, "server", {
        subnetId: isSame ? "a-subnet" : "b-subnet",
        vpcSecurityGroupIds: ["b"],
      }),
    ];
  }

  it("are reached exactly where each packet, and each answer to it, passes", () => {
    const counts = { yes: 0, other: 0 };
    fc.assert(
      fc.property(someNetwork, (network) => {
        const { answer } = ask(registered(network), "client", "server", network.port);
        const expected = simulated(network);
        counts[expected ? "yes" : "other"] += 1;
        expect(answer === "yes").toBe(expected);
        expect(answer).not.toBe("unknown");
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(counts.yes, counts.other)).toBeGreaterThan(300);
  });
});

/** A network ACL that denies one port from or to one range, and nothing else. */
function denying(
  direction: "ingress" | "egress",
  cidrBlock: string,
  number: number,
): Record<string, unknown> {
  const allowed = { ruleNo: 200, action: "allow", protocol: "-1", cidrBlock: "0.0.0.0/0" };
  const denied = {
    ruleNo: 100,
    action: "deny",
    protocol: "tcp",
    cidrBlock,
    fromPort: number,
    toPort: number,
  };
  return { ingress: [allowed], egress: [allowed], [direction]: [denied, allowed] };
}

describe("a service in private subnets behind a balancer, a database and files", () => {
  const table = (subnet: string): Resource =>
    made(aws.routeTableAssociation, `${subnet}-table`, { subnetId: subnet, routeTableId: `rt-${subnet}` });
  const subnet = (name: string, block: string, zone: string, isPublic: boolean): Resource[] => [
    made(aws.subnet, name, {
      vpcId: "vpc",
      cidrBlock: block,
      availabilityZone: zone,
      mapPublicIpOnLaunch: isPublic,
    }),
    table(name),
    made(aws.route, `${name}-out`, {
      routeTableId: `rt-${name}`,
      destinationCidrBlock: "0.0.0.0/0",
      ...(isPublic ? { gatewayId: "igw" } : { natGatewayId: "nat" }),
    }),
  ];
  const world: Resource[] = [
    made(aws.vpc, "vpc", { cidrBlock: "10.0.0.0/16" }),
    made(aws.internetGateway, "igw", { vpcId: "vpc" }),
    ...subnet("public-a", "10.0.0.0/24", "a", true),
    ...subnet("public-b", "10.0.1.0/24", "b", true),
    ...subnet("private-a", "10.0.2.0/24", "a", false),
    ...subnet("private-b", "10.0.3.0/24", "b", false),
    made(aws.natGateway, "nat", { subnetId: "public-a" }),
    ...["front", "tasks", "data", "files", "endpoints"].map((name) =>
      made(aws.securityGroup, name, { vpcId: "vpc" }),
    ),
    inbound("front-in", "front", { cidrIpv4: "0.0.0.0/0", ...port(443) }),
    outbound("front-out", "front", { referencedSecurityGroupId: "tasks", ...port(8080) }),
    inbound("tasks-in", "tasks", { referencedSecurityGroupId: "front", ...port(8080) }),
    outbound("tasks-data", "tasks", { referencedSecurityGroupId: "data", ...port(5432) }),
    inbound("data-in", "data", { referencedSecurityGroupId: "tasks", ...port(5432) }),
    outbound("tasks-files", "tasks", { referencedSecurityGroupId: "files", ...port(2049) }),
    inbound("files-in", "files", { referencedSecurityGroupId: "tasks", ...port(2049) }),
    outbound("tasks-https", "tasks", { cidrIpv4: "0.0.0.0/0", ...port(443) }),
    inbound("endpoints-in", "endpoints", { cidrIpv4: "10.0.0.0/16", ...port(443) }),
    made(aws.loadBalancer, "balancer", {
      subnets: ["public-a", "public-b"],
      securityGroups: ["front"],
      internal: false,
    }),
    made(aws.targetGroup, "targets", { port: 8080 }),
    made(aws.listener, "https", {
      loadBalancerArn: "balancer",
      port: 443,
      defaultActions: [{ type: "forward", targetGroupArn: "targets" }],
    }),
    made(aws.service, "web", {
      networkConfiguration: { subnets: ["private-a", "private-b"], securityGroups: ["tasks"] },
      loadBalancers: [{ targetGroupArn: "targets", containerPort: 8080 }],
    }),
    made("aws:rds/subnetGroup:SubnetGroup", "data-subnets", { subnetIds: ["private-a", "private-b"] }),
    made(aws.databaseInstance, "database", {
      engine: "postgres",
      dbSubnetGroupName: "data-subnets",
      vpcSecurityGroupIds: ["data"],
    }),
    made(aws.fileSystem, "shared"),
    ...["a", "b"].map((zone) =>
      made("aws:efs/mountTarget:MountTarget", `target-${zone}`, {
        fileSystemId: "shared",
        subnetId: `private-${zone}`,
        securityGroups: ["files"],
      }),
    ),
    made(aws.vpcEndpoint, "registry", {
      vpcId: "vpc",
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      serviceName: "com.amazonaws.eu-central-1.ecr.api",
      subnetIds: ["private-a", "private-b"],
      securityGroupIds: ["endpoints"],
    }),
    made(aws.vpcEndpoint, "objects", {
      vpcId: "vpc",
      serviceName: "com.amazonaws.eu-central-1.s3",
      routeTableIds: ["rt-private-a", "rt-private-b"],
    }),
  ];
  const without = (...names: string[]): Resource[] => world.filter(({ name }) => !names.includes(name));
  const changed = (name: string, inputs: Fields): Resource[] =>
    world.map((one) => (one.name === name ? made(one.type, name, { ...one.inputs, ...inputs }) : one));

  it.each<[string, string, number]>([
    ["internet", "balancer", 443],
    ["internet", "web", 8080],
    ["balancer", "web", 8080],
    ["web", "database", 5432],
    ["web", "shared", 2049],
    ["web", "internet", 443],
    ["web", "ecr.api", 443],
    ["web", "s3", 443],
    ["web", "logs", 443],
  ])("%s reaches %s:%i", (from, to, number) =>
    expect(ask(world, from, to, number)).toMatchObject({ answer: "yes" }),
  );

  it.each<[string, string, number, RegExp]>([
    ["internet", "web", 443, /no route between the internet and an internet gateway/],
    ["internet", "database", 5432, /no route between the internet/],
    ["web", "internet", 80, /no rule of tasks allows outbound TCP 80 to the internet/],
    ["balancer", "database", 5432, /no rule of front allows outbound TCP 5432 to database/],
    ["database", "web", 8080, /no rule of data allows outbound/],
  ])("%s does not reach %s:%i", (from, to, number, why) => {
    const reached = ask(world, from, to, number);
    expect(reached.answer).toBe("no");
    expect(reached.obstacle).toMatch(why);
  });

  it.each<[string, Resource[], string, string, number, string, RegExp]>([
    [
      "the rule of the group in front",
      without("front-in"),
      "internet",
      "web",
      8080,
      "no",
      /no rule of front allows inbound TCP 443 from the internet/,
    ],
    [
      "the way out of the balancer",
      without("front-out"),
      "internet",
      "web",
      8080,
      "no",
      /no rule of front allows outbound TCP 8080 to web/,
    ],
    [
      "the way into the tasks",
      without("tasks-in"),
      "internet",
      "web",
      8080,
      "no",
      /no rule of tasks allows inbound TCP 8080 from balancer/,
    ],
    ["the listener", without("https"), "internet", "web", 8080, "no", /no route between the internet/],
    [
      "the internet gateway",
      without("igw"),
      "internet",
      "balancer",
      443,
      "unknown",
      /routes the internet to igw, whose other side is not in any plan/,
    ],
    [
      "a public subnet's route",
      without("public-b-out"),
      "internet",
      "balancer",
      443,
      "partly",
      /public-b, where balancer is, has no route/,
    ],
    [
      "a private subnet's route",
      without("private-b-out"),
      "web",
      "internet",
      443,
      "partly",
      /private-b has no route to the internet/,
    ],
    ["the NAT gateway", without("nat"), "web", "internet", 443, "unknown", /routes the internet to nat/],
    [
      "the NAT gateway's way out",
      without("public-a-out"),
      "web",
      "internet",
      443,
      "no",
      /nat is in public-a, which has no route/,
    ],
    [
      "a NAT gateway without a public IP address",
      changed("nat", { connectivityType: "private" }),
      "web",
      "internet",
      443,
      "no",
      /the NAT gateway nat is private/,
    ],
    ...(
      [
        ["clients", "ingress", "10.0.2.0/23", 443, "denies TCP 443 inbound"],
        ["the way out", "egress", "0.0.0.0/0", 443, "denies TCP 443 outbound"],
        ["responses", "ingress", "0.0.0.0/0", 40_000, "inbound, which responses need"],
        ["responses to clients", "egress", "10.0.2.0/23", 40_000, "outbound, which responses need"],
      ] as const
    ).map(
      ([what, direction, cidrBlock, number, why]): [
        string,
        Resource[],
        string,
        string,
        number,
        string,
        RegExp,
      ] => [
        `a network ACL of the NAT gateway's subnet that denies ${what}`,
        [...world, made(acl, "acl", { subnetIds: ["public-a"], ...denying(direction, cidrBlock, number) })],
        "web",
        "internet",
        443,
        "no",
        new RegExp(`the network ACL of public-a .*${why}`),
      ],
    ),
    [
      "a mount target",
      without("target-b"),
      "web",
      "shared",
      2049,
      "partly",
      /shared has no interface in b, the zone of private-b/,
    ],
    [
      "the group of the files",
      without("files", "files-in"),
      "web",
      "shared",
      2049,
      "unknown",
      /the rules of files are not in any plan/,
    ],
    [
      "a subnet",
      without("private-b"),
      "web",
      "database",
      5432,
      "unknown",
      /private-b is a subnet that is not in any plan/,
    ],
    [
      "the endpoint's rule",
      without("endpoints-in"),
      "web",
      "ecr.api",
      443,
      "no",
      /no rule of endpoints allows inbound TCP 443 from web/,
    ],
    [
      "an internal balancer",
      changed("balancer", { internal: true }),
      "internet",
      "web",
      8080,
      "no",
      /balancer has no public IP address/,
    ],
    [
      "clients of one range",
      changed("front-in", { cidrIpv4: "81.0.0.0/8" }),
      "internet",
      "balancer",
      443,
      "partly",
      /only a part of the internet/,
    ],
    [
      "another port of the database",
      changed("database", { port: 5433 }),
      "web",
      "database",
      5433,
      "no",
      /allows outbound TCP 5433/,
    ],
    [
      "tasks with public subnets and no address",
      changed("web", {
        networkConfiguration: { subnets: ["public-a"], securityGroups: ["tasks"], assignPublicIp: false },
      }),
      "web",
      "internet",
      443,
      "no",
      /which requires a public IP address/,
    ],
    [
      "the registry without its private name",
      changed("registry", { privateDnsEnabled: false, securityGroupIds: [] }),
      "web",
      "ecr.api",
      443,
      "yes",
      /^/,
    ],
  ])("without or with another of it, %s decides", (_what, resources, from, to, number, answer, why) => {
    const reached = ask(resources, from, to, number);
    expect(reached.answer).toBe(answer);
    expect(reached.obstacle ?? "").toMatch(why);
  });

  it("needs each rule that a path names", () => {
    for (const [from, to, number] of [
      ["internet", "web", 8080],
      ["web", "database", 5432],
      ["web", "shared", 2049],
      ["web", "ecr.api", 443],
    ] as const) {
      const { rules } = ask(world, from, to, number);
      expect(rules.length).toBeGreaterThan(1);
      for (const { name } of rules)
        expect([name, ask(without(name), from, to, number).answer]).toEqual([name, "no"]);
    }
  });

  it("lets a network load balancer without groups pass everything, and instances have the default group of their VPC", () => {
    const bare = changed("balancer", { securityGroups: [], loadBalancerType: "network" });
    expect(ask(bare, "internet", "balancer", 443).answer).toBe("yes");
    const usual = [
      ...world,
      made(aws.instance, "one", { subnetId: "private-a" }),
      made(aws.instance, "two", { subnetId: "private-b" }),
    ];
    expect(ask(usual, "one", "two", 22)).toMatchObject({ answer: "unknown" });
    const closed = made(aws.defaultSecurityGroup, "usual", { vpcId: "vpc", ingress: [], egress: [] });
    expect(ask([...usual, closed], "one", "two", 22)).toMatchObject({ answer: "no" });
    const own = { protocol: "-1", fromPort: 0, toPort: 0, self: true };
    const open = made(aws.defaultSecurityGroup, "usual", { vpcId: "vpc", ingress: [own], egress: [own] });
    expect(ask([...usual, open], "one", "two", 22)).toMatchObject({ answer: "yes" });
  });
});

describe("services that are found by name", () => {
  const containerDefinitions = JSON.stringify([
    { name: "web", portMappings: [{ containerPort: 80, name: "http" }, { containerPort: 9000 }] },
  ]);
  const inNetwork = (group: string): Fields => ({
    launchType: "FARGATE",
    taskDefinition: "task",
    networkConfiguration: { subnets: ["private"], securityGroups: [group], assignPublicIp: false },
  });
  const around = (found: Fields): Resource[] => [
    made(aws.vpc, "net", { cidrBlock: "10.0.0.0/16" }),
    made(aws.subnet, "private", { vpcId: "net", cidrBlock: "10.0.0.0/24" }),
    made(aws.securityGroup, "server", { vpcId: "net" }),
    made(aws.securityGroup, "client", { vpcId: "net" }),
    made(aws.taskDefinition, "task", { containerDefinitions }),
    made(aws.service, "web", { ...inNetwork("server"), ...found }),
    made(aws.service, "shop", inNetwork("client")),
  ];
  const way = [
    inbound("in", "server", { ...port(80), referencedSecurityGroupId: "client" }),
    outbound("out", "client", { ...port(80), referencedSecurityGroupId: "server" }),
  ];

  it.each<[string, Fields, number[]]>([
    ["nothing", {}, []],
    ["addresses in DNS, for every port", { serviceRegistries: { registryArn: "srv" } }, [80, 9000]],
    [
      "a port in DNS",
      { serviceRegistries: { registryArn: "srv", containerName: "web", containerPort: 80 } },
      [80],
    ],
    [
      "Service Connect",
      { serviceConnectConfiguration: { enabled: true, services: [{ portName: "http" }] } },
      [80],
    ],
    ["Service Connect as a client alone", { serviceConnectConfiguration: { enabled: true } }, []],
  ])("by %s, listen there", (_what, found, ports) => {
    const { parties } = new Reachability(new Stack(around(found)));
    expect(parties.find(({ resource }) => resource.name === "web")?.listens).toEqual(ports);
  });

  it("are reached by the clients that the two rules are for, and not without either", () => {
    const resources = around({ serviceRegistries: { registryArn: "srv" } });
    expect(ask([...resources, ...way], "shop", "web", 80).answer).toBe("yes");
    expect(ask([...resources, ...way], "shop", "web", 9000).answer).toBe("no");
    for (const rule of way) expect(ask([...resources, rule], "shop", "web", 80).answer).toBe("no");
  });
});

it("builds in a VPC need the endpoint of every service that their commands call", () => {
  const buildspec = {
    phases: {
      build: {
        commands: [
          "aws ecs describe-services --cluster a\nx=$(aws inspector2 list-coverage)\naws cloudwatch put-metric-data",
          "aws ecr get-login-password | docker login; echo aws is a provider; aws s3 cp a b; aws ecs list-tasks",
        ],
      },
    },
  };
  const resources = [
    made(aws.vpc, "net", { cidrBlock: "10.0.0.0/16" }),
    made(aws.subnet, "private", { vpcId: "net", cidrBlock: "10.0.0.0/24" }),
    made(aws.securityGroup, "builds", { vpcId: "net" }),
    made(aws.project, "judge", {
      source: { buildspec: JSON.stringify(buildspec) },
      vpcConfig: { vpcId: "net", subnets: ["private"], securityGroupIds: ["builds"] },
    }),
  ];
  const services = needsIn(new Reachability(new Stack(resources))).map(({ need: { to } }) =>
    to.kind === "service" ? to.service : to.kind,
  );
  expect(services.sort()).toEqual(["ecr.api", "ecs", "inspector2", "logs", "monitoring", "s3"]);
});
