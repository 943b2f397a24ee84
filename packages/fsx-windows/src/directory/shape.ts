import { heldReference } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** A domain that you operate yourself, on Amazon EC2 or on premises. @part */
export interface SelfManagedDomain {
  /**
   * Full ARN of the secret with the account that joins computers to the domain: JSON with
   * `CUSTOMER_MANAGED_ACTIVE_DIRECTORY_USERNAME` and `CUSTOMER_MANAGED_ACTIVE_DIRECTORY_PASSWORD`, the names that
   * Amazon FSx prescribes. Its resource policy and its key's policy must allow `fsx.amazonaws.com`. The container
   * instances read it, too.
   *
   * Amazon FSx keeps using the account, and new instances join with it, but AWS cannot renew its password in your
   * domain. So the password must not expire, or you must change it in the domain and in the secret in time.
   */
  joinSecretArn: pulumi.Input<string>;
  /** Customer-managed key of that secret. @default - the account's key for Secrets Manager */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * Distinguished name of the organizational unit for file server and instances:
   * `OU=Windows,DC=corp,DC=example,DC=com`.
   *
   * @default - the domain's default
   */
  organizationalUnit?: string;
  /** Group that administers the file system. @default "Domain Admins" */
  administratorsGroup?: string;
}

/** The properties of a directory that file systems and hosts need. @part */
export interface DirectoryShape {
  /** Fully qualified: `corp.example.com`. */
  domainName: string;
  /** Id of the directory in AWS Directory Service. @default - none: a self-managed domain */
  directoryId?: pulumi.Input<string>;
  /** Its DNS servers. */
  dnsIps: pulumi.Input<pulumi.Input<string>[]>;
  /** Id of the prefix list with the addresses of its domain controllers, for security group rules. */
  prefixListId: pulumi.Input<string>;
  /** How to join a domain that AWS does not run. @default - none: a directory of AWS Directory Service */
  selfManaged?: SelfManagedDomain;
}

/** @param subject Of the message: `Directory "corp"`. */
export function heldJoin<Domain extends SelfManagedDomain>(
  subject: string,
  path: string,
  domain: Domain,
): Domain {
  const joinSecretArn = heldReference(subject, `${path}.joinSecretArn`, domain.joinSecretArn);
  return { ...domain, joinSecretArn };
}

/** A directory whose secret is what it must be, if it is only known later, too. */
export function heldDirectory(subject: string, directory: DirectoryShape): DirectoryShape {
  const { selfManaged } = directory;
  return selfManaged === undefined
    ? directory
    : { ...plainShape(directory), selfManaged: heldJoin(subject, "directory.selfManaged", selfManaged) };
}

/** A `Directory` is a component; this passes on only the properties that file systems and hosts need. */
function plainShape({ domainName, directoryId, dnsIps, prefixListId }: DirectoryShape): DirectoryShape {
  return { domainName, dnsIps, prefixListId, ...(directoryId !== undefined && { directoryId }) };
}
