import schema from "#schema" with { type: "json" };
import { roleName } from "@ballast/aws/services/iam";
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  checkAutoName,
  checkId,
  checkKeyArn,
  checkSecretArn,
  decryptStatement,
  type Faults,
  fromComputed,
  heldReference,
  KeyService,
  regionalArn,
  required,
  type SiteArgs,
  type Statement,
  subjectOf,
  trustDocument,
  type WatchPart,
} from "@ballast/contracts";
import { createServiceRole } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import { checkParameterName, checkPasswordSource } from "../files/parameterName.ts";
import { readSecret } from "../statements.ts";
import { directoryIdForm } from "./args.ts";
import { checkUserName } from "./domainUser.ts";
import { watchRenewals } from "./watched.ts";

export interface PasswordRenewalArgs extends SiteArgs {
  /** Id of the AWS Directory Service directory with the account. */
  directoryId: pulumi.Input<string>;
  /** Name of the account, without the domain. It must be in the organizational unit that AWS creates with the directory. */
  userName: string;
  /** Full ARN of the secret with its password: JSON with `password`. @default - none; give one of `secretArn` and `parameterName` */
  secretArn?: pulumi.Input<string>;
  /** Name of the SecureString with its password. @default - none */
  parameterName?: pulumi.Input<string>;
  /** Customer-managed key of the secret or the SecureString. @default - the account's key */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * Whether the schedule is enabled. Without it the password expires. Set it to false while the account does not exist
   * yet.
   *
   * @default true
   */
  enabled?: boolean;
}

/**
 * Prevents the password of an account from expiring. In AWS Managed Microsoft AD every password expires after 42 days,
 * and then tasks cannot mount their share. Once a day, the component sets the password in the secret again. For Active
 * Directory this is a new password with a new age. For clients it is unchanged, so sessions and mapped shares remain.
 *
 * It also sets the password of a changed secret in the directory, within a day or when you start the state machine. It
 * unlocks and enables the account, so disable the schedule before you disable the account.
 *
 * It is a state machine and not a function, which would have to be patched. It is an Express Workflow without logs,
 * because the execution history would contain the password. Its role can reset all passwords of this directory, because
 * AWS has no narrower permission. It works only for directories of AWS Directory Service. In other domains, the owner
 * must renew the password.
 *
 * Charges: one execution of a few seconds per day.
 */
export class PasswordRenewal extends pulumi.ComponentResource {
  /**
   * ARN of the state machine, to start a renewal and for alarms: the password expires 42 days after the last successful
   * execution.
   */
  readonly stateMachineArn: pulumi.Output<string>;
  /** For `Watch`: reports a renewal that failed, and days without a renewal. Empty while the schedule is disabled. */
  readonly watchPart: WatchPart;

  constructor(name: string, args: PasswordRenewalArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "PasswordRenewal", name, args, check);
    super("ballast-fsx-windows:index:PasswordRenewal", name, {}, opts);
    const child = { parent: this };

    const machine = createMachine(name, heldArgs(name, args), child);
    const startArn = createServiceRole(
      `${name}-start`,
      {
        description: `Starts the renewal of ${name}`,
        trust: trustDocument("scheduler.amazonaws.com", {
          site: args.site,
          sourceArn: regionalArn(args.site, "scheduler", "schedule-group/default"),
        }),
        statements: [{ actions: ["states:StartExecution"], resources: [machine.arn] }],
      },
      child,
    );
    new aws.scheduler.Schedule(
      `${name}-daily`,
      {
        description: `Keeps the password of ${args.userName} from expiring`,
        scheduleExpression: "rate(1 day)",
        flexibleTimeWindow: { mode: "OFF" },
        state: args.enabled === false ? "DISABLED" : "ENABLED",
        target: { arn: machine.arn, roleArn: startArn },
      },
      child,
    );

    this.stateMachineArn = machine.arn;
    this.watchPart = args.enabled === false ? {} : watchRenewals(args.userName, machine.arn);
    this.registerOutputs({ stateMachineArn: this.stateMachineArn });
  }
}

function check(faults: Faults, args: PasswordRenewalArgs, name: string): void {
  checkId(faults, "directoryId", args.directoryId, directoryIdForm);
  checkUserName(faults, "userName", args.userName);
  checkPasswordSource(faults, { secretArn: args.secretArn, parameterName: args.parameterName });
  checkSecretArn(faults, "secretArn", args.secretArn);
  checkParameterName(faults, "parameterName", args.parameterName);
  checkKeyArn(faults, "kmsKeyArn", args.kmsKeyArn);
  checkAutoName(faults, `${name}-renew`, roleName, "an IAM role");
}

function heldArgs(name: string, args: PasswordRenewalArgs): PasswordRenewalArgs {
  const subject = subjectOf("PasswordRenewal", name);
  return {
    ...args,
    ...(args.secretArn !== undefined && {
      secretArn: heldReference(subject, "secretArn", args.secretArn),
    }),
  };
}

/** How the state machine reads the password: the call, the password within the answer, and what both take. */
interface Source {
  operation: string;
  parameters: Record<string, pulumi.Input<string> | boolean>;
  /** Of the answer, in JSONata. */
  password: string;
  statements: Statement[];
}

function sourceOf({ site, secretArn, parameterName, kmsKeyArn }: PasswordRenewalArgs): Source {
  if (secretArn !== undefined)
    return {
      operation: "secretsmanager:getSecretValue",
      parameters: { SecretId: secretArn },
      password: "{% $parse($states.result.SecretString).password %}",
      statements: readSecret(site, secretArn, kmsKeyArn),
    };
  const name = pulumi.output(required(parameterName, "parameterName"));
  const arn = regionalArn(
    site,
    "ssm",
    fromComputed(name, (known) => `parameter/${known.replace(/^\//, "")}`),
  );
  return {
    operation: "ssm:getParameter",
    parameters: { Name: name, WithDecryption: true },
    password: "{% $states.result.Parameter.Value %}",
    statements: [
      { actions: ["ssm:GetParameter"], resources: [arn] },
      ...(kmsKeyArn === undefined ? [] : [decryptStatement(site, KeyService.Parameters, kmsKeyArn)]),
    ],
  };
}

/** A directory is busy now and then. An express execution has five minutes, and both states together wait for less. */
const retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 10, BackoffRate: 2, MaxAttempts: 3 }];

function createMachine(
  name: string,
  args: PasswordRenewalArgs,
  child: pulumi.ComponentResourceOptions,
): aws.sfn.StateMachine {
  const { site, directoryId, userName } = args;
  const source = sourceOf(args);
  const call = (operation: string) => pulumi.interpolate`arn:${site.partition}:states:::aws-sdk:${operation}`;
  const roleArn = createServiceRole(
    `${name}-renew`,
    {
      description: `Sets the password of ${userName} again`,
      trust: trustDocument("states.amazonaws.com", {
        site,
        sourceArn: regionalArn(site, "states", "stateMachine:*"),
      }),
      statements: [
        ...source.statements,
        {
          actions: ["ds:ResetUserPassword"],
          resources: [regionalArn(site, "ds", pulumi.interpolate`directory/${directoryId}`)],
        },
      ],
    },
    child,
  );
  return new aws.sfn.StateMachine(
    `${name}-renew`,
    {
      type: "EXPRESS",
      roleArn,
      definition: pulumi.jsonStringify({
        Comment: `Sets the password of ${userName} again, which starts its age anew`,
        QueryLanguage: "JSONata",
        StartAt: "Read",
        States: {
          Read: {
            Type: "Task",
            Resource: call(source.operation),
            Arguments: source.parameters,
            Output: { password: source.password },
            Retry: retry,
            Next: "Reset",
          },
          Reset: {
            Type: "Task",
            Resource: call("directory:resetUserPassword"),
            Arguments: {
              DirectoryId: directoryId,
              UserName: userName,
              NewPassword: "{% $states.input.password %}",
            },
            // The execution's output has nothing of the input.
            Output: {},
            Retry: retry,
            End: true,
          },
        },
      }),
    },
    child,
  );
}
