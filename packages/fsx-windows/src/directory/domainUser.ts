import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import type { Retention } from "@ballast/contracts";
import {
  checkArguments,
  checkKeyArn,
  checkRetention,
  type Faults,
  given,
  retentionOptions,
  storeProtection,
  waiversOf,
  type Waivers,
  stackOutput,
  isDiscarded,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

export interface DomainUserArgs {
  /** Name of the account, without the domain: up to 20 characters. */
  userName: string;
  /** Customer-managed key that encrypts the secret. @default - the account's key for Secrets Manager */
  kmsKeyArn?: pulumi.Input<string>;
  /** Whether the secret remains when the stack is destroyed. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for the secret. Waives the rule `data-retention`, for the secret only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}

/** Account names that Windows accepts (`sAMAccountName`), without characters that are special in shells and JSON. */
const accountName = /^[A-Za-z][A-Za-z0-9._-]{0,19}$/;

export function checkUserName(faults: Faults, path: string, userName: string): void {
  if (!accountName.test(userName))
    faults.add(
      path,
      `${given(userName)} is not a name for an account; use up to 20 letters, digits, dots, underscores and hyphens, without ` +
        "the domain.",
    );
}

/**
 * The credentials of one domain account: a name, and a password that AWS generates. The password is stored only in
 * Secrets Manager. The component does not create the account itself: a person with the permission creates it in the
 * directory, once, with this password.
 *
 * Passwords in a domain expire, in AWS Managed Microsoft AD after 42 days. In a directory of AWS Directory Service,
 * `PasswordRenewal` prevents this. In a self-managed domain, the account needs a password that does not expire.
 *
 * Charges: one secret per month.
 */
export class DomainUser extends pulumi.ComponentResource {
  /** ARN of the secret: JSON with `username` and `password`, in the form that ECS reads. */
  readonly secretArn: pulumi.Output<string>;
  /** The account's name without the domain. */
  readonly userName: string;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: DomainUserArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "DomainUser", name, args, check);
    super("ballast-fsx-windows:index:DomainUser", name, {}, opts);
    const child = { parent: this };

    const stack = createSecret(name, args, child);

    this.secretArn = stackOutput(stack.outputs, "SecretArn");
    this.userName = args.userName;
    const login = `${name}-login (Login)`;
    this.waivers = waiversOf({
      "data-retention": { [login]: storeProtection(args) },
      "secret-rotation": {
        [login]: {
          enabled: false,
          reason:
            "Secrets Manager cannot change a password in the domain; after you change it in Active Directory, store the new password in this secret",
        },
      },
    });
    this.registerOutputs({ secretArn: this.secretArn, userName: this.userName, waivers: this.waivers });
  }
}

function check(faults: Faults, args: DomainUserArgs): void {
  checkUserName(faults, "userName", args.userName);
  checkKeyArn(faults, "kmsKeyArn", args.kmsKeyArn);
  checkRetention(faults, args);
}

/** Through CloudFormation, because that has Secrets Manager generate the value; any other way leads through the state. */
function createSecret(
  name: string,
  args: DomainUserArgs,
  child: pulumi.ComponentResourceOptions,
): aws.cloudformation.Stack {
  const keep = isDiscarded(args.retention) ? "Delete" : "Retain";
  const template = {
    Resources: {
      Login: {
        Type: "AWS::SecretsManager::Secret",
        DeletionPolicy: keep,
        UpdateReplacePolicy: keep,
        Properties: {
          Description: `Login of the domain account ${args.userName}`,
          KmsKeyId: args.kmsKeyArn,
          GenerateSecretString: {
            SecretStringTemplate: JSON.stringify({ username: args.userName }),
            GenerateStringKey: "password",
            PasswordLength: 32,
            ExcludePunctuation: true,
          },
        },
      },
    },
    Outputs: { SecretArn: { Value: { Ref: "Login" } } },
  };
  return new aws.cloudformation.Stack(
    `${name}-login`,
    { templateBody: pulumi.jsonStringify(template) },
    { ...child, ...retentionOptions(args.retention) },
  );
}
