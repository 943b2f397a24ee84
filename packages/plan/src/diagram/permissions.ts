import { aws } from "@ballast/aws";
import { fields, list, statements, text, type PolicyStatement, type ResolvedResource } from "@ballast/model";
import { EdgeKind } from "./diagram.ts";
import type { Arrow } from "./edges.ts";
import { isOfRole } from "./kinds.ts";
import type { References } from "./references.ts";
import type { StandIns } from "./standIns.ts";

const roleType = aws.role;

/** Who has a role, and as what. */
export interface Bearer {
  role: ResolvedResource;
  node: string;
  /** `task role`, `execution role` or `role`. */
  as: string;
}

const plainRole = "role";

/** Services of AWS whose permissions are plumbing: every task may write its log, every reader may decrypt. */
const plumbing = ["logs", "kms"];

/** An arrow for every action that a role allows on something in the drawing. */
export function permissionArrows(
  resources: readonly ResolvedResource[],
  references: References,
  standIns: StandIns,
  elsewhere: (arn: string) => string,
): Arrow[] {
  const policies = policiesByRole(resources, references);
  const trusts = resources.flatMap((role) => trustArrows(role, references, standIns));
  const allowed = bearersOf(resources, references, standIns).flatMap(({ role, node, as }) =>
    (policies.get(role.urn) ?? []).flatMap((statement) =>
      statement.resources.flatMap((pattern) => {
        const actions = statement.actions.filter((action) => !plumbing.includes(serviceOf(action)));
        return targetsOf(pattern, references, standIns, elsewhere).flatMap((target) =>
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

/** From who may take on a role that is drawn by itself. */
function trustArrows(role: ResolvedResource, references: References, standIns: StandIns): Arrow[] {
  if (role.type !== roleType || !standIns.of(role.urn).includes(role.urn)) return [];
  return references
    .mentions(role)
    .filter(({ path }) => path.startsWith("assumeRolePolicy"))
    .flatMap(({ resource }) => standIns.of(resource.urn))
    .map((from) => ({
      from,
      to: role.urn,
      kind: EdgeKind.Permission,
      word: "assumes",
      detail: `whoever this provider vouches for may take on ${role.name}, under its conditions`,
    }));
}

export function bearersOf(
  resources: readonly ResolvedResource[],
  references: References,
  standIns: StandIns,
): Bearer[] {
  const found = new Map<string, Bearer>();
  for (const resource of resources) {
    if (isOfRole(resource.type)) {
      if (standIns.of(resource.urn).includes(resource.urn))
        found.set(resource.urn, { role: resource, node: resource.urn, as: plainRole });
      continue;
    }
    for (const { resource: role, path } of references.mentions(resource)) {
      if (role.type !== roleType) continue;
      for (const node of standIns.of(resource.urn)) {
        const as = /^(task|execution)RoleArn$/.exec(path)?.[1];
        const bearer = { role, node, as: as === undefined ? plainRole : `${as} role` };
        found.set(JSON.stringify([role.urn, node, bearer.as]), bearer);
      }
    }
  }
  return [...found.values()];
}

/** What a role may do: its own documents, and those of the policies of this stack that are attached to it. */
function policiesByRole(
  resources: readonly ResolvedResource[],
  references: References,
): Map<string, PolicyStatement[]> {
  const found = new Map<string, PolicyStatement[]>();
  const add = (role: unknown, document: unknown): void => {
    const urn = references.named(text(role))?.resource.urn;
    const allowed = statements(document).filter(({ effect }) => effect === "Allow");
    if (urn !== undefined) found.set(urn, [...(found.get(urn) ?? []), ...allowed]);
  };
  for (const resource of resources) {
    const { type, inputs } = resource;
    if (type === aws.rolePolicy) add(inputs["role"], inputs["policy"]);
    if (type === aws.rolePolicyAttachment) {
      const policy = references.named(text(inputs["policyArn"]))?.resource;
      if (policy !== undefined) add(inputs["role"], policy.inputs["policy"]);
    }
    if (type === roleType) {
      const own = Object.keys(resource.identifiers)[0];
      for (const policy of list(inputs["inlinePolicies"]).map(fields)) add(own, policy["policy"]);
    }
  }
  return found;
}

function targetsOf(
  pattern: string,
  references: References,
  standIns: StandIns,
  elsewhere: (arn: string) => string,
): string[] {
  const found = references.begins(pattern);
  if (found !== undefined && found.resource.type !== roleType) return standIns.of(found.resource.urn);
  // A pattern over many things is no place to draw an arrow to.
  return found === undefined && isOne(pattern) ? [elsewhere(pattern)] : [];
}

/** Whether an ARN is of one thing of one account, as `…:secret:login-AbCdEf`. */
function isOne(arn: string): boolean {
  const [, , service = "", , account = "", ...rest] = arn.split(":");
  return account !== "" && !plumbing.includes(service) && !/[*?]/.test(rest.join(":"));
}

/** Actions that AWS splits and people do not. */
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
