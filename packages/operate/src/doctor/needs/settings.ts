import type { Leaf } from "@ballast/model";

/** A value in a stack's settings that is an example and must be replaced. */
export interface Placeholder {
  /** `ballast:settings.registry.secretArn` */
  path: string;
  /** The part that was recognized; never the whole value, which may contain a secret. */
  value: string;
  why: string;
  /** True if the value cannot be real; false if it might be. */
  certain: boolean;
}

export type ReferenceKind =
  "certificate" | "secret" | "cluster" | "vpc" | "subnet" | "securityGroup" | "directory";

/** An existing resource that settings reference. */
export interface Reference {
  kind: ReferenceKind;
  /** An ARN or an id. */
  id: string;
  path: string;
}

/** Account ids of AWS's own documentation and examples. */
const documentationAccounts =
  /(?<!\d)(123456789012|111122223333|444455556666|000000000000|999999999999)(?!\d)/;

/** Patterns of placeholders, the reason, and whether a match is certain. */
const signs: [pattern: RegExp, why: string, certain: boolean][] = [
  [documentationAccounts, "an account id from AWS's documentation", true],
  [
    /<[^<>\s][^<>]*>|(?<![\w])your-[\w-]+|(?<![\w])(?:CHANGEME|CHANGE_ME|REPLACE_ME|TODO|XXXXX+)(?![\w])/,
    "a placeholder text",
    true,
  ],
  [/(?<![\w-])octo-org(?![\w-])/, "the organization from GitHub's documentation", true],
  // RFC 6761 reserves more names, which are not checked. A match is not certain: a team may use a reserved name as
  // the domain of its directory.
  [
    /(?<![\w-])(?:[\w-]+\.)*(?:example\.(?:com|net|org)|(?:[\w-]+\.)(?:example|invalid))(?![\w-])/i,
    "a domain name reserved for examples (RFC 2606)",
    false,
  ],
  // A CodeConnections repository `owner/name` with the owner `example`.
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

/** References in settings, without those to a placeholder account. */
export function referencesIn(leaves: Leaf[]): Reference[] {
  return leaves.flatMap(({ path, text: id }) => {
    const [kind] = Object.entries(kinds).find(([, pattern]) => pattern.test(id)) ?? [];
    return kind === undefined || documentationAccounts.test(id)
      ? []
      : { kind: kind as ReferenceKind, id, path };
  });
}
