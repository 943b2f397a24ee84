import { documentIn, fields, isFields, list, text, type Fields } from "@ballast/model";

// How a change of an AWS provider's configuration affects the resources that it manages.

/** Inputs of a provider. The SDK writes them as JSON in strings, which are parsed here. */
export function readConfiguration(inputs: Fields): Fields {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [
      key,
      typeof value === "string" ? (documentIn(value) ?? value) : value,
    ]),
  );
}

/** Keys that determine a provider's credentials and API endpoints. */
const credentials = [
  "accessKey",
  "assumeRole",
  "assumeRoles",
  "assumeRoleWithWebIdentity",
  "endpoints",
  "profile",
  "secretKey",
  "sharedConfigFiles",
  "sharedCredentialsFile",
  "sharedCredentialsFiles",
  "token",
];

/** States that a provider works in another account, or may do so. */
export interface Move {
  /** The configuration keys that change the account. */
  keys: string[];
  /** Why it may still be the same account. @default - it is another account */
  uncertain?: string;
}

/**
 * Whether a provider works in another account from now on. The engine does not report this: a changed profile or role does not replace
 * the provider's resources (pulumi-aws#6385 of May 2026). They all stay in the old account, and the next refresh does not find them.
 *
 * @returns undefined if the account is the same.
 */
export function moveOf(before: Fields, after: Fields): Move | undefined {
  const [was, is] = [accountsOf(before), accountsOf(after)];
  const isKnown = was.length > 0 && is.length > 0;
  const keys = [...credentials, "allowedAccountIds"].filter(
    (key) => written(before[key]) !== written(after[key]),
  );
  if (keys.length === 0) return undefined;
  if (isKnown && !was.some((one) => is.includes(one))) return { keys };
  const changed = keys.filter((key) => credentials.includes(key));
  if (changed.length === 0) return undefined;
  if (was.length === 1 && is.length === 1 && was[0] === is[0] && !changed.includes("endpoints"))
    return undefined;
  return { keys: changed, uncertain: `whether ${changed.join(", ")} belongs to the same account is unknown` };
}

/**
 * The accounts in which it can work: that of the last role that it assumes, or the allowed account ids; empty if any account is possible.
 */
function accountsOf(inputs: Fields): string[] {
  const roles = [
    ...list(inputs["assumeRoles"]),
    inputs["assumeRole"] ?? inputs["assumeRoleWithWebIdentity"],
  ].flatMap((role) => /^arn:[\w-]+:iam::(\d{12}):/.exec(text(fields(role)["roleArn"]))?.[1] ?? []);
  const last = roles.at(-1);
  return last === undefined ? list(inputs["allowedAccountIds"]).map(text) : [last];
}

/** A value as JSON with sorted keys; empty if there is no value. */
export function written(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? "";
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/**
 * All tags that AWS receives: the resource's tags take precedence over the provider's default tags (`mergeTags` in provider/tags.go of
 * pulumi-aws).
 */
function allTags(configuration: Fields, own: unknown): Fields {
  const { keys, keyPrefixes } = fields(configuration["ignoreTags"]);
  const [ignored, prefixes] = [list(keys).map(text), list(keyPrefixes).map(text)];
  const tags = { ...fields(fields(configuration["defaultTags"])["tags"]), ...fields(own) };
  return Object.fromEntries(
    Object.entries(tags).filter(
      ([key]) => !ignored.includes(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
    ),
  );
}

interface Tagged {
  configuration: Fields;
  tags: unknown;
}

/** The tags that differ between the sides although the resource's own tags do not. */
export function tagsByProvider(before: Tagged, after: Tagged): [before: Fields, after: Fields] {
  const [was, is] = [before, after].map(({ configuration, tags }) => allTags(configuration, tags)) as [
    Fields,
    Fields,
  ];
  const [own, now] = [fields(before.tags), fields(after.tags)];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (key) => text(was[key]) !== text(is[key]) && text(own[key]) === text(now[key]),
  );
  const only = (tags: Fields): Fields =>
    Object.fromEntries(keys.flatMap((key) => (key in tags ? [[key, tags[key]] as const] : [])));
  return [only(was), only(is)];
}
