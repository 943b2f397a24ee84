import { Decision, decide, parsePolicy } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import fc, { type Arbitrary } from "fast-check";
import { check, rules } from "./index.ts";
import { isWay, named, site, ways, type Way } from "./testing/escalationWays.ts";
import published from "./testing/publishedWays.json" with { type: "json" };
import { madeUp, type Inputs } from "./testing/resources.ts";
import {
  alwaysTrue,
  binding,
  carriers,
  given,
  inAnyCase,
  numRuns,
  oneOrMany,
  policyOf,
  type Statement,
} from "./testing/spellings.ts";

// Each way to more rights is found in every spelling, and is not found once one of its actions is missing, bound, denied, or about something
// that is named.

const found = (resources: readonly Resource[]): string[] =>
  check(resources, {}, { rules: rules.filter(({ id }) => id === "iam-escalation") }).map(
    ({ message }) => message,
  );
const allowing = (Action: unknown, Resource: unknown = "*", more: Inputs = {}) => ({
  Statement: [{ Effect: "Allow", Action, Resource, ...more }],
});
const held = (policy: unknown) => [madeUp(aws.rolePolicy, "it", { role: "web", policy })];

it.each(ways)("finds $actions on everything, in any hands", ({ actions, kind, service }) => {
  for (const carrier of carriers) expect(found(carrier(allowing(actions)))).not.toEqual([]);
  expect(found(held(allowing(actions, "*", { Effect: "Deny" })))).toEqual([]);
  if (kind !== undefined) {
    // Of one that is named, systems manager's documents are not the point.
    const one = [named[kind], ...(kind === "instance" ? ["arn:aws:ssm:*:*:document/*"] : [])];
    expect(found(held(allowing(actions, one)))).toEqual([]);
  }
  if (service !== undefined) {
    const [passRole, ...others] = actions;
    const Resource = (resource: string) => ({
      Statement: [
        { Effect: "Allow", Action: passRole, Resource: resource },
        { Effect: "Allow", Action: others, Resource: "*" },
      ],
    });
    expect(found(held(Resource(`arn:aws:iam::${site}:role/*`)))).not.toEqual([]);
    if (!isWay(others)) expect(found(held(Resource(`arn:aws:iam::${site}:role/web-task`)))).toEqual([]);
  }
});

const all = Object.keys(published.ways).map((way) => way.split(" "));

it("finds every way that cloudsplaining and prowler publish, in any hands (F.0.63)", () => {
  expect(all.length).toBeGreaterThan(100);
  const missed = all.filter((actions) => carriers.some((one) => found(one(allowing(actions))).length === 0));
  expect(missed).toEqual([]);
});

it(`judges ${numRuns} draws of published actions as the lists do`, () => {
  const actions = [...new Set(all.flat())];
  const known = [...all, ...ways.map((way) => way.actions.map((action) => action.toLowerCase()))];
  const wayIn = (drawn: readonly string[]): string[] | undefined =>
    known.find((way) => way.every((action) => drawn.includes(action)));
  /** What is left once each way lacks an action. */
  const incomplete = (drawn: readonly string[], chance: number): string[] => {
    const way = wayIn(drawn);
    const lost = way?.[chance % way.length];
    return lost === undefined
      ? [...drawn]
      : incomplete(
          drawn.filter((action) => action !== lost),
          chance,
        );
  };
  const some = fc.subarray(actions, { maxLength: 8 });
  fc.assert(
    fc.property(
      some,
      fc.constantFrom(...all),
      fc.nat(),
      fc.constantFrom(...carriers),
      (more, way, chance, carrier) => {
        const whole = [...new Set([...more, ...way])];
        expect([whole, found(carrier(allowing(whole)))]).not.toEqual([whole, []]);
        const part = incomplete(whole, chance);
        expect([part, found(carrier(allowing(part)))]).toEqual([part, []]);
      },
    ),
    { numRuns },
  );
});

const asAction = (action: string) => {
  const [service = "", name = ""] = action.split(":");
  return fc
    .constantFrom(action, action, `${service}:${name.slice(0, -1)}?`, `${service.slice(0, -1)}?:${name}`)
    .chain(inAnyCase);
};
const everything = fc.constantFrom<unknown>(
  "*",
  "**",
  ["*"],
  ["arn:aws:s3:::a", "*"],
  ["arn:aws:*:*:*:*", "*"],
  "?*",
);
/** A way's actions, in one statement or one for each. */
const statementsOf = ({ actions }: Way): Arbitrary<Statement[]> =>
  fc
    .tuple(
      fc.tuple(...actions.map((action) => oneOrMany(asAction(action), "s3:GetObject"))),
      everything,
      fc.boolean(),
      alwaysTrue,
    )
    .map(([spelled, Resource, areTogether, condition]) =>
      (areTogether ? [spelled.flat()] : spelled).map((Action) =>
        given({ Effect: "Allow", Action, Resource }, condition),
      ),
    );
const way = fc.constantFrom(...ways);
/** As an ordinary request carries it. */
const context = {
  "aws:SecureTransport": "true",
  "aws:UserAgent": "aws-cli/2",
  "aws:x": "anything",
  "aws:SourceIp": "54.239.17.6",
  "aws:CurrentTime": new Date().toISOString(),
  "aws:PrincipalArn": `arn:aws:iam::${site}:role/web`,
  "aws:PrincipalType": "AssumedRole",
  "aws:RequestedRegion": "eu-central-1",
  "s3:max-keys": "100",
  "aws:MultiFactorAuthAgeOfNobody": "5",
};

it(`finds each way in ${numRuns} spellings, which IAM's own decisions allow`, () =>
  fc.assert(
    fc.property(
      way.chain((one) => fc.tuple(fc.constant(one), policyOf(statementsOf(one)))),
      fc.constantFrom(...carriers),
      ([{ actions, kind = "role" }, policy], carrier) => {
        const read = parsePolicy(typeof policy === "string" ? policy : JSON.stringify(policy));
        for (const action of actions)
          expect(decide([read], { action, resource: named[kind] ?? "*", context })).toBe(Decision.Allowed);
        expect(found(carrier(policy))).not.toEqual([]);
      },
    ),
    { numRuns },
  ));

it(`finds nothing in ${numRuns} ways that lack an action, or of which one is bound or denied`, () => {
  const incomplete = way.chain((one) =>
    fc.oneof(
      // Without one action, where the others are not a way by themselves.
      fc.constantFrom(...one.actions).chain((lost) => {
        const actions = one.actions.filter((action) => action !== lost);
        return actions.length === 0 || isWay(actions)
          ? fc.constant<Statement[]>([])
          : statementsOf({ actions });
      }),
      fc
        .tuple(statementsOf({ actions: one.actions }), binding)
        .map(([all, Condition]) => all.map((statement) => ({ ...statement, Condition }))),
      fc.tuple(statementsOf(one), fc.boolean()).map(([all, isLast]) => {
        const denied: Statement = { Effect: "Deny", Action: one.actions, Resource: "*" };
        return isLast ? [...all, denied] : [denied, ...all];
      }),
    ),
  );
  fc.assert(
    fc.property(policyOf(incomplete), fc.constantFrom(...carriers), (policy, carrier) => {
      expect(found(carrier(policy))).toEqual([]);
    }),
    { numRuns },
  );
});

it.each([
  [
    "AdministratorAccess may be attached",
    { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" } },
    1,
  ],
  [
    "only one policy may not",
    { ArnNotEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" } },
    1,
  ],
  [
    "policies of the team's may be",
    { ArnLike: { "iam:PolicyARN": `arn:aws:iam::${site}:policy/team/*` } },
    0,
  ],
  ["roles have some boundary", { Null: { "iam:PermissionsBoundary": "false" } }, 1],
  ["roles have any boundary", { StringLike: { "iam:PermissionsBoundary": "*" } }, 1],
  [
    "roles have this boundary",
    { StringEquals: { "iam:PermissionsBoundary": `arn:aws:iam::${site}:policy/limit` } },
    0,
  ],
  ["a tag of one's own choice is asked for", { StringEquals: { "aws:RequestTag/team": "red" } }, 1],
])("judges by its meaning a condition by which %s", (_what, Condition, count) => {
  expect(found(held(allowing("iam:AttachRolePolicy", "*", { Condition })))).toHaveLength(count);
});

describe("whom the stack knows", () => {
  const trusting = (Principal: unknown) => ({
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal }],
  });
  const service = (name: string) => trusting({ Service: `${name}.amazonaws.com` });
  const role = (name: string, inputs: Inputs = {}) =>
    madeUp(
      aws.role,
      name,
      { assumeRolePolicy: service("ec2"), ...inputs },
      { state: { name, arn: arnOf(name, inputs) } },
    );
  const arnOf = (name: string, { path = "/" }: Inputs) => `arn:aws:iam::${site}:role${path as string}${name}`;
  const administrator = (name: string, assumeRolePolicy: unknown) =>
    role(name, { assumeRolePolicy, managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] });
  const of = (name: string, policy: unknown) => madeUp(aws.rolePolicy, "its", { role: name, policy });

  const path = fc.constantFrom("/", "/team/", "/team/red/");
  const name = fc.stringMatching(/^[a-z]{3,8}-[a-z]{2,5}$/);
  const own = fc.constantFrom("iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:Put*", "iam:*RolePolicy");

  it(`finds ${numRuns} roles that may write their own policies, however the policy names them`, () =>
    fc.assert(
      fc.property(path, name, own, fc.nat(), fc.boolean(), (where, who, Action, cut, isInline) => {
        const full = `${where}${who}`.slice(1);
        const patterns = [
          full,
          `${full.slice(0, 1 + (cut % full.length))}*`,
          full.replace(/.$/, "?"),
          `${where.slice(1)}*`,
        ];
        const policy = allowing(Action, `arn:aws:iam::${site}:role/${patterns[cut % 4]}`);
        const its = isInline
          ? [role(who, { path: where, inlinePolicies: [{ name: "own", policy }] })]
          : [role(who, { path: where }), of(who, policy)];
        expect(found(its)).not.toEqual([]);
      }),
      { numRuns },
    ));

  it(`finds nothing in ${numRuns} roles that may write policies of another one`, () =>
    fc.assert(
      fc.property(path, name, name, own, fc.boolean(), (where, who, other, Action, isGlob) => {
        // The last one also names iam:UpdateAssumeRolePolicy: by it one may act as the other.
        fc.pre(!who.startsWith(other) && Action !== "iam:*RolePolicy");
        const policy = allowing(Action, `arn:aws:iam::${site}:role${where}${other}${isGlob ? "*" : ""}`);
        expect(found([role(who, { path: where }), of(who, policy)])).toEqual([]);
      }),
      { numRuns },
    ));

  const managed = madeUp(
    aws.policy,
    "mine",
    { policy: allowing("iam:CreatePolicyVersion", `arn:aws:iam::${site}:policy/team/mine`) },
    {
      state: { name: "mine", arn: `arn:aws:iam::${site}:policy/team/mine` },
    },
  );
  const user = (name: string) =>
    madeUp("aws:iam/user:User", name, {}, { state: { name, arn: `arn:aws:iam::${site}:user/${name}` } });
  const group = (name: string) =>
    madeUp("aws:iam/group:Group", name, {}, { state: { name, arn: `arn:aws:iam::${site}:group/${name}` } });
  const ofUser = (policy: unknown) => [user("ann"), madeUp(aws.userPolicy, "its", { user: "ann", policy })];
  const on = (kind: string, name: string) => `arn:aws:iam::${site}:${kind}/${name}`;
  const pass = (target: string, actions: string[], more: Inputs = {}) => ({
    Statement: [
      { Effect: "Allow", Action: "iam:PassRole", Resource: target, ...more },
      { Effect: "Allow", Action: actions, Resource: "*" },
    ],
  });
  const run = ["lambda:CreateFunction", "lambda:InvokeFunction"];
  const toLambda = { Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } } };
  const toTasks = { Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } } };

  it.each<[string, Resource[], number]>([
    ["a managed policy whose versions its holder writes", [managed], 1],
    [
      "its attachment changes nothing",
      [
        managed,
        role("web"),
        madeUp(aws.rolePolicyAttachment, "a", { role: "web", policyArn: on("policy", "team/mine") }),
      ],
      1,
    ],
    [
      "an inline policy that writes the versions of an attached one elsewhere",
      [
        role("web", { managedPolicyArns: [on("policy", "theirs")] }),
        of("web", allowing("iam:SetDefaultPolicyVersion", on("policy", "theirs"))),
      ],
      1,
    ],
    [
      "versions of a policy that it does not have",
      [role("web"), of("web", allowing("iam:CreatePolicyVersion", on("policy", "theirs")))],
      0,
    ],
    ["a user who puts policies on themselves", ofUser(allowing("iam:PutUserPolicy", on("user", "ann"))), 1],
    [
      "a user who does so by a variable",
      ofUser(allowing("iam:AttachUserPolicy", on("user", "${aws:username}"))),
      1,
    ],
    [
      "a user with keys of their own",
      ofUser(allowing(["iam:CreateAccessKey", "iam:UpdateLoginProfile"], on("user", "${aws:username}"))),
      0,
    ],
    [
      "a user who writes policies of a group that they are in",
      [
        group("devs"),
        ...ofUser(allowing("iam:PutGroupPolicy", on("group", "devs"))),
        madeUp("aws:iam/userGroupMembership:UserGroupMembership", "m", { user: "ann", groups: ["devs"] }),
      ],
      1,
    ],
    [
      "a user who writes policies of another group",
      [group("devs"), ...ofUser(allowing("iam:PutGroupPolicy", on("group", "devs")))],
      0,
    ],
    [
      "a user who may join a group of administrators",
      [
        group("admins"),
        madeUp("aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "a", {
          group: "admins",
          policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
        }),
        ...ofUser(allowing("iam:AddUserToGroup", on("group", "admins"))),
      ],
      1,
    ],
    [
      "a user who may join a group",
      [group("devs"), ...ofUser(allowing("iam:AddUserToGroup", on("group", "devs")))],
      0,
    ],
    [
      "policies and keys of the same users",
      held(allowing(["iam:PutUserPolicy", "iam:CreateAccessKey"], on("user", "team-*"))),
      1,
    ],
    [
      "roles that one creates and writes the policies of",
      held(allowing(["iam:CreateRole", "iam:AttachRolePolicy"], on("role", "team/*"))),
      1,
    ],
    ["roles that one creates", held(allowing("iam:CreateRole", on("role", "team/*"))), 0],
    [
      "a role that one strengthens and assumes",
      held(allowing(["iam:PutRolePolicy", "sts:AssumeRole"], on("role", "other"))),
      1,
    ],
    [
      "a role that one strengthens, and that trusts a service alone",
      [
        role("other"),
        role("web"),
        of("web", allowing(["iam:PutRolePolicy", "sts:AssumeRole"], on("role", "other"))),
      ],
      0,
    ],
    [
      "a role that one strengthens and runs a function as",
      held({
        Statement: [
          { Effect: "Allow", Action: ["iam:PutRolePolicy", "iam:PassRole"], Resource: on("role", "other") },
          { Effect: "Allow", Action: run, Resource: "*" },
        ],
      }),
      1,
    ],
    [
      "an administrator whom one may assume",
      [
        administrator("admin", trusting({ AWS: site })),
        role("web"),
        of("web", allowing("sts:AssumeRole", on("role", "admin"))),
      ],
      1,
    ],
    [
      "an administrator who trusts somebody else",
      [
        administrator("admin", trusting({ AWS: on("role", "boss") })),
        role("web"),
        of("web", allowing("sts:AssumeRole", on("role", "admin"))),
      ],
      0,
    ],
    [
      "an administrator whom one hands to Lambda",
      [
        administrator("admin", service("lambda")),
        role("web"),
        of("web", pass(on("role", "admin"), run, toLambda)),
      ],
      1,
    ],
    [
      "an administrator whom one hands to ECS alone",
      [
        administrator("admin", service("lambda")),
        role("web"),
        of("web", pass(on("role", "admin"), run, toTasks)),
      ],
      0,
    ],
    [
      "an administrator who does not trust Lambda",
      [administrator("admin", service("ec2")), role("web"), of("web", pass(on("role", "admin"), run))],
      0,
    ],
    [
      "an administrator whom one hands to the users of an identity pool",
      [
        administrator("admin", {
          Statement: [
            {
              Effect: "Allow",
              Action: "sts:AssumeRoleWithWebIdentity",
              Principal: { Federated: "cognito-identity.amazonaws.com" },
            },
          ],
        }),
        role("web"),
        of("web", pass(on("role", "admin"), ["cognito-identity:SetIdentityPoolRoles"])),
      ],
      1,
    ],
    [
      "a state machine of a role that can get more rights",
      [
        role("strong", {
          assumeRolePolicy: service("states"),
          inlinePolicies: [{ name: "p", policy: allowing("iam:PutRolePolicy") }],
        }),
        madeUp(
          "aws:sfn/stateMachine:StateMachine",
          "machine",
          { roleArn: on("role", "strong") },
          { state: { arn: named["machine"] } },
        ),
        role("web"),
        of("web", allowing(["states:UpdateStateMachine", "states:StartExecution"], named["machine"])),
      ],
      2,
    ],
    [
      "a role without rights that one hands to Lambda",
      [
        role("task", { assumeRolePolicy: service("lambda") }),
        role("web"),
        of("web", pass(on("role", "task"), run)),
      ],
      0,
    ],
    [
      "functions of a role that can get more rights",
      [
        role("strong", {
          assumeRolePolicy: service("lambda"),
          inlinePolicies: [{ name: "p", policy: allowing("iam:PutRolePolicy") }],
        }),
        madeUp(
          "aws:lambda/function:Function",
          "fn",
          { role: on("role", "strong") },
          { state: { arn: named["function"] } },
        ),
        role("web"),
        of("web", allowing("lambda:UpdateFunctionCode", named["function"])),
      ],
      2,
    ],
    [
      "functions of a role that cannot",
      [
        role("weak", { assumeRolePolicy: service("lambda") }),
        madeUp(
          "aws:lambda/function:Function",
          "fn",
          { role: on("role", "weak") },
          { state: { arn: named["function"] } },
        ),
        role("web"),
        of("web", allowing("lambda:UpdateFunctionCode", named["function"])),
      ],
      0,
    ],
    [
      "actions in two policies of one role",
      [
        role("web"),
        of("web", allowing("iam:PassRole", "*", toLambda)),
        madeUp(aws.rolePolicy, "more", { role: "web", policy: allowing(run) }),
      ],
      2,
    ],
    [
      "actions in policies of two roles",
      [
        role("web"),
        role("jobs"),
        of("web", allowing("iam:PassRole", "*", toLambda)),
        madeUp(aws.rolePolicy, "more", { role: "jobs", policy: allowing(run) }),
      ],
      0,
    ],
    [
      "what another policy of the same role denies",
      [
        role("web"),
        of("web", allowing("lambda:UpdateFunctionCode")),
        madeUp(aws.rolePolicy, "more", {
          role: "web",
          policy: allowing("lambda:Update*", "*", { Effect: "Deny" }),
        }),
      ],
      0,
    ],
  ])("judges %s", (_what, resources, count) => {
    expect(found(resources)).toHaveLength(count);
  });
});
