import type { Leaf } from "@ballast/model";

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

/** Account ids of AWS's own documentation and examples. */
const documentationAccounts =
  /(?<!\d)(123456789012|111122223333|444455556666|000000000000|999999999999)(?!\d)/;

/** How a placeholder is recognised, why, and whether it can never be a real value. */
const signs: [pattern: RegExp, why: string, certain: boolean][] = [
  [documentationAccounts, "an account id from AWS's documentation", true],
  [
    /<[^<>\s][^<>]*>|(?<![\w])your-[\w-]+|(?<![\w])(?:CHANGEME|CHANGE_ME|REPLACE_ME|TODO|XXXXX+)(?![\w])/,
    "a placeholder text",
    true,
  ],
  [/(?<![\w-])octo-org(?![\w-])/, "the organization from GitHub's documentation", true],
  // RFC 6761 has more of them. A directory makes its own domain, which may well be one that is kept for examples.
  [
    /(?<![\w-])(?:[\w-]+\.)*(?:example\.(?:com|net|org)|(?:[\w-]+\.)(?:example|invalid))(?![\w-])/i,
    "a domain name reserved for examples (RFC 2606)",
    false,
  ],
  // CodeConnections names a repository `owner/name`; no owner is called that.
  [/^example\/[\w.-]+$/, "a placeholder repository", false],
];

export function placeholdersIn(leaves: Leaf[]): Placeholder[] {
  return leaves.flatMap(({ path, text }) => {
    for (const [pattern, why, certain] of signs) {
      const value = pattern.exec(text)?.[0];
      if (value !== undefined) return { path, value, why, certain };
    }
    return [];
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

/** Those of an account that does not exist are placeholders, not references. */
export function referencesIn(leaves: Leaf[]): Reference[] {
  return leaves.flatMap(({ path, text: id }) => {
    const [kind] = Object.entries(kinds).find(([, pattern]) => pattern.test(id)) ?? [];
    return kind === undefined || documentationAccounts.test(id)
      ? []
      : { kind: kind as ReferenceKind, id, path };
  });
}
