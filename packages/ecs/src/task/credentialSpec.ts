import {
  checkSecretReference,
  held,
  heldReference,
  isLater,
  kindOf,
  type Faults,
  type Statement,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { TaskPlace } from "./shape.ts";

/**
 * The Active Directory identity of a container: a group managed service account (gMSA), without joining its instance to
 * the domain ("domainless"). The instances need the `gmsaPart` of a `Directory`, and network access to the domain
 * controllers.
 */
export interface CredentialSpec {
  /**
   * Full ARN of the credential spec file, which names the account, the domain and the secret: an S3 object,
   * `arn:aws:s3:::<bucket>/<key>`, or a Systems Manager parameter.
   */
  fileArn: pulumi.Input<string>;
  /**
   * Full ARN of the secret that the file names, with `username`, `password` and `domainName` of a user with permission
   * to read the account's password.
   */
  secretArn: pulumi.Input<string>;
}

const objectArn = /^arn:aws[a-z-]*:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.{1,1024})$/;
const parameterArn = /^arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:parameter\/.{1,1011}$/;

/** Does not show the value: a user who confuses the two fields writes a secret here. */
function fileFault(arn: unknown): string | undefined {
  if (typeof arn === "string" && (objectArn.test(arn) || parameterArn.test(arn))) return undefined;
  return (
    `is ${kindOf(arn)} (not shown) and not the ARN of an object or a parameter. Use arn:<partition>:s3:::<bucket>/<key>, or ` +
    "arn:<partition>:ssm:<region>:<account>:parameter/<name>."
  );
}

/** Checks the ARN of a file that is known when the program runs; what is not known yet is for `heldCredentialSpec`. */
export function checkCredentialFile(faults: Faults, path: string, arn: unknown): void {
  const fault = arn === undefined || isLater(arn) ? undefined : fileFault(arn);
  if (fault !== undefined) faults.add(path, fault);
}

/** ECS developer guide, "Learn how to use gMSAs for EC2 Windows containers for Amazon ECS" (read 2026-11-27). */
export function checkCredentialSpec(
  faults: Faults,
  path: string,
  spec: CredentialSpec | undefined,
  { windows, fargate }: TaskPlace,
): void {
  if (spec === undefined) return;
  if (!windows)
    return faults.add(
      path,
      "is for Windows containers: on Linux it needs the daemon credentials-fetcher, which the instances here do not have. Leave it out.",
    );
  if (fargate)
    return faults.add(
      path,
      'requires container instances: AWS Fargate supports it only for Linux. Use launchType: "ec2".',
    );
  checkCredentialFile(faults, `${path}.fileArn`, spec.fileArn);
  checkSecretReference(faults, `${path}.secretArn`, spec.secretArn);
}

/** With what is known only later checked then. */
export function heldCredentialSpec(subject: string, path: string, spec: CredentialSpec): CredentialSpec {
  const { fileArn, secretArn } = spec;
  return {
    fileArn: isLater(fileArn) ? held(subject, `${path}.fileArn`, pulumi.output(fileArn), fileFault) : fileArn,
    secretArn: heldReference(subject, `${path}.secretArn`, secretArn),
  };
}

/** In the form of ECS's API. */
export function renderCredentialSpec({ fileArn }: CredentialSpec): pulumi.Output<string>[] {
  return [pulumi.interpolate`credentialspecdomainless:${fileArn}`];
}

/**
 * Reading the files that are objects, with the execution role, as ECS does: AWS's guide allows `s3:Get*` and `s3:List*` on the bucket and the
 * object. Parameters, and the secrets, are read like those of containers.
 */
export function objectStatements(arns: string[]): Statement[] {
  const objects = [...new Set(arns.filter(isObject))];
  if (objects.length === 0) return [];
  return [
    { actions: ["s3:GetObject"], resources: objects },
    {
      actions: ["s3:GetBucketLocation", "s3:ListBucket"],
      resources: [...new Set(objects.map((arn) => arn.slice(0, arn.indexOf("/"))))],
    },
  ];
}

export function isObject(arn: string): boolean {
  return objectArn.test(arn);
}
