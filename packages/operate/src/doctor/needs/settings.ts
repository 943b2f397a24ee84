import { fields } from "@ballast/model";

/** A value of a stack's settings that belongs to nobody, and must be replaced. */
export interface Placeholder {
  /** `ballast:settings.registry.secretArn` */
  path: string;
  /** The part that gives it away; never the whole value, which may hold more. */
  value: string;
  why: string;
  /** Nobody can mean it; otherwise somebody may. */
  certain: boolean;
}

export type ReferenceKind =
  "certificate" | "secret" | "cluster" | "vpc" | "subnet" | "securityGroup" | "directory";

/** Something that settings say is there already. */
export interface Reference {
  kind: ReferenceKind;
  /** An ARN or an id. */
  id: string;
  path: string;
}

/** A value of the settings, and where it stands. */
export interface Leaf {
  path: string;
  value: string;
}

/** Each text of a value, by its path. */
export function leavesOf(value: unknown, path: string): Leaf[] {
  if (typeof value === "string") return [{ path, value }];
  if (Array.isArray(value)) return value.flatMap((one, index) => leavesOf(one, `${path}[${index}]`));
  return Object.entries(fields(value)).flatMap(([key, one]) => leavesOf(one, `${path}.${key}`));
}

/** Account ids of AWS's own documentation and examples. */
const documentationAccounts =
  /(?<!\d)(123456789012|111122223333|444455556666|000000000000|999999999999)(?!\d)/;

/** Domain names that RFC 2606 and RFC 6761 keep for examples. */
const documentationDomains =
  /(?<![\w-])(?:[\w-]+\.)*(?:example\.(?:com|net|org)|(?:[\w-]+\.)(?:example|invalid))(?![\w-])/i;

const toBeReplaced =
  /<[^<>\s][^<>]*>|(?<![\w])your-[\w-]+|(?<![\w])(?:CHANGEME|CHANGE_ME|REPLACE_ME|TODO|XXXXX+)(?![\w])/;

/** CodeConnections names a repository `owner/name`; nobody's owner is called so. */
const documentationRepository = /^example\/[\w.-]+$/;

/** The organization of GitHub's documentation. */
const documentationOwner = /(?<![\w-])octo-org(?![\w-])/;

export function placeholdersIn(leaves: Leaf[]): Placeholder[] {
  return leaves.flatMap(({ path, value }): Placeholder[] => {
    const account = documentationAccounts.exec(value)?.[1];
    if (account !== undefined)
      return [{ path, value: account, why: "an account of AWS's documentation", certain: true }];
    const replace = toBeReplaced.exec(value)?.[0];
    if (replace !== undefined) return [{ path, value: replace, why: "a text to be replaced", certain: true }];
    const owner = documentationOwner.exec(value)?.[0];
    if (owner !== undefined)
      return [{ path, value: owner, why: "the organization of GitHub's documentation", certain: true }];
    const domain = documentationDomains.exec(value)?.[0];
    // A directory makes its own domain, which may well be one that is kept for examples.
    if (domain !== undefined)
      return [{ path, value: domain, why: "a domain name kept for examples (RFC 2606)", certain: false }];
    return documentationRepository.test(value)
      ? [{ path, value, why: "a repository that is nobody's", certain: false }]
      : [];
  });
}

const kinds: Record<ReferenceKind, RegExp> = {
  certificate: /^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/.+$/,
  secret: /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:.+$/,
  cluster: /^arn:[\w-]+:ecs:[\w-]+:\d{12}:cluster\/.+$/,
  vpc: /^vpc-[0-9a-f]+$/,
  subnet: /^subnet-[0-9a-f]+$/,
  securityGroup: /^sg-[0-9a-f]+$/,
  directory: /^d-[0-9a-f]{10}$/,
};

/** Those of nobody's account are placeholders, not references. */
export function referencesIn(leaves: Leaf[]): Reference[] {
  return leaves.flatMap(({ path, value }) => {
    const [kind] = Object.entries(kinds).find(([, pattern]) => pattern.test(value)) ?? [];
    return kind === undefined || documentationAccounts.test(value)
      ? []
      : [{ kind: kind as ReferenceKind, id: value, path }];
  });
}
