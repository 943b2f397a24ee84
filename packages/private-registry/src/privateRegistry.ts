import schema from "#schema" with { type: "json" };
import type { Retention } from "@ballast/contracts";
import {
  checkArguments,
  checkKeyArn,
  checkSecretArn,
  checkWithoutEffect,
  decryptStatement,
  type Faults,
  heldReference,
  heldText,
  KeyService,
  regionOf,
  checkRetention,
  waiversOf,
  storeProtection,
  type SiteArgs,
  type Statement,
  subjectOf,
  type TaskPart,
  type Waivers,
  fromComputed,
  required,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { storeLogin } from "./storedLogin.ts";

/** A login to a registry. */
export interface RegistryCredentials {
  /** User of the registry, or the name that belongs to the access token. */
  username: pulumi.Input<string>;
  /** Password, or better an access token with read permission only. */
  password: pulumi.Input<string>;
}

export interface PrivateRegistryArgs extends SiteArgs {
  /** Credentials that the component stores in a new secret. @default - none; give `secretArn` */
  credentials?: RegistryCredentials;
  /**
   * Full ARN of an existing secret, in this account or in another one. It contains JSON with exactly `username` and
   * `password`. A secret in another account needs a resource policy and a customer managed KMS key that grant access to
   * this account.
   *
   * @default - none; give `credentials`
   */
  secretArn?: pulumi.Input<string>;
  /** Customer-managed key that encrypts the secret. @default - the account's key for Secrets Manager */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * With `discard`, `pulumi destroy` deletes the secret immediately. With `retain`, the secret is protected, and after
   * its deletion it can be restored for 30 days. Only with `credentials`.
   *
   * @default "retain"
   */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for a secret that the component creates. Waives the rule `data-retention`, for that
   * secret only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}

/**
 * The credentials with which ECS pulls images from a registry other than Amazon ECR. Only execution roles can read
 * them, so the application has no access.
 *
 * Pass `secretArn` to a container as `repositoryCredentials`, and `taskPart` to its task definition. Tasks that start
 * after a change of the password use the new one.
 *
 * Charges: one secret of Secrets Manager per month, if the component creates it.
 */
export class PrivateRegistry extends pulumi.ComponentResource {
  /** Known when the secret contains the credentials. */
  readonly secretArn: pulumi.Output<string>;
  /** For task definitions. */
  readonly taskPart: TaskPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: PrivateRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "PrivateRegistry", name, args, check);
    super("ballast-private-registry:index:PrivateRegistry", name, {}, opts);
    const child = { parent: this };

    this.secretArn =
      args.credentials === undefined
        ? pulumi.output(
            heldReference(
              subjectOf("PrivateRegistry", name),
              "secretArn",
              required(args.secretArn, "secretArn"),
            ),
          )
        : storeCredentials(name, args.credentials, args, child);
    this.taskPart = { executionStatements: [...decryption(args, this.secretArn)] };
    this.waivers = args.credentials
      ? waiversOf({ "data-retention": { [`${name}-credentials`]: storeProtection(args) } })
      : {};
    this.registerOutputs({ secretArn: this.secretArn, waivers: this.waivers });
  }
}

function check(faults: Faults, args: PrivateRegistryArgs): void {
  const sources = [args.credentials, args.secretArn].filter((source) => source !== undefined);
  if (sources.length !== 1) {
    faults.add(
      "secretArn",
      `${sources.length} sources of credentials are given; give either credentials or secretArn.`,
    );
  }
  checkSecretArn(faults, "secretArn", args.secretArn);
  checkKeyArn(faults, "kmsKeyArn", args.kmsKeyArn);
  checkRetention(faults, args);
  if (args.credentials === undefined) {
    const why = "it is only for a secret that the component creates from credentials. Leave it out.";
    checkWithoutEffect(faults, "", args, ["retention", "retentionReason"], why);
  }
}

function storeCredentials(
  name: string,
  credentials: RegistryCredentials,
  { kmsKeyArn, retention }: PrivateRegistryArgs,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  const subject = subjectOf("PrivateRegistry", name);
  return storeLogin(
    `${name}-credentials`,
    {
      description: "Login to a container registry, for ECS to pull images",
      kmsKeyId: kmsKeyArn,
      login: {
        username: heldText(subject, "credentials.username", credentials.username),
        password: heldText(subject, "credentials.password", credentials.password),
      },
      retention,
    },
    child,
  );
}

/** A secret under an own key needs the key as well, and only on the way through Secrets Manager. */
function decryption({ kmsKeyArn, site }: PrivateRegistryArgs, secretArn: pulumi.Output<string>): Statement[] {
  if (kmsKeyArn === undefined) return [];
  return [decryptStatement(site, KeyService.Secrets, kmsKeyArn, fromComputed(secretArn, regionOf))];
}
