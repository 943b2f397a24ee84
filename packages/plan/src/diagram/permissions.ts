import { aws } from "@ballast/aws";
import { fields, list, statements, type PolicyStatement, type ResolvedResource } from "@ballast/model";
import { EdgeKind } from "./diagram.ts";
import type { Arrow } from "./edges.ts";
import { isOfRole } from "./kinds.ts";
import type { Scene } from "./scene.ts";

const roleType = aws.role;

/** A resource that has a role, and what the role is to it. */
interface Bearer {
  role: ResolvedResource;
  node: string;
  /** `task role`, `execution role` or `role`. */
  as: string;
}

const plainRole = "role";

/** AWS services whose permissions are not drawn, because almost every resource has them: writing logs, decrypting. */
const plumbing = ["logs", "kms"];

/** An arrow for every action that a role allows on a resource in the diagram. */
export function permissionArrows(scene: Scene): Arrow[] {
  const policies = policiesByRole(scene);
  const trusts = scene.resources.flatMap((role) => trustArrows(scene, role));
  const allowed = bearersOf(scene).flatMap(({ role, node, as }) =>
    (policies.get(role.urn) ?? []).flatMap((statement) =>
      statement.resources.flatMap((pattern) => {
        const actions = statement.actions.filter((action) => !plumbing.includes(serviceOf(action)));
        return targetsOf(scene, pattern).flatMap((target) =>
          actions.map((action) => ({
            from: node,
            to: target,
            kind: EdgeKind.Permission,
            lead: as === plainRole ? "" : as,
            word: wordOf(action),
            detail: `${as} ${role.name}: ${action} on ${pattern}`,
          })),
        );
      }),
    ),
  );
  return [...trusts, ...allowed];
}

/** From the principals that may assume a role that is drawn as its own node. */
function trustArrows(scene: Scene, role: ResolvedResource): Arrow[] {
  if (role.type !== roleType || !scene.nodesOf(role.urn).includes(role.urn)) return [];
  return scene.references
    .mentions(role)
    .filter(({ path }) => path.startsWith("assumeRolePolicy"))
    .flatMap(({ resource }) => scene.nodesOf(resource.urn))
    .map((from) => ({
      from,
      to: role.urn,
      kind: EdgeKind.Permission,
      word: "assumes",
      detail: `identities of this provider may assume ${role.name}, under its conditions`,
    }));
}

function bearersOf(scene: Scene): Bearer[] {
  const found = new Map<string, Bearer>();
  for (const resource of scene.resources) {
    if (isOfRole(resource.type)) {
      if (scene.nodesOf(resource.urn).includes(resource.urn))
        found.set(resource.urn, { role: resource, node: resource.urn, as: plainRole });
      continue;
    }
    for (const { resource: role, path } of scene.references.mentions(resource)) {
      if (role.type !== roleType) continue;
      for (const node of scene.nodesOf(resource.urn)) {
        const as = /^(task|execution)RoleArn$/.exec(path)?.[1];
        const bearer = { role, node, as: as === undefined ? plainRole : `${as} role` };
        found.set(JSON.stringify([role.urn, node, bearer.as]), bearer);
      }
    }
  }
  return [...found.values()];
}

/** A role's policy documents: its inline ones, and those of this stack's managed policies that are attached to it. */
function policiesByRole(scene: Scene): Map<string, PolicyStatement[]> {
  const found = new Map<string, PolicyStatement[]>();
  const add = (role: unknown, document: unknown): void => {
    const urn = scene.named(role)?.urn;
    const allowed = statements(document).filter(({ effect }) => effect === "Allow");
    if (urn !== undefined) found.set(urn, [...(found.get(urn) ?? []), ...allowed]);
  };
  for (const resource of scene.resources) {
    const { type, inputs } = resource;
    if (type === aws.rolePolicy) add(inputs["role"], inputs["policy"]);
    if (type === aws.rolePolicyAttachment) {
      add(inputs["role"], scene.named(inputs["policyArn"])?.inputs["policy"]);
    }
    if (type === roleType) {
      const own = Object.keys(resource.identifiers)[0];
      for (const policy of list(inputs["inlinePolicies"]).map(fields)) add(own, policy["policy"]);
    }
  }
  return found;
}

function targetsOf(scene: Scene, pattern: string): string[] {
  const found = scene.references.begins(pattern);
  if (found !== undefined && found.resource.type !== roleType) return scene.nodesOf(found.resource.urn);
  // An arrow cannot lead to a pattern that matches many resources.
  return found === undefined && isOne(pattern) ? [scene.outside.elsewhere(pattern)] : [];
}

/** Whether an ARN identifies one resource of one account, as `…:secret:login-AbCdEf`. */
function isOne(arn: string): boolean {
  const [, , service = "", , account = "", ...rest] = arn.split(":");
  return account !== "" && !plumbing.includes(service) && !/[*?]/.test(rest.join(":"));
}

/** Actions that AWS distinguishes and a reader does not need to. */
const words: [RegExp, string][] = [
  [/^ecr:(BatchCheckLayerAvailability|BatchGetImage|GetDownloadUrlForLayer|DescribeImages)$/, "pull"],
  [/^ecr:(CompleteLayerUpload|InitiateLayerUpload|PutImage|UploadLayerPart)$/, "push"],
  [/^(s3:(Get|List)\w*|secretsmanager:GetSecretValue|ssm:GetParameters?)$/, "read"],
  [/^s3:Put\w*$/, "write"],
  [/^s3:Delete\w*$/, "delete"],
];

function wordOf(action: string): string {
  return words.find(([pattern]) => pattern.test(action))?.[1] ?? action.split(":")[1] ?? action;
}

function serviceOf(action: string): string {
  return action.split(":")[0] ?? "";
}
