import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  checkSecretReference,
  checkWithoutEffect,
  domainOf,
  type Faults,
  given,
  heldReference,
  heldText,
  referenceFault,
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
import type { PullThroughCacheArgs, UpstreamCredentials } from "./pullThroughCacheArgs.ts";
import { storeLogin } from "./storedLogin.ts";
import { checkUpstream, upstreams } from "./upstreams.ts";

/** Amazon ECR finds upstream credentials only under this name. */
const secretPrefix = "ecr-pullthroughcache/";
const reference = { namePrefix: secretPrefix };

/**
 * A cache in Amazon ECR for another registry: the first pull fetches an image, later pulls stay inside AWS. The account
 * needs one login instead of one for each task, and the upstream's rate limits and outages do not affect task restarts.
 *
 * Name images `<registry>/<repository>:<tag>` with this component's `registry`, and pass `taskPart` to the task
 * definition. Charges: the storage of the cached images, and one secret per month if the component creates it.
 */
export class PullThroughCache extends pulumi.ComponentResource {
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<prefix>`; known when the cache is available. */
  readonly registry: pulumi.Output<string>;
  /** For task definitions. */
  readonly taskPart: TaskPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
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
      // Repositories get their settings from the template that exists when they are created.
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
    const why = "it is only for a secret that the component creates from credentials. Leave it out.";
    checkWithoutEffect(faults, "", args, ["retention", "retentionReason"], why);
  }
  if (!/^(?=.{2,30}$)(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(args.prefix)) {
    faults.add(
      "prefix",
      `${given(args.prefix)} is not a repository prefix; use 2 to 30 of a–z, 0–9 and . _ - /.`,
    );
  }
  checkUpstream(faults, args);
  if (args.credentials && args.secretArn !== undefined) {
    faults.add("secretArn", "conflicts with credentials. Set only one of the two.");
  }
  if (upstreams[args.upstream]?.needsLogin && !args.credentials && args.secretArn === undefined) {
    faults.add(
      "credentials",
      `are missing, but Amazon ECR caches ${given(args.upstream)} only with a login; set credentials or secretArn.`,
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

/** Amazon ECR finds no secret of another account or region. */
function heldHere(subject: string, secretArn: pulumi.Input<string>, site: Site): pulumi.Output<string> {
  const path = "secretArn";
  return pulumi
    .all([heldReference(subject, path, secretArn, reference), site.region, site.accountId])
    .apply(([arn, ...here]) => {
      // heldReference accepts undefined, too.
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

/** How ECR creates the repositories of the cache: encrypted, and with expiry of images. */
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
