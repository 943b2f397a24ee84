import { aws } from "@ballast/aws";
import fc from "fast-check";
import { check, rules } from "./index.ts";
import { madeUp, type Inputs } from "./testing/resources.ts";

// What is outside of a stack is unknown, not absent: a literal ARN or id, another stack's output, a name that a deployment decides.

const reference = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{3,20}$/),
  fc.stringMatching(/^[a-z]{4,12}$/).map((name) => `arn:aws:any:eu-central-1:444455556666:thing/${name}`),
  fc.stringMatching(/^[0-9a-f]{17}$/).map((hex) => `x-${hex}`),
  fc.constant("[unknown: name of a resource]"),
);

const cases: [rule: string, type: string, inputs: (elsewhere: string) => Inputs][] = [
  ["ecs-exec-record", aws.service, (cluster) => ({ cluster, enableExecuteCommand: true })],
  [
    "ecs-service-capacity",
    aws.service,
    (cluster) => ({ cluster, capacityProviderStrategies: [{ capacityProvider: "theirs" }] }),
  ],
  ["rds-tls", aws.databaseInstance, (parameterGroupName) => ({ engine: "postgres", parameterGroupName })],
  [
    "rds-tls",
    aws.databaseCluster,
    (dbClusterParameterGroupName) => ({ engine: "aurora-postgresql", dbClusterParameterGroupName }),
  ],
  ["ec2-instance-role", aws.launchTemplate, (arn) => ({ iamInstanceProfile: { arn } })],
  ["ec2-instance-role", aws.launchTemplate, (name) => ({ iamInstanceProfile: { name } })],
];
/** Of the same types, in the stack, and not what is referred to. */
const others = [
  madeUp(aws.cluster, "another-cluster"),
  madeUp(aws.clusterCapacityProviders, "another", { clusterName: "another-cluster" }),
  madeUp(aws.databaseParameterGroup, "another-group"),
  madeUp(aws.databaseClusterParameterGroup, "another-cluster-group"),
  madeUp(aws.instanceProfile, "another-profile", { role: "another-role" }),
  madeUp(aws.role, "another-role"),
];

it.each(cases)("%s says nothing of what %s refers to elsewhere", (id, type, inputs) => {
  const only = { rules: rules.filter((rule) => rule.id === id) };
  fc.assert(
    fc.property(reference, (elsewhere) => {
      expect(check([...others, madeUp(type, "it", inputs(elsewhere))], {}, only)).toEqual([]);
    }),
    { numRuns: 500 },
  );
  // The same of what is here, and lacks what the rule asks for.
  const here = others
    .map(({ name }) => inputs(name))
    .flatMap((given) => check([...others, madeUp(type, "it", given)], {}, only));
  expect(here).not.toEqual([]);
});

it("says nothing of a role of another stack behind a profile of this one", () => {
  const resources = [
    madeUp(aws.instanceProfile, "own", { role: "theirs" }),
    madeUp(aws.launchTemplate, "it", { iamInstanceProfile: { name: "own" } }),
  ];
  expect(check(resources, {}, { rules: rules.filter(({ id }) => id === "ec2-instance-role") })).toEqual([]);
});
