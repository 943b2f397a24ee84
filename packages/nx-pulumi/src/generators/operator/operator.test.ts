import { createTree } from "@nx/devkit/testing";
import Ajv from "ajv";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { planInputs } from "../../inputs/planInputs.ts";
import { readPulumiProject } from "../../inputs/pulumiProject.ts";
import operator from "./operator.ts";

// Manifests against the schema that the operator's own resource definition has, as a cluster with strict validation checks them.

const options = {
  environment: "dev",
  organization: "acme",
  repository: "https://github.com/acme/infrastructure",
  image: "registry.example.com/deploy:1.2.3",
  serviceAccount: "deploy-dev",
};

interface Manifest {
  kind: string;
  metadata: { name: string; namespace: string };
  spec: Record<string, unknown> & { stack: string; prerequisites?: { name: string; requirement: object }[] };
}

/** Strict validation refuses fields that the schema does not name. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  const isClosed = "properties" in inner && !("additionalProperties" in inner);
  return isClosed && inner["x-kubernetes-preserve-unknown-fields"] !== true
    ? { ...inner, additionalProperties: false }
    : inner;
}

const { schema } = JSON.parse(readFileSync(join(__dirname, "stack.crd.json"), "utf8")) as { schema: object };
const ajv = new Ajv({ nullable: true, unknownFormats: "ignore", allErrors: true, logger: false });
const isValid = ajv.compile(strict(schema) as object);

function faultsOf(manifest: unknown): string[] {
  isValid(manifest);
  return (isValid.errors ?? []).map(({ dataPath, message = "" }) => `${dataPath} ${message}`);
}

/** All that is applied to the cluster. */
function appliedOf(wanted: object = {}): Manifest[] {
  const tree = createTree();
  tree.root = process.cwd();
  tree.write("Pulumi.yaml", readFileSync("Pulumi.yaml", "utf8"));
  operator(tree, { ...options, ...wanted });
  const text = tree.read("deployments/dev.yaml", "utf8") ?? "";
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

function manifestsOf(wanted: object = {}): Manifest[] {
  return appliedOf(wanted).filter(({ kind }) => kind === "Stack");
}

it("describes each stack of the environment to the Pulumi Kubernetes Operator, in its schema (F.0.62)", () => {
  const manifests = manifestsOf();
  const stacks = readPulumiProject(process.cwd()).stacks.filter(({ environment }) => environment === "dev");
  const { name: project } = parse(readFileSync("Pulumi.yaml", "utf8")) as { name: string };
  expect(manifests.map(({ spec }) => spec.stack)).toEqual(
    stacks.map(({ name }) => `acme/${project}/${name}`),
  );
  expect(manifests.flatMap(faultsOf)).toEqual([]);
  for (const { metadata, spec } of manifests) {
    // Names of Kubernetes services are made of it (RFC 1123).
    expect(metadata.name).toMatch(/^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/);
    expect(spec).toMatchObject({
      branch: "main",
      destroyOnFinalize: false,
      serviceAccountName: "deploy-dev",
    });
  }
});

it("has a stack deployed after those whose outputs it reads, by names that there are", () => {
  const manifests = manifestsOf();
  const inputs = planInputs(process.cwd());
  const names = manifests.map(({ metadata }) => metadata.name);
  const stacks = readPulumiProject(process.cwd()).stacks.filter(({ environment }) => environment === "dev");
  const before = manifests.map(({ spec }) => (spec.prerequisites ?? []).map(({ name }) => name));
  expect(before).toEqual(stacks.map((stack) => inputs(stack).refersTo));
  expect(before.flat().length).toBeGreaterThan(3);
  expect(before.flat().filter((name) => !names.includes(name))).toEqual([]);
});

it("does not take an earlier success of a prerequisite for one of this commit", () => {
  const required = manifestsOf().flatMap(({ spec }) => spec.prerequisites ?? []);
  // The operator deploys the prerequisite anew if its last success is older (isRequirementSatisfied in its stack_controller.go).
  for (const { requirement } of required) expect(requirement).toEqual({ succeededWithinDuration: "15m" });
  // Else each stack, and all that it refers to, would be deployed at every interval.
  for (const { spec } of manifestsOf()) expect(spec).not.toHaveProperty("continueResyncOnCommitMatch");
});

it("gives the service account of the stacks' pods what the operator's agent asks the cluster for", () => {
  // As the agent itself says where it is missing (agent/pkg/server/auth.go at v2.9.0).
  const asked = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: deploys:deploy-dev:system:auth-delegator
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: system:auth-delegator
subjects:
  - kind: ServiceAccount
    namespace: deploys
    name: deploy-dev
`;
  const applied = appliedOf({ namespace: "deploys" });
  const [account, binding, ...stacks] = applied;
  expect(account).toEqual({
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "deploy-dev", namespace: "deploys" },
  });
  expect(binding).toEqual(parse(asked));
  for (const { metadata, spec } of stacks)
    expect([metadata.namespace, spec["serviceAccountName"]]).toEqual(["deploys", "deploy-dev"]);
  const roleArn = "arn:aws:iam::246802468024:role/deploy";
  expect(appliedOf({ roleArn })[0]?.metadata).toMatchObject({
    annotations: { "eks.amazonaws.com/role-arn": roleArn },
  });
});

it("reads a private repository with a token of the secret that is named", () => {
  const manifests = manifestsOf({ gitAuthSecret: "repository-access" });
  expect(manifests.flatMap(faultsOf)).toEqual([]);
  for (const { spec } of manifests)
    expect(spec["gitAuth"]).toEqual({
      accessToken: { type: "Secret", secret: { name: "repository-access", key: "accessToken" } },
    });
  for (const { spec } of manifestsOf()) expect(spec).not.toHaveProperty("gitAuth");
});

it("would be told of a field that the operator does not know, and of one of another kind", () => {
  const [first] = manifestsOf();
  const spec = { ...first?.spec };
  expect(faultsOf({ ...first, spec: { ...spec, destroyOnFinalise: false } })).toEqual([
    ".spec should NOT have additional properties",
  ]);
  expect(faultsOf({ ...first, spec: { ...spec, shallow: "yes" } })).toEqual([
    ".spec.shallow should be boolean",
  ]);
  expect(faultsOf({ ...first, spec: { ...spec, stack: undefined } })).not.toEqual([]);
});

it.each([
  [
    "an address without https",
    { repository: "acme/infrastructure" },
    /^--repository is .*; give the address of/,
  ],
  ["an image without a tag", { image: "pulumi" }, /^--image is "pulumi"; give an image with its tag/],
  ["a service account's ARN", { serviceAccount: "arn:aws:iam::1" }, /^--serviceAccount is/],
  ["a token instead of a secret's name", { gitAuthSecret: "ghp_1" }, /^--gitAuthSecret is/],
  ["a role's name", { roleArn: "deploy" }, /^--roleArn is/],
  [
    "an environment without stacks",
    { environment: "nowhere" },
    /^No stack belongs to the environment "nowhere"/,
  ],
])("refuses %s", (_what, wrong, message) => {
  expect(() => manifestsOf(wrong)).toThrow(message);
});
