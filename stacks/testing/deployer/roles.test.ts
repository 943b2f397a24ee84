import {
  actionsLike,
  Decision,
  decide,
  isKnownService,
  type Policy,
  type PolicyStatement,
} from "@ballast/analysis";
import { deploymentActions, deploymentSteps, isDeploymentKnown } from "@ballast/aws";
import { leaves } from "@ballast/model";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deployments, type Deployed } from "./deployments.ts";
import { requestsOf, type Asked } from "./requests.ts";
import { deliveryRoles, type DeliveryRoles } from "./roles.ts";

// Whether the deploy role can deploy, and the drift role read, every stack in every setting: by the calls of CloudFormation's handlers
// and of the provider (packages/aws/src/deployment), and IAM's decision about each of them.

let delivery: DeliveryRoles;
let deployed: Deployed[];
let asked: Asked[];
beforeAll(async () => {
  jest.spyOn(console, "warn").mockImplementation(() => undefined);
  delivery = await deliveryRoles();
  deployed = await deployments(delivery, true);
  asked = requestsOf(deployed, delivery);
}, 1_200_000);

const refused = (policy: Policy, questions: readonly Asked[]): string[] =>
  questions
    .filter(({ request }) => decide([policy], request) !== Decision.Allowed)
    .map(
      ({ request, by }) =>
        `${request.action} ${JSON.stringify(request.context)} ${request.resource}, for ${by}`,
    );

const isEnough = (policy: Policy, questions: readonly Asked[]): boolean =>
  questions.every(({ request }) => decide([policy], request) === Decision.Allowed);

it("knows many deployments", () => {
  const types = new Set(deployed.map(({ type }) => type));
  process.stdout.write(
    `${deployed.length} resources of ${types.size} types in ${new Set(deployed.map(({ where }) => where)).size} deployments ask IAM ` +
      `${asked.length} different questions\n`,
  );
  expect(types.size).toBeGreaterThan(80);
  expect(deployed.filter(({ type }) => !isDeploymentKnown(type)).map(({ type }) => type)).toEqual([]);
});

/** What CloudFormation's schemas call actions and AWS's service authorization reference does not have. */
const misnamed =
  /^(backup-storage:Mount$|ds:CheckStabilization|s3:(PutBucketReplication|PutObjectLockConfiguration|DeleteBucket.+)$)/;

it("asks for actions that there are", () => {
  const unknown = asked
    .map(({ request }) => request.action)
    .filter((action) => isKnownService(action) && actionsLike(action).length === 0);
  expect([...new Set(unknown)].filter((action) => !misnamed.test(action))).toEqual([]);
});

it("knows each property by which a resource is given a role of its stack", () => {
  const found = new Set<string>();
  for (const { type, inputs, roles } of deployed) {
    if (type.startsWith("aws:iam/")) continue;
    const arns = new Map([...roles].map(([name, { arn }]) => [arn, name]));
    const passed = deploymentSteps.flatMap((step) =>
      deploymentActions(type, step, inputs).flatMap(({ passes }) => passes?.roles ?? []),
    );
    for (const { path, text: value } of leaves(inputs))
      if (arns.has(value) && !passed.includes(value)) found.add(`${type} ${path.replaceAll(/\[\d+\]/g, "")}`);
  }
  expect([...found]).toEqual([]);
});

it("lets the deploy role deploy every stack, in every mode and with every optional argument", () => {
  expect(refused(delivery.deploy, asked)).toEqual([]);
});

it("gives the deploy role nothing that no deployment needs", () => {
  const mutants = mutantsOf(delivery.deploy);
  const needless = mutants.filter(({ policy }) => isEnough(policy, asked)).map(({ without }) => without);
  process.stdout.write(
    `deploy role: ${mutants.length} services, actions, services that get roles and service-linked roles taken out in turn; ` +
      `${mutants.length - needless.length} deployments break\n`,
  );
  expect(needless).toEqual([]);
});

/** Types that a refresh leaves out, because they hold contents. */
const leftOut = [
  ...readFileSync(join(process.cwd(), ".github/workflows/drift.yml"), "utf8").matchAll(
    /--exclude '\*\*(.+?)::\*\*'/g,
  ),
].map(([, type = ""]) => type);

it("lets the drift role read all that a refresh asks for, and gives it nothing else", () => {
  expect(leftOut).toHaveLength(3);
  const read = requestsOf(
    deployed.filter(({ type, isNested }) => !isNested && !leftOut.includes(type)),
    delivery,
    ["read"],
  );
  expect(refused(delivery.drift, read)).toEqual([]);
  const mutants = mutantsOf(delivery.drift).filter(
    ({ without }) => !/^(s3:GetObject|kms:Decrypt)$/.test(without),
  );
  const needless = mutants.filter(({ policy }) => isEnough(policy, read)).map(({ without }) => without);
  process.stdout.write(
    `drift role: ${read.length} questions, ${mutants.length} actions, needless: ${needless.join(", ")}\n`,
  );
  expect(needless).toEqual([]);
});

interface Mutant {
  without: string;
  policy: Policy;
}

/** A policy without one of its actions, or without one value of a condition that lists several. */
function mutantsOf(policy: Policy): Mutant[] {
  const replaced = (at: number, statement: Partial<PolicyStatement>): Policy => ({
    statements: policy.statements.map((one, index) => (index === at ? { ...copy(one), ...statement } : one)),
  });
  return policy.statements.flatMap((one, at) => {
    if (one.effect === "Deny" || isOfState(one)) return [];
    const actions = one.actions.values.map((action) => ({
      without: action,
      policy: replaced(at, {
        actions: { not: false, values: one.actions.values.filter((other) => other !== action) },
      }),
    }));
    const values = Object.entries(one.conditions).flatMap(([operator, keys]) =>
      Object.entries(keys)
        .filter(([, all]) => all.length > 1)
        .flatMap(([key, all]) =>
          all.map((value) => ({
            without: `${key} ${value}`,
            policy: replaced(at, {
              conditions: {
                ...one.conditions,
                [operator]: { ...keys, [key]: all.filter((other) => other !== value) },
              },
            }),
          })),
        ),
    );
    return [...actions, ...values];
  });
}

const copy = ({ effect, actions, resources, principals, conditions }: PolicyStatement): PolicyStatement => ({
  effect,
  actions,
  resources,
  principals,
  conditions,
});

/** What Pulumi itself does in the bucket of states, which no resource needs. */
const isOfState = ({ resources }: PolicyStatement): boolean =>
  resources.values.every((one) => /:::states|key\/states/.test(one));
