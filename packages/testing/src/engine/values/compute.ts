import { domain, lastPart, named, uuid, type Compute, type Tools } from "./tools.ts";

/** Clusters, what runs on them, and as whom. */
export const computeTypes: Record<string, Compute> = {
  "aws:autoscaling/group:Group": named(({ arn, hex, name }) =>
    arn("autoscaling", `autoScalingGroup:${uuid(hex)}:autoScalingGroupName/${name}`),
  ),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": ({ input, site }) => ({
    id: input("repository"),
    state: { registryId: site.accountId },
  }),
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": ({ input, site }) => ({
    id: input("ecrRepositoryPrefix"),
    state: { registryId: site.accountId },
  }),
  "aws:ecr/repository:Repository": named(
    ({ arn, name }) => arn("ecr", `repository/${name}`),
    undefined,
    ({ name, site }) => ({
      id: name,
      state: {
        registryId: site.accountId,
        repositoryUrl: `${site.accountId}.dkr.ecr.${site.region}.${domain(site)}/${name}`,
      },
    }),
  ),
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": ({ input, site }) => ({
    id: input("prefix"),
    state: { registryId: site.accountId },
  }),
  "aws:ecs/capacityProvider:CapacityProvider": named(
    ({ arn, name }) => arn("ecs", `capacity-provider/${name}`),
    ({ arn, name }) => arn("ecs", `capacity-provider/${name}`),
  ),
  "aws:ecs/cluster:Cluster": named(
    ({ arn, name }) => arn("ecs", `cluster/${name}`),
    ({ arn, name }) => arn("ecs", `cluster/${name}`),
  ),
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ({ input }) => ({
    id: input("clusterName"),
    state: {},
  }),
  "aws:ecs/service:Service": named(
    ({ arn, name, input }) => arn("ecs", `service/${lastPart(input("cluster"))}/${name}`),
    ({ arn, name, input }) => arn("ecs", `service/${lastPart(input("cluster"))}/${name}`),
  ),
  "aws:ecs/taskDefinition:TaskDefinition": ({ arn, generation: revision, input }) => ({
    // Revisions of one family stand side by side.
    id: revision === 1 ? input("family") : `${input("family")}:${revision}`,
    state: {
      arn: arn("ecs", `task-definition/${input("family")}:${revision}`),
      arnWithoutRevision: arn("ecs", `task-definition/${input("family")}`),
      revision,
    },
  }),
  "aws:iam/instanceProfile:InstanceProfile": named((tools) => identityArn("instance-profile", tools)),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ({ globalArn, input }) => {
    const id = globalArn("iam", `oidc-provider/${input("url").replace("https://", "")}`);
    return { id, state: { arn: id, thumbprintLists: [] } };
  },
  "aws:iam/policy:Policy": named(
    (tools) => identityArn("policy", tools),
    (tools) => identityArn("policy", tools),
  ),
  "aws:iam/role:Role": named((tools) => identityArn("role", tools)),
  "aws:iam/rolePolicy:RolePolicy": ({ input, name }) => ({ id: `${input("role")}:${name}`, state: { name } }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ input, hex }) => ({
    id: `${input("role")}-${hex(12)}`,
    state: {},
  }),
};

/** IAM's things may lie under a path: `role/ballast/web`. */
function identityArn(kind: string, { globalArn, input, name }: Tools): string {
  return globalArn("iam", `${kind}${input("path") || "/"}${name}`);
}
