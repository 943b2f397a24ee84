import fc from "fast-check";
import { check } from "../check.ts";
import { broken, without } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import { madeUp, type Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import { networkRules } from "./network.ts";

const defaultSecurityGroup = aws.defaultSecurityGroup;
const ingress = (inputs: Inputs, name?: string) => broken(aws.ingressRule, inputs, name);

const databaseGroup = "AWS::RDS::DBSecurityGroup";
const good = () => [
  ...goodStack(),
  madeUp(databaseGroup, "old", { DBSecurityGroupIngress: [{ CIDRIP: "10.0.0.0/8" }] }),
];

itShowsEachRule(networkRules, good, [
  [
    "ec2-open-ingress (F.0.14)",
    ingress({ cidrIpv4: "0.0.0.0/0" }, "raw-from-vpn-tcp"),
    "allows the whole internet",
  ],
  [
    "ec2-open-ingress (F.0.14)",
    broken(aws.securityGroup, { ingress: [{ cidrBlocks: ["0.0.0.0/0"] }] }, "tasks-group"),
    "by an inline rule",
  ],
  ["ec2-remote-access (F.0.14)", ingress({ fromPort: 0, toPort: 100 }), "connections to port 22"],
  [
    "ec2-data-port",
    ingress({ cidrIpv4: "198.51.100.0/24", fromPort: 5432, toPort: 5432 }),
    "allows 198.51.100.0/24 to connect to PostgreSQL (5432)",
  ],
  [
    "ec2-data-port",
    ingress({ cidrIpv6: "::/0", fromPort: undefined, toPort: undefined }),
    "to SQL Server (1433)",
  ],
  [
    "ec2-data-port",
    broken(databaseGroup, { DBSecurityGroupIngress: [{ CIDRIP: "10.0.0.0/8" }, { CIDRIP: "10.0.0.0/0" }] }),
    "allows 10.0.0.0/0 to connect to its databases",
  ],
  ["ec2-rule-description (F.0.14)", ingress({ description: undefined }), "has no description"],
  ["ec2-rule-description (F.0.14)", ingress({ description: "the team's" }), "a description that EC2 rejects"],
  ["vpc-flow-logs", without(aws.flowLog), "has no flow log"],
  ["vpc-default-group", without(defaultSecurityGroup), "that AWS created"],
  ["vpc-default-group", broken(defaultSecurityGroup, { egress: [{}] }), "has rules"],
  ["vpc-public-addresses", broken(aws.subnet, { mapPublicIpOnLaunch: true }), "assigns public addresses"],
]);

describe("what a group lets in", () => {
  type Rule = { ranges: readonly string[]; source?: string; protocol: unknown; from?: unknown; to?: unknown };
  const forms = [
    "rule",
    "old rule",
    "inline",
    "default group",
    "prefix list",
    "entries of a prefix list",
  ] as const;

  /** One rule of a group of its own, in one of the forms in which AWS's provider has it. */
  function resourcesOf(form: (typeof forms)[number], { ranges, source, protocol, from, to }: Rule, key = "") {
    const own = form === "default group";
    const groupType = own ? aws.defaultSecurityGroup : aws.securityGroup;
    const ports = { ...(from !== undefined && { fromPort: from }), ...(to !== undefined && { toPort: to }) };
    const [v6, v4] = [ranges.filter((one) => one.includes(":")), ranges.filter((one) => !one.includes(":"))];
    const description = "A rule";
    const both = { cidrBlocks: v4, ipv6CidrBlocks: v6, protocol, ...ports, description };
    const inline = { ...both, ...(source !== undefined && { securityGroups: [source] }) };
    const isInline = form === "inline" || own;
    const group = madeUp(groupType, "extra", { description, ...(isInline && { ingress: [inline] }) });
    const securityGroupId = "extra";
    const one = { securityGroupId, ipProtocol: protocol, ...ports, description };
    const each = (more: Inputs, index: number) =>
      madeUp(aws.ingressRule, `in${key}${index}`, { ...one, ...more });
    if (isInline) return [group];
    if (form === "old rule")
      return [
        group,
        madeUp(aws.securityGroupRule, `in${key}`, {
          ...{ type: "ingress", securityGroupId, ...both },
          ...(source !== undefined && { sourceSecurityGroupId: source }),
        }),
      ];
    if (source !== undefined) return [group, each({ referencedSecurityGroupId: source }, 0)];
    if (form === "rule")
      return [
        group,
        ...ranges.map((range, index) =>
          each(range.includes(":") ? { cidrIpv6: range } : { cidrIpv4: range }, index),
        ),
      ];
    const entries = ranges.map((cidr) => ({ cidr }));
    const isWhole = form === "prefix list";
    return [
      group,
      madeUp(aws.managedPrefixList, "list", isWhole ? { entries } : {}),
      ...(isWhole
        ? []
        : entries.map((entry, index) =>
            madeUp(aws.managedPrefixListEntry, `entry${index}`, { prefixListId: "list", ...entry }),
          )),
      each({ prefixListId: "list" }, 0),
    ];
  }

  const found = (id: string, resources: ReturnType<typeof resourcesOf>) =>
    check(resources, {}, { rules: networkRules }).filter(({ rule }) => rule === id).length > 0;

  const form = fc.constantFrom(...forms);
  const half = (first: number) =>
    fc
      .tuple(fc.integer({ min: first, max: first + 127 }), fc.ipV4())
      .map(([byte, ip]) => `${byte}${ip.slice(ip.indexOf("."))}/1`);
  const everywhere = fc.oneof(
    fc.ipV4().map((ip) => [`${ip}/0`]),
    fc.constantFrom(["::/0"], ["0::0/0"], ["0:0:0:0:0:0:0:0/0"], ["2000::/3"], ["2000::/4", "3000::/4"]),
    fc.tuple(half(0), half(128)),
    fc.tuple(
      half(0),
      fc.constant("10.0.0.0/8"),
      fc.ipV4().map((ip) => `192${ip.slice(ip.indexOf("."))}/3`),
    ),
  );
  const somebody = fc.oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 9, max: 32 })).map(([ip, prefix]) => [`${ip}/${prefix}`]),
    fc.constantFrom(["10.0.0.0/8"], ["fc00::/7"], ["2001:db8::/32"], ["192.168.0.0/16", "172.16.0.0/12"]),
  );
  const tcp = fc.constantFrom<unknown>("tcp", "TCP", "6", 6);
  const whole = fc.constantFrom<unknown>("-1", -1, "all", "ALL");
  const portsWith = (port: number) =>
    fc.oneof(
      fc
        .tuple(tcp, fc.integer({ min: 0, max: port }), fc.integer({ min: port, max: 65_535 }), fc.boolean())
        .map(([protocol, from, to, asText]) => ({
          protocol,
          from: asText ? String(from) : from,
          to: asText ? String(to) : to,
        })),
      whole.map((protocol) => ({ protocol })),
      whole.map((protocol) => ({ protocol, from: 0, to: 0 })),
    );
  const portsWithout = (ports: number[]) =>
    fc.oneof(
      fc
        .tuple(tcp, fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 0, max: 65_535 }))
        .map(([protocol, one, other]) => ({ protocol, from: Math.min(one, other), to: Math.max(one, other) }))
        .filter(({ from, to }) => !ports.some((port) => from <= port && port <= to)),
      fc.constantFrom<unknown>("udp", "17", 17, "UDP").map((protocol) => ({ protocol, from: 0, to: 65_535 })),
      fc.constantFrom<unknown>("icmp", 1, "50", "icmpv6").map((protocol) => ({ protocol, from: -1, to: -1 })),
    );
  const runs = { numRuns: 2000 };
  const anyPort = fc.integer({ min: 0, max: 65_535 });

  it("is the whole internet, in 2,000 spellings (F.0.14)", () =>
    fc.assert(
      fc.property(form, everywhere, anyPort.chain(portsWith), (how, ranges, ports) => {
        expect(found("ec2-open-ingress", resourcesOf(how, { ranges, ...ports }))).toBe(true);
      }),
      runs,
    ));

  it("is the whole internet when rules of one group are it together", () =>
    fc.assert(
      fc.property(
        half(0),
        half(128),
        anyPort.chain((port) => fc.tuple(portsWith(port), portsWith(port))),
        (one, other, [first, second]) => {
          const [group, ...rules] = resourcesOf("rule", { ranges: [one], ...first }, "a");
          const [, ...others] = resourcesOf("old rule", { ranges: [other], ...second }, "b");
          expect(found("ec2-open-ingress", [...(group ? [group] : []), ...rules, ...others])).toBe(true);
        },
      ),
      { numRuns: 500 },
    ));

  it("is somebody, in 2,000 harmless ways", () =>
    fc.assert(
      fc.property(
        form,
        somebody,
        fc.option(fc.constant("tasks-group"), { nil: undefined }),
        anyPort.chain(portsWith),
        (how, ranges, source, ports) => {
          const rule = {
            ranges: source === undefined ? ranges : [],
            ...(source !== undefined && { source }),
            ...ports,
          };
          expect(found("ec2-open-ingress", resourcesOf(how, rule))).toBe(false);
        },
      ),
      runs,
    ));

  it("is SSH or remote desktop in 2,000 spellings, for whomever", () =>
    fc.assert(
      fc.property(
        form,
        fc.oneof(everywhere, somebody),
        fc.constantFrom(22, 3389).chain(portsWith),
        (how, ranges, ports) => {
          expect(found("ec2-remote-access", resourcesOf(how, { ranges, ...ports }))).toBe(true);
        },
      ),
      runs,
    ));

  it("is neither in 2,000 harmless ways, UDP among them", () =>
    fc.assert(
      fc.property(form, fc.oneof(everywhere, somebody), portsWithout([22, 3389]), (how, ranges, ports) => {
        expect(found("ec2-remote-access", resourcesOf(how, { ranges, ...ports }))).toBe(false);
      }),
      runs,
    ));

  it("is a store's port, for what is not private", () =>
    fc.assert(
      fc.property(
        form,
        fc.constantFrom(1433, 3306, 5432, 27_017).chain(portsWith),
        fc.constantFrom("172.16.0.0/4", "10.0.0.0/0", "10.0.0.0/7", "8.8.8.0/24", "2600::/12"),
        (how, ports, range) => {
          expect(found("ec2-data-port", resourcesOf(how, { ranges: [range], ...ports }))).toBe(true);
          expect(
            found("ec2-data-port", resourcesOf(how, { ranges: ["10.1.2.3/8", "fd00::/8"], ...ports })),
          ).toBe(false);
        },
      ),
      runs,
    ));
});

describe("a network ACL", () => {
  const entry = (ruleNo: number, action: string, cidrBlock: string, more: Inputs = {}) => ({
    ...{ ruleNo, action, cidrBlock, protocol: "6", fromPort: 0, toPort: 1024 },
    ...more,
  });
  const admits = (ingress: Inputs[], rules: Inputs[]) =>
    check(
      [
        madeUp(aws.networkAcl, "acl", { ingress }),
        ...rules.map((inputs, index) =>
          madeUp(aws.networkAclRule, `rule${index}`, { networkAclId: "acl", ...inputs }),
        ),
      ],
      {},
      { rules: networkRules },
    ).filter(({ rule }) => rule === "ec2-remote-access").length > 0;

  const whole = entry(100, "allow", "0.0.0.0/0");
  const apart = { ruleNumber: 1, ruleAction: "allow", protocol: 6, fromPort: 22, toPort: 22 };

  it.each<{ who: string; lets: boolean; ingress?: Inputs[]; rules?: Inputs[] }>([
    { who: "all to SSH", lets: true, ingress: [whole] },
    { who: "all of everything", lets: true, ingress: [{ ...whole, protocol: "-1", fromPort: 0, toPort: 0 }] },
    {
      who: "all in two halves",
      lets: true,
      ingress: [entry(100, "allow", "0.0.0.0/1"), entry(110, "ALLOW", "128.0.0.0/1")],
    },
    { who: "all after a denial of somebody", lets: true, ingress: [whole, entry(90, "deny", "8.8.8.8/32")] },
    { who: "nobody after the denial of all", lets: false, ingress: [whole, entry(90, "deny", "1.1.1.1/0")] },
    { who: "all before the denial of all", lets: true, ingress: [whole, entry(110, "deny", "0.0.0.0/0")] },
    { who: "a network", lets: false, ingress: [entry(100, "allow", "10.0.0.0/8")] },
    { who: "all to other ports", lets: false, ingress: [{ ...whole, fromPort: 1024, toPort: 3000 }] },
    { who: "all by a rule of its own", lets: true, rules: [{ ...apart, ipv6CidrBlock: "::/0" }] },
    { who: "all of what goes out", lets: false, rules: [{ ...apart, egress: true, cidrBlock: "0.0.0.0/0" }] },
  ])("lets in $who: $lets", ({ lets, ingress = [], rules = [] }) =>
    expect(admits(ingress, rules)).toBe(lets),
  );

  const halves = ["0.0.0.0/1", "128.0.0.0/1"];
  const open = fc.oneof(
    fc.constantFrom("0.0.0.0/0", "7.7.7.7/0").map((cidrBlock) => [{ cidrBlock }]),
    fc.constantFrom("::/0", "0::0/0").map((ipv6CidrBlock) => [{ ipv6CidrBlock }]),
    fc.shuffledSubarray(halves, { minLength: 2 }).map((all) => all.map((cidrBlock) => ({ cidrBlock }))),
  );
  const narrow = fc
    .subarray(["10.0.0.0/8", "128.0.0.0/1", "203.0.113.0/24"])
    .map((all) => all.map((cidrBlock) => ({ cidrBlock })));
  const protocols = fc.constantFrom<Inputs>(
    { protocol: "-1" },
    { protocol: "tcp", fromPort: 22, toPort: 22 },
    { protocol: 6, fromPort: "0", toPort: "65535" },
    { protocol: "TCP", fromPort: 3000, toPort: 4000 },
  );
  const brought = fc.constantFrom("acl-0123456789abcdef0", "theirs", "[unknown: id of an ACL]");
  const rulesFor = (networkAclId: string, blocks: Inputs[], more: Inputs) =>
    blocks.map((block, index) =>
      madeUp(aws.networkAclRule, `rule${index}`, {
        networkAclId,
        ruleNumber: 100 + index,
        ruleAction: "allow",
        ...more,
        ...block,
      }),
    );
  const deny = (networkAclId: string, ruleNumber: number) => [
    madeUp(aws.networkAclRule, "deny", {
      ...{ networkAclId, ruleNumber, ruleAction: "deny", protocol: "-1" },
      ...{ cidrBlock: "0.0.0.0/0", ipv6CidrBlock: "::/0" },
    }),
  ];
  const foundIn = (resources: ReturnType<typeof madeUp>[]) =>
    check([madeUp(aws.networkAcl, "acl"), ...resources], {}, { rules: networkRules }).filter(
      ({ rule }) => rule === "ec2-remote-access",
    );

  it("that another stack has is judged by the rules for it, in 2,000 spellings", () =>
    fc.assert(
      fc.property(brought, open, protocols, fc.boolean(), (acl, blocks, protocol, isDeniedLater) => {
        const resources = [
          ...rulesFor(acl, blocks, { ...protocol, ruleAction: isDeniedLater ? "ALLOW" : "allow" }),
          ...(isDeniedLater ? deny(acl, 200) : deny("another", 1)),
        ];
        expect(foundIn(resources)).not.toEqual([]);
      }),
      { numRuns: 2000 },
    ));

  it("that another stack has is harmless in 2,000 ways", () => {
    const harmless = fc.oneof(
      fc.record({ blocks: narrow, more: protocols, isDenied: fc.boolean() }),
      fc.record({ blocks: open, more: protocols, isDenied: fc.constant(true) }),
      fc.record({
        blocks: open,
        more: fc.constantFrom<Inputs>(
          { protocol: "-1", egress: true },
          { protocol: "-1", ruleAction: "deny" },
          { protocol: "udp", fromPort: 22, toPort: 22 },
          { protocol: "tcp", fromPort: 443, toPort: 443 },
        ),
        isDenied: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(brought, harmless, (acl, { blocks, more, isDenied }) => {
        expect(foundIn([...rulesFor(acl, blocks, more), ...(isDenied ? deny(acl, 1) : [])])).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
