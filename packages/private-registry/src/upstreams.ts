import {
  accountIdFault,
  checkWithoutEffect,
  given,
  held,
  regionFault,
  type Faults,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { PullThroughCacheArgs, UpstreamRegistry } from "./pullThroughCacheArgs.ts";

/** Arguments that some upstreams require and the others reject. */
const upstreamArguments = ["registryName", "sourceAccountId", "sourceRegion", "customRoleArn"] as const;
type UpstreamArgument = (typeof upstreamArguments)[number];

interface Upstream {
  /** Of the rule, with the domain of the site's partition. */
  url: (args: PullThroughCacheArgs, domain: string) => pulumi.Output<string>;
  needsLogin: boolean;
  /** Whether a login has no effect. @default false */
  pullsByRole?: boolean;
  /** Arguments that this upstream needs, and the others must not have. */
  needs?: readonly UpstreamArgument[];
  /** Arguments that this upstream may have, and the others must not have. */
  takes?: readonly UpstreamArgument[];
}

const at = (url: string, needsLogin: boolean): Upstream => ({ url: () => pulumi.output(url), needsLogin });

export const upstreams: Record<UpstreamRegistry, Upstream> = {
  dockerHub: at("registry-1.docker.io", true),
  gitHub: at("ghcr.io", true),
  gitLab: at("registry.gitlab.com", true),
  quay: at("quay.io", false),
  kubernetes: at("registry.k8s.io", false),
  ecrPublic: at("public.ecr.aws", false),
  azure: {
    url: ({ registryName }) => pulumi.output(`${registryName}.azurecr.io`),
    needsLogin: true,
    needs: ["registryName"],
  },
  chainguard: at("cgr.dev", true),
  ecr: {
    url: ({ sourceAccountId, sourceRegion }, domain) => {
      const account = pulumi.output(sourceAccountId);
      return pulumi.interpolate`${held("The address of the upstream", "sourceAccountId", account, accountIdFault)}.dkr.ecr.${sourceRegion}.${domain}`;
    },
    needsLogin: false,
    needs: ["sourceAccountId", "sourceRegion"],
    takes: ["customRoleArn"],
    pullsByRole: true,
  },
};

/** The arguments that an upstream requires in addition to its name. */
export function checkUpstream(faults: Faults, args: PullThroughCacheArgs): void {
  const { needs = [], takes = [], pullsByRole = false } = upstreams[args.upstream] ?? {};
  for (const property of needs.filter((one) => args[one] === undefined))
    faults.add(property, `is missing, and the upstream ${given(args.upstream)} has no address without it.`);
  const own = upstreamArguments.filter((one) => !needs.includes(one) && !takes.includes(one));
  checkWithoutEffect(faults, "", args, own, `the upstream is ${given(args.upstream)}. Leave it out.`);
  if (pullsByRole)
    checkWithoutEffect(
      faults,
      "",
      args,
      ["credentials", "secretArn"],
      "Amazon ECR pulls from another ECR registry with a role, without a login. Leave it out.",
    );
  if (args.registryName !== undefined && !/^[a-z0-9]{5,50}$/.test(args.registryName))
    faults.add(
      "registryName",
      `${given(args.registryName)} is not the name of a registry of Azure. Use 5 to 50 small letters and digits, without .azurecr.io.`,
    );
  const account = typeof args.sourceAccountId === "string" ? accountIdFault(args.sourceAccountId) : undefined;
  if (account !== undefined) faults.add("sourceAccountId", account);
  const region = args.sourceRegion === undefined ? undefined : regionFault(args.sourceRegion);
  if (region !== undefined) faults.add("sourceRegion", region);
}
