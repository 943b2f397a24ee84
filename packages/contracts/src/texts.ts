import { kindOf } from "./quoting.ts";

// Checks texts by the names of their fields. The formats are loose, because unit tests of other teams use ids that their mocks
// generate, such as `main_id`. AWS checks the rest.

/** Docker accepts these when they are empty, and programs read them as they are. */
const verbatim = /^(environment|command|entryPoint|labels|driverOpts)$/;
/** Texts that may span lines. */
const free = /^(script|reason|retentionReason|description|certificates|conditions|settings)$/;
/** Fields whose values messages never show, and in which leading and trailing blanks may be intended. */
const login = /^(password|accessToken)$/;
/** Ids and ARNs; none has a blank. The keys of a map and the items of a list of them have the field's name before them. */
const identifier = /(Id|Ids|Arn|Arns|Groups?Names|clusterName|serviceName|family|capacityProviderName)$/;

/** Kinds of ids of EC2, Directory Service, FSx and EFS, by prefix. */
const idPrefixes: Record<string, string> = {
  vpcId: "vpc-",
  subnetIds: "subnet-",
  resolverSubnetIds: "subnet-",
  securityGroupId: "sg-",
  securityGroupIds: "sg-",
  targetSecurityGroupIds: "sg-",
  prefixListId: "pl-",
  snapshotId: "snap-",
  backupId: "backup-",
  directoryId: "d-",
};
const anyPrefix = /^(vpc|subnet|sg|pl|snap|vol|backup|d|fs|fsap|eni|i|ami|igw|nat|rtb)-[0-9a-f]+$/;

/** ARNs have up to 2,048 characters (IAM API reference, `arnType`), and no other name of AWS that is asked for has more. */
const limit = 2048;

/** The error in a text, as the start of a sentence; undefined if the text fits the name of its field. */
export function textFault(path: string, value: string): string | undefined {
  const names = path.split(/[.[\]]+/).filter((name) => name !== "");
  if (names.some((name) => verbatim.test(name)))
    return value.includes("\0") ? "has the character NUL; expected: a text without it" : undefined;
  if (value === "") return "is an empty string; expected: a string that is not empty";
  if (value.trim() === "") return "is a string of blanks; expected: a string that says something";
  if (names.some((name) => free.test(name)))
    return /[^\P{Cc}\t\n\r]/u.test(value)
      ? "has control characters; expected: a text without them"
      : undefined;
  if (/\p{Cc}/u.test(value))
    return `is ${kindOf(value)} with control characters; expected: a text of one line`;
  if (value.length > limit)
    return `is ${kindOf(value)} of ${value.length} characters; expected: up to ${limit}`;
  if (names.some((name) => login.test(name))) return undefined;
  if (value !== value.trim()) return "has blanks at its start or end; expected: a string without them";
  const field = names.findLast((name) => identifier.test(name) || Object.hasOwn(idPrefixes, name));
  return field === undefined ? undefined : identifierFault(field, value);
}

function identifierFault(field: string, value: string): string | undefined {
  if (/\s/.test(value)) return "has blanks; expected: an identifier without them";
  const prefix = Object.hasOwn(idPrefixes, field) ? idPrefixes[field] : undefined;
  const other = anyPrefix.exec(value)?.[1];
  return prefix === undefined || other === undefined || prefix === `${other}-`
    ? undefined
    : `is the id of something else, which starts with "${other}-"; expected: an id that starts with "${prefix}"`;
}
