import * as aws from "@pulumi/aws";
import {
  BootCondition,
  BootPhase,
  decryptStatement,
  given,
  held,
  heldText,
  KeyService,
  OperatingSystem,
  regionalArn,
  subjectOf,
  type InstancePart,
  type Site,
  type Statement,
  fromComputed,
  required,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { commandDocument, powershell } from "../hosts/membershipDocument.ts";
import type { FsxWindowsArgs, GlobalMapping } from "./args.ts";
import { hardeningScript } from "./hardeningScript.ts";
import { mappedScript } from "./mappingScript.ts";
import { parameterNameFault } from "./parameterName.ts";

/** The attribute that identifies the instances that map a share in ECS. */
export const shareAttribute = "ballast.share";

/** A share for `DomainMembers` to map. @part */
export interface ShareMapping {
  /** `\\server\share`. */
  remotePath: pulumi.Input<string>;
  /** `G`. */
  driveLetter: string;
  /** Folder on that drive, created when the share is mapped. */
  folder: string;
  /** Name of the SSM parameter with the user name. */
  userNameParameter: pulumi.Input<string>;
  /** Name of the SecureString with its password. */
  passwordParameter: pulumi.Input<string>;
}

export interface MappedParts {
  mapping: ShareMapping;
  instancePart: InstancePart;
  hardeningDocumentName: pulumi.Output<string> | undefined;
}

/** The two parameters, and what an instance needs to map the share by them. */
export function createMapping(
  name: string,
  args: FsxWindowsArgs,
  account: GlobalMapping,
  remotePath: pulumi.Output<string>,
  child: pulumi.ComponentResourceOptions,
): MappedParts {
  const userName = new aws.ssm.Parameter(
    `${name}-username`,
    { type: "String", insecureValue: account.userName, description: `Account that maps ${name}` },
    child,
  );
  const password =
    account.passwordParameterName === undefined
      ? createPassword(name, account, child)
      : held(
          subjectOf("FsxWindows", name),
          "mapping.passwordParameterName",
          pulumi.output(account.passwordParameterName),
          parameterNameFault,
        );
  const mapping: ShareMapping = {
    remotePath,
    driveLetter: account.driveLetter ?? "G",
    folder: args.folder,
    userNameParameter: userName.name,
    passwordParameter: password,
  };
  return {
    mapping,
    instancePart: {
      bootSteps: {
        [name]: {
          phase: BootPhase.BeforeAgent,
          operatingSystem: OperatingSystem.Windows,
          // An association maps it, once the instance is a member.
          waitsFor: [BootCondition.SsmAgent, BootCondition.Domain],
          provides: [BootCondition.Share],
          script: mappedScript(mapping),
        },
      },
      statements: readStatements(args.site, mapping, account.kmsKeyArn),
      attributes: { [shareAttribute]: shareValue(name) },
    },
    hardeningDocumentName: account.hardening ? createHardening(name, mapping, child).name : undefined,
  };
}

/** Unique among the clusters of an account. */
export function shareValue(name: string): string {
  return `${pulumi.getStack()}-${name}`;
}

function createPassword(
  name: string,
  { password, kmsKeyArn }: GlobalMapping,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  return new aws.ssm.Parameter(
    `${name}-password`,
    {
      type: "SecureString",
      value: heldText(
        `FsxWindows ${given(name)}`,
        "mapping.password",
        required(password, "mapping.password"),
      ),
      keyId: kmsKeyArn,
      description: `Password of the account that maps ${name}`,
    },
    child,
  ).name;
}

function readStatements(
  site: Site,
  { userNameParameter, passwordParameter }: ShareMapping,
  kmsKeyArn: pulumi.Input<string> | undefined,
): Statement[] {
  const arnOf = (parameter: pulumi.Input<string>) =>
    regionalArn(
      site,
      "ssm",
      fromComputed(pulumi.output(parameter), (known) => `parameter/${known.replace(/^\//, "")}`),
    );
  return [
    { actions: ["ssm:GetParameters"], resources: [arnOf(userNameParameter), arnOf(passwordParameter)] },
    ...(kmsKeyArn === undefined ? [] : [decryptStatement(site, KeyService.Parameters, kmsKeyArn)]),
  ];
}

function createHardening(
  name: string,
  { driveLetter, folder, userNameParameter }: ShareMapping,
  child: pulumi.ComponentResourceOptions,
): aws.ssm.Document {
  const path = `${driveLetter}:\\${folder}`;
  return new aws.ssm.Document(
    `${name}-hardening`,
    {
      documentType: "Command",
      documentFormat: "JSON",
      targetType: "/AWS::EC2::Instance",
      content: pulumi
        .output(userNameParameter)
        .apply((parameter) =>
          commandDocument(`Takes ${path} from everyone but its account`, [
            powershell("harden", hardeningScript(path, parameter)),
          ]),
        ),
    },
    child,
  );
}
