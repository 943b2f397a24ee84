import type { Request } from "@ballast/analysis";
import { deploymentActions, deploymentSteps, linkedRoles, type DeploymentAction } from "@ballast/aws";
import { text } from "@ballast/model";
import type { Deployed } from "./deployments.ts";
import { identityArn, region, site, type DeliveryRoles } from "./roles.ts";

/** A question to IAM that a deployment depends on. */
export interface Asked {
  request: Request;
  /** Each deployment that asks it, as `stack: type name`; the first of them. */
  by: string;
}

type Steps = readonly (typeof deploymentSteps)[number][];

/** Every different question that deployments ask, for some of their steps. */
export function requestsOf(
  deployed: readonly Deployed[],
  { path }: Pick<DeliveryRoles, "path">,
  steps: Steps = deploymentSteps,
): Asked[] {
  const asked = new Map<string, Asked>();
  for (const one of deployed)
    for (const step of steps)
      for (const action of deploymentActions(one.type, step, one.inputs))
        for (const request of requestsFor(one, action, path)) {
          const key = JSON.stringify(request);
          if (!asked.has(key))
            asked.set(key, { request, by: `${one.where}: ${one.type} ${one.name}, ${step}` });
        }
  return [...asked.values()];
}

function requestsFor(
  one: Deployed,
  { action, passes, linkedService }: DeploymentAction,
  path: string,
): Request[] {
  if (passes !== undefined)
    return passes.roles.map((role) => ({
      action,
      resource: roleOf(one, text(role), path).arn,
      context: { "iam:PassedToService": passes.service, "aws:RequestedRegion": region },
    }));
  if (linkedService !== undefined) {
    const { name = "" } = Object.values(linkedRoles).find(({ service }) => service === linkedService) ?? {};
    return [
      {
        action,
        resource: identityArn(`role/aws-service-role/${linkedService}/${name}`),
        context: { "iam:AWSServiceName": linkedService, "aws:RequestedRegion": "us-east-1" },
      },
    ];
  }
  if (!action.startsWith("iam:")) {
    // Cloud Map alone calls Route 53, in the deployer's name.
    const via: Record<string, string> = action.startsWith("route53:") ? { "aws:ViaAWSService": "true" } : {};
    return [
      { action, resource: resourceOf(one, action), context: { "aws:RequestedRegion": region, ...via } },
    ];
  }
  const { arn, boundary } = identityOf(one, path);
  return [
    {
      action,
      resource: arn,
      // IAM answers in one region for all.
      context: {
        "aws:RequestedRegion": "us-east-1",
        ...(boundary !== "" && { "iam:PermissionsBoundary": boundary }),
      },
    },
  ];
}

/** By its name or ARN: one of the stack, or one that its settings name, which lies under the path (packages/delivery/README.md). */
function roleOf({ roles }: Deployed, named: string, path: string): { arn: string; boundary: string } {
  const name = named.split("/").at(-1) ?? "";
  return roles.get(name) ?? { arn: identityArn(`role${path}${name}`), boundary: "" };
}

function identityOf(one: Deployed, path: string): { arn: string; boundary: string } {
  if (one.type === "aws:iam/role:Role") return roleOf(one, one.arn, path);
  const role = text(one.inputs["role"]);
  if (one.type === "aws:iam/instanceProfile:InstanceProfile" || role === "")
    return { arn: one.arn, boundary: "" };
  return roleOf(one, role, path);
}

/** Something of the service whose ARN no policy names; of Systems Manager the documents, of S3 the buckets. */
function resourceOf(one: Deployed, action: string): string {
  const [service = "", verb = ""] = action.split(":");
  if (service === "s3") return "arn:aws:s3:::a-stack-of-ballast/some-object";
  // The role for previews reads only functions of these names: their variables could hold anything.
  if (service === "lambda" && one.type === "aws:lambda/function:Function" && one.arn !== "") return one.arn;
  const resource = service === "ssm" && /Association|Document/.test(verb) ? documentOf(one) : "some/thing";
  return [
    "arn",
    "aws",
    service,
    region,
    resource.startsWith("document/AWS-") ? "" : site.accountId,
    resource,
  ].join(":");
}

const documentOf = ({ inputs, name }: Deployed): string => `document/${text(inputs["name"]) || name}`;
