import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import type { Retention, SiteArgs } from "@ballast/contracts";
import {
  checkArguments,
  checkSecretReference,
  checkWithoutEffect,
  domainOf,
  type Faults,
  given,
  held,
  heldReference,
  heldText,
  referenceFault,
  partitionOf,
  refuseLate,
  regionalArn,
  whenReady,
  checkRetention,
  checkWhole,
  waiversOf,
  storeProtection,
  type Site,
  subjectOf,
  type TaskPart,
  type Waivers,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { storeLogin } from "./storedLogin.ts";

/**
 * Registries that Amazon ECR can stand in front of: user guide, "Sync an upstream registry", and API reference,
 * CreatePullThroughCacheRule, of which the older list has no Chainguard (2026-11-26).
 */
export const UpstreamRegistry = {
  /** `registry-1.docker.io`. Requires credentials. */
  DockerHub: "dockerHub",
  /** `ghcr.io`. Requires credentials. */
  GitHub: "gitHub",
  /** `registry.gitlab.com`. Requires credentials. */
  GitLab: "gitLab",
  /** `quay.io`, without credentials. */
  Quay: "quay",
  /** `registry.k8s.io`, without credentials. */
  Kubernetes: "kubernetes",
  /** `public.ecr.aws`, without credentials. */
  EcrPublic: "ecrPublic",
  /** `<registryName>.azurecr.io`. Requires credentials. */
  Azure: "azure",
  /** `cgr.dev`. Requires credentials. */
  Chainguard: "chainguard",
  /** Amazon ECR of another account or region: `sourceAccountId` and `sourceRegion`. */
  Ecr: "ecr",
} as const;
export type UpstreamRegistry = (typeof UpstreamRegistry)[keyof typeof UpstreamRegistry];

/** What some upstreams need, and the others must not have. */
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

const upstreams: Record<UpstreamRegistry, Upstream> = {
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
      return pulumi.interpolate`${held("The address of the upstream", "sourceAccountId", account, accountFault)}.dkr.ecr.${sourceRegion}.${domain}`;
    },
    needsLogin: false,
    needs: ["sourceAccountId", "sourceRegion"],
    takes: ["customRoleArn"],
    pullsByRole: true,
  },
};

/** Amazon ECR finds upstream credentials only under this name. */
const secretPrefix = "ecr-pullthroughcache/";
const reference = { namePrefix: secretPrefix };

/** A login to an upstream registry. */
export interface UpstreamCredentials {
  /** The user that the access token belongs to. */
  username: pulumi.Input<string>;
  /** An access token that may only read. */
  accessToken: pulumi.Input<string>;
}

export interface PullThroughCacheArgs extends SiteArgs {
  /** The registry that is cached. */
  upstream: UpstreamRegistry;
  /**
   * Repositories of the cache are named `<prefix>/<upstream repository>`. 2 to 30 of a–z, 0–9 and . _ - /. An official image of
   * Docker Hub is `<prefix>/library/<name>`.
   */
  prefix: string;
  /** Azure: the name in front of `.azurecr.io`. @default - none; needed for Azure */
  registryName?: string;
  /** Amazon ECR: the account of the upstream repositories. @default - none; needed for Amazon ECR */
  sourceAccountId?: pulumi.Input<string>;
  /** Amazon ECR: the region of the upstream repositories. @default - none; needed for Amazon ECR */
  sourceRegion?: string;
  /**
   * Amazon ECR: the role by which ECR pulls from another account; needed for one.
   *
   * @default - none, for another region of the same account
   */
  customRoleArn?: pulumi.Input<string>;
  /** Stored in a secret of this component's. @default - none */
  credentials?: UpstreamCredentials;
  /**
   * Full ARN of a secret of this account and region whose name starts with `ecr-pullthroughcache/`, holding JSON
   * with `username` and `accessToken`.
   *
   * @default - none; Docker Hub, GitHub, GitLab, Azure and Chainguard need one or `credentials`
   */
  secretArn?: pulumi.Input<string>;
  /** Days after which a cached image is deleted, 1 to 365; the next pull brings it again. @default 90 */
  expireAfterDays?: number;
  /**
   * `discard` deletes the secret made of `credentials` at once; `retain` keeps it for 30 days, and refuses before. Only with
   * `credentials`.
   *
   * @default "retain"
   */
  retention?: Retention;
  /**
   * Why `discard` is fine for a secret made here. The rule `data-retention` is waived with it, for nothing else.
   *
   * @default - none: the rule finds what `discard` does
   */
  retentionReason?: string;
}

/**
 * Amazon ECR in front of another registry: the first pull fetches an image, every later one stays inside AWS. One
 * login for a whole account instead of one per task, and no upstream rate limit or outage when a task restarts.
 *
 * Name images `<registry>/<repository>:<tag>` with this component's `registry`, and give `taskPart` to the task
 * definition. Costs the storage of what is cached, and one secret by the month if it is made here.
 */
export class PullThroughCache extends pulumi.ComponentResource {
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<prefix>`; known once the cache answers. */
  readonly registry: pulumi.Output<string>;
  /** For task definitions. */
  readonly taskPart: TaskPart;
  /** Why protections are off, by rule and by the member that each is for. */
  readonly waivers: Waivers;

  constructor(name: string, args: PullThroughCacheArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "PullThroughCache", name, args, check);
    super("ballast-private-registry:index:PullThroughCache", name, {}, opts);
    const child = { parent: this };

    const credentialArn = args.credentials
      ? storeCredentials(name, args.credentials, args, child)
      : args.secretArn && heldHere(subjectOf("PullThroughCache", name), args.secretArn, args.site);
    const template = createTemplate(name, args, child);
    const rule = new aws.ecr.PullThroughCacheRule(
      `${name}-rule`,
      {
        ecrRepositoryPrefix: args.prefix,
        upstreamRegistryUrl: pulumi
          .output(args.site.partition)
          .apply((partition) => upstreams[args.upstream].url(args, domainOf(partition))),
        credentialArn,
        customRoleArn: args.customRoleArn,
      },
      // Repositories take their settings from the template that stands when they are made.
      { ...child, dependsOn: [template] },
    );

    const { accountId, region, partition } = args.site;
    const host = pulumi
      .all([accountId, region, partition])
      .apply(([account, where, part]) => `${account}.dkr.ecr.${where}.${domainOf(part)}`);
    this.registry = whenReady(pulumi.interpolate`${host}/${args.prefix}`, [rule.id]);
    this.taskPart = {
      executionStatements: [
        {
          actions: ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
          resources: [regionalArn(args.site, "ecr", `repository/${args.prefix}/*`)],
        },
      ],
    };
    this.waivers = args.credentials
      ? waiversOf({ "data-retention": { [`${name}-credentials`]: storeProtection(args) } })
      : {};
    this.registerOutputs({ registry: this.registry, waivers: this.waivers });
  }
}

function check(faults: Faults, args: PullThroughCacheArgs): void {
  checkRetention(faults, args);
  if (args.credentials === undefined) {
    const why = "it is for a secret made of credentials. Leave it out.";
    checkWithoutEffect(faults, "", args, ["retention", "retentionReason"], why);
  }
  if (!/^(?=.{2,30}$)(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(args.prefix)) {
    faults.add(
      "prefix",
      `${given(args.prefix)} is no repository prefix; use 2 to 30 of a–z, 0–9 and . _ - /.`,
    );
  }
  checkUpstream(faults, args);
  if (args.credentials && args.secretArn !== undefined) {
    faults.add("secretArn", "stands beside credentials; give one of the two.");
  }
  if (upstreams[args.upstream]?.needsLogin && !args.credentials && args.secretArn === undefined) {
    faults.add(
      "credentials",
      `are missing, and Amazon ECR caches ${given(args.upstream)} only with a login; or give secretArn.`,
    );
  }
  checkSecretReference(faults, "secretArn", args.secretArn, reference);
  const { region, accountId } = args.site;
  if (
    [args.secretArn, region, accountId].every((one) => typeof one === "string") &&
    referenceFault(args.secretArn, reference) === undefined
  ) {
    const fault = elsewhere(args.secretArn as string, region as string, accountId as string);
    if (fault !== undefined) faults.add("secretArn", fault);
  }
  checkWhole(faults, "expireAfterDays", args.expireAfterDays, { from: 1, to: 365 });
}

/** What an upstream needs beside its name. */
function checkUpstream(faults: Faults, args: PullThroughCacheArgs): void {
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
      "Amazon ECR pulls from itself by a role, without a login. Leave it out.",
    );
  if (args.registryName !== undefined && !/^[a-z0-9]{5,50}$/.test(args.registryName))
    faults.add(
      "registryName",
      `${given(args.registryName)} is not the name of a registry of Azure. Use 5 to 50 small letters and digits, without .azurecr.io.`,
    );
  const account = typeof args.sourceAccountId === "string" ? accountFault(args.sourceAccountId) : undefined;
  if (account !== undefined) faults.add("sourceAccountId", account);
  if (args.sourceRegion !== undefined && partitionOf(args.sourceRegion) === undefined)
    faults.add(
      "sourceRegion",
      `${given(args.sourceRegion)} is not a region of AWS. Use a region's code, for example "eu-central-1".`,
    );
}

function accountFault(id: unknown): string | undefined {
  return typeof id === "string" && /^\d{12}$/.test(id)
    ? undefined
    : `${given(id)} is not an AWS account ID. Use its twelve digits, as a string.`;
}

/** Amazon ECR finds no secret of another account or region. */
function heldHere(subject: string, secretArn: pulumi.Input<string>, site: Site): pulumi.Output<string> {
  const path = "secretArn";
  return pulumi
    .all([heldReference(subject, path, secretArn, reference), site.region, site.accountId])
    .apply(([arn, ...here]) => {
      // As heldReference lets pass.
      if ((arn as string | undefined) !== undefined) refuseLate(subject, path, elsewhere(arn, ...here));
      return arn;
    });
}

function elsewhere(arn: string, ...here: string[]): string | undefined {
  const [, , , region, account] = arn.split(":");
  return region === here[0] && account === here[1]
    ? undefined
    : "is the ARN of a secret of another account or region (not shown); Amazon ECR needs one of this account and region.";
}

function storeCredentials(
  name: string,
  credentials: UpstreamCredentials,
  { retention, prefix }: PullThroughCacheArgs,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  const subject = subjectOf("PullThroughCache", name);
  return storeLogin(
    `${name}-credentials`,
    {
      namePrefix: `${secretPrefix}${prefix.replaceAll("/", "-")}-`,
      description: "Login to an upstream registry, for Amazon ECR to fill its cache",
      login: {
        username: heldText(subject, "credentials.username", credentials.username),
        accessToken: heldText(subject, "credentials.accessToken", credentials.accessToken),
      },
      retention,
    },
    child,
  );
}

/** How ECR makes the repositories of the cache: encrypted, and never growing for ever. */
function createTemplate(
  name: string,
  { prefix, expireAfterDays }: PullThroughCacheArgs,
  child: pulumi.ComponentResourceOptions,
): aws.ecr.RepositoryCreationTemplate {
  const expiry = {
    rulePriority: 1,
    description: "Images that have been cached for long; the next pull brings them again",
    selection: {
      tagStatus: "any",
      countType: "sinceImagePushed",
      countUnit: "days",
      countNumber: expireAfterDays ?? 90,
    },
    action: { type: "expire" },
  };
  return new aws.ecr.RepositoryCreationTemplate(
    `${name}-template`,
    {
      prefix,
      appliedFors: ["PULL_THROUGH_CACHE"],
      description: "Repositories that the pull-through cache makes",
      encryptionConfigurations: [{ encryptionType: "AES256" }],
      // Upstream decides what a tag means, and may move it.
      imageTagMutability: "MUTABLE",
      lifecyclePolicy: pulumi.jsonStringify({ rules: [expiry] }),
    },
    child,
  );
}
