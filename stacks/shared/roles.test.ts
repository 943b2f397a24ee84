import { record, recordRefusal } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import run from "../index.ts";

const boundary = "arn:aws:iam::123456789012:policy/ballast-delivery/dev/boundary";
const settings = {
  retention: "retain",
  cidrBlock: "10.20.0.0/16",
  availabilityZones: ["eu-central-1a", "eu-central-1b"],
  natGateways: "single",
};
const options = (roles: unknown) => ({
  stack: "network-dev",
  config: {
    "aws:region": "eu-central-1",
    "ballast:settings": JSON.stringify(settings),
    ...(roles !== undefined && { "ballast:roles": JSON.stringify(roles) }),
  },
  lookups: siteLookups(standInSite("eu-central-1")),
});

it("lie under the path and the boundary that the configuration names, those of components too", async () => {
  const recording = await record(run, options({ path: "/ballast/dev/", permissionsBoundary: boundary }));
  const roles = Object.values(recording.ofType("aws:iam/role:Role"));
  expect(roles.length).toBeGreaterThan(0);
  for (const { inputs, state } of roles) {
    expect(inputs).toMatchObject({ path: "/ballast/dev/", permissionsBoundary: boundary });
    expect(state["arn"]).toMatch(/:role\/ballast\/dev\//);
  }
});

it("are as IAM has them without it", async () => {
  const recording = await record(run, options(undefined));
  for (const { inputs } of Object.values(recording.ofType("aws:iam/role:Role")))
    expect(Object.keys(inputs).filter((name) => ["path", "permissionsBoundary"].includes(name))).toEqual([]);
});

it("are refused with every fault, before anything is registered", async () => {
  const { error, registered } = await recordRefusal(
    run,
    options({ path: "ballast", permissionsBoundary: "AdministratorAccess" }),
  );
  expect(error.message.split("\n")).toEqual([
    "The configuration of network-dev (stacks/environments/Pulumi.network-dev.yaml) is refused, and nothing was registered. 2 errors:",
    '  ballast:roles.path: is "ballast"; give a path of IAM, for example "/ballast/dev/".',
    '  ballast:roles.permissionsBoundary: is "AdministratorAccess"; give the ARN of a policy of IAM.',
  ]);
  expect(registered).toEqual([]);
});

it("are refused with one of path and boundary alone", async () => {
  const { error } = await recordRefusal(run, options({ path: "/ballast/dev/" }));
  expect(error.message.split("\n").slice(1)).toEqual([
    "  ballast:roles: is {…}; give path and permissionsBoundary together.",
  ]);
});

it("stay in AWS with their policies where the configuration keeps what is replaced", async () => {
  const recording = await record(run, options({ keepReplaced: true }));
  const made = recording.resources.filter(({ type }) => type.startsWith("aws:iam/"));
  expect(made.length).toBeGreaterThan(1);
  expect(made.filter(({ retainOnDelete }) => retainOnDelete !== true)).toEqual([]);
});
