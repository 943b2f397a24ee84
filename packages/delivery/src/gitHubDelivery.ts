import schema from "#schema" with { type: "json" };
import { roleName } from "@ballast/aws/services/iam";
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  checkAutoName,
  checkId,
  type Faults,
  given,
  whenReady,
  type SiteArgs,
  type Statement,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { boundaryStatements } from "./boundary.ts";
import { documentOf, type Restriction } from "./document.ts";
import { deployStatements, readSettings, readState, type Paths } from "./permissions.ts";
import { audience, gitHubNumberForm, issuer, jobTrust, type GitHubRepository } from "./trust.ts";

export type { GitHubRepository };

/** The jobs that can assume a role: those of one GitHub environment of one workflow, whose file is on the branch. */
export interface WorkflowRole {
  /** File in .github/workflows: `deploy.yml`. */
  workflow: string;
  /** GitHub environment of its jobs: `prod`. */
  environment: string;
}

export interface GitHubDeliveryArgs extends SiteArgs {
  /** The repository whose workflows assume the roles. */
  repository: GitHubRepository;
  /** The branch that is deployed, and whose workflow files are trusted. @default "main" */
  branch?: string;
  /** Name of the environment: letters, digits, hyphens. The paths of roles contain it. */
  environment: string;
  /** Workflow for previews: its role reads the state. @default - `preview.yml` in the GitHub environment `preview-<environment>` */
  preview?: WorkflowRole;
  /**
   * Workflow for drift detection: its role reads the state and the settings of deployed resources.
   *
   * @default - `drift.yml` in `drift-<environment>`
   */
  drift?: WorkflowRole;
  /** Workflow for deployments: its role changes resources. @default - `deploy.yml` in `<environment>` */
  deploy?: WorkflowRole;
  /**
   * ARN of the account's existing identity provider for GitHub. AWS allows one for each account, so set this for every
   * environment of the account except the first.
   *
   * @default - it is made
   */
  providerArn?: pulumi.Input<string>;
  /** ARN of the bucket with the states: `bucketArn` of a `StateBucket`. */
  stateBucketArn: pulumi.Input<string>;
  /** ARN of the KMS key that encrypts the states: `kmsKeyArn` of a `StateBucket`. */
  stateKeyArn: pulumi.Input<string>;
}

/**
 * Roles that the jobs of one GitHub repository assume in this account, without stored credentials: for previews, for
 * drift detection and for deployments. It also creates the permissions boundary of the roles that deployments create.
 *
 * Each role is for one environment of one workflow whose file is on the branch. So a pull request can neither assume a
 * role nor change what a workflow does with it. There is no charge.
 */
export class GitHubDelivery extends pulumi.ComponentResource {
  /** ARN of the identity provider: `providerArn` for the other environments of this account. */
  readonly providerArn: pulumi.Output<string>;
  /** Role for previews. This output and the next two are known once the roles have their permissions. */
  readonly previewRoleArn: pulumi.Output<string>;
  /** Role for drift detection: reads the state and the settings of deployed resources. */
  readonly driftRoleArn: pulumi.Output<string>;
  /** Role for deployments: changes resources. */
  readonly deployRoleArn: pulumi.Output<string>;
  /** Permissions boundary without which the deploy role cannot create roles. */
  readonly boundaryArn: pulumi.Output<string>;
  /** Path under which the deploy role creates roles. */
  readonly workloadRolePath: pulumi.Output<string>;

  constructor(name: string, args: GitHubDeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "GitHubDelivery", name, args, check);
    super("ballast-delivery:index:GitHubDelivery", name, {}, opts);
    const child = { parent: this };
    const { site, environment } = args;
    const state = { bucketArn: args.stateBucketArn, kmsKeyArn: args.stateKeyArn };
    const paths: Paths = {
      workload: `/ballast/${environment}/`,
      delivery: `/ballast-delivery/${environment}/`,
    };

    const providerArn = args.providerArn ?? createProvider(`${name}-provider`, child);
    const boundary = new aws.iam.Policy(
      `${name}-boundary`,
      {
        path: paths.delivery,
        description: `The most that roles of the environment ${environment} may do, whatever their policies say`,
        policy: documentOf(boundaryStatements(site, state, paths)),
      },
      child,
    );
    const role = (purpose: Purpose, statements: (Statement | Restriction)[]): pulumi.Output<string> =>
      createRole(`${name}-${purpose}`, args, purpose, providerArn, paths, statements, child);

    this.providerArn = pulumi.output(providerArn);
    this.previewRoleArn = role("preview", readState(state));
    this.driftRoleArn = role("drift", [...readState(state), ...readSettings(args.site)]);
    this.deployRoleArn = role("deploy", deployStatements(site, state, paths, boundary.arn));
    this.boundaryArn = boundary.arn;
    this.workloadRolePath = pulumi.output(paths.workload);
    this.registerOutputs({
      providerArn: this.providerArn,
      previewRoleArn: this.previewRoleArn,
      driftRoleArn: this.driftRoleArn,
      deployRoleArn: this.deployRoleArn,
      boundaryArn: this.boundaryArn,
      workloadRolePath: this.workloadRolePath,
    });
  }
}

type Purpose = "preview" | "drift" | "deploy";

interface PurposeFacts {
  says: string;
  standard: (environment: string) => WorkflowRole;
  sessionHours: number;
}

const purposes: Record<Purpose, PurposeFacts> = {
  preview: {
    says: "Reads states for previews of pull requests",
    standard: (environment) => ({ workflow: "preview.yml", environment: `preview-${environment}` }),
    sessionHours: 1,
  },
  drift: {
    says: "Reads states and settings, to find what was changed by hand",
    standard: (environment) => ({ workflow: "drift.yml", environment: `drift-${environment}` }),
    sessionHours: 1,
  },
  deploy: {
    says: "Deploys stacks",
    standard: (environment) => ({ workflow: "deploy.yml", environment }),
    // A deployment waits for databases and Windows hosts; the others are over in minutes.
    sessionHours: 4,
  },
};

/** Letters, digits and a few signs; nothing that a policy takes for a pattern, and nothing that ends a subject early. */
const forms: Record<string, RegExp> = {
  owner: /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
  name: /^[A-Za-z0-9._-]+$/,
  branch: /^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$/,
  environment: /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
  workflow: /^[A-Za-z0-9._-]+\.ya?ml$/,
};

function check(faults: Faults, args: GitHubDeliveryArgs, name: string): void {
  checkAutoName(faults, `${name}-boundary`, roleName, "roles and a policy");
  const form = (path: string, value: string | undefined, kind: string, example: string): void => {
    if (value !== undefined && !forms[kind]?.test(value))
      faults.add(path, `${given(value)} is not in GitHub's form; use, for example, ${given(example)}.`);
  };
  const { repository } = args;
  form("repository.owner", repository.owner, "owner", "your-organization");
  form("repository.name", repository.name, "name", "ballast");
  checkId(faults, "repository.ownerId", repository.ownerId, gitHubNumberForm);
  checkId(faults, "repository.id", repository.id, gitHubNumberForm);
  form("branch", args.branch, "branch", "main");
  form("environment", args.environment, "environment", "prod");
  for (const purpose of Object.keys(purposes) as Purpose[]) {
    form(`${purpose}.workflow`, args[purpose]?.workflow, "workflow", "deploy.yml");
    form(`${purpose}.environment`, args[purpose]?.environment, "environment", "prod");
  }
  const subjects = (Object.keys(purposes) as Purpose[]).map((purpose) => jobOf(args, purpose));
  for (const [position, { environment }] of subjects.entries()) {
    if (subjects.findIndex((other) => other.environment === environment) !== position)
      faults.add(
        "environment",
        `the GitHub environment ${given(environment)} would get two roles; use a separate GitHub environment for each role.`,
      );
  }
}

function jobOf(args: GitHubDeliveryArgs, purpose: Purpose): WorkflowRole {
  return args[purpose] ?? purposes[purpose].standard(args.environment);
}

function createProvider(name: string, child: pulumi.ComponentResourceOptions): pulumi.Output<string> {
  // AWS checks GitHub's certificate by its own list of authorities, so no thumbprint is pinned.
  return new aws.iam.OpenIdConnectProvider(
    name,
    { url: `https://${issuer}`, clientIdLists: [audience] },
    child,
  ).arn;
}

function createRole(
  name: string,
  args: GitHubDeliveryArgs,
  purpose: Purpose,
  providerArn: pulumi.Input<string>,
  paths: Paths,
  statements: (Statement | Restriction)[],
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  const job = { repository: args.repository, branch: args.branch ?? "main", ...jobOf(args, purpose) };
  const role = new aws.iam.Role(
    name,
    {
      path: paths.delivery,
      description: `${purposes[purpose].says}, for ${job.workflow} of ${job.repository.owner}/${job.repository.name}`,
      assumeRolePolicy: jobTrust(providerArn, job),
      maxSessionDuration: purposes[purpose].sessionHours * 3600,
    },
    child,
  );
  const policy = new aws.iam.RolePolicy(name, { role: role.name, policy: documentOf(statements) }, child);
  return whenReady(role.arn, [policy.id]);
}
