import { words } from "@ballast/model";
import { Family } from "./conditions.ts";
import { arnParts, isGlob, isWide, matchesArn } from "./globs.ts";
import type { Principals } from "./policy.ts";
import type { Askers, Carried } from "./reach.ts";

const letters = [..."abcdefghijklmnopqrstuvwxyz"];
const truths = ["true", "false"];
const regions = words(
  "us-east-1 us-gov-west-1 eu-central-1 ap-southeast-2 sa-east-1 ca-central-1 me-south-1 af-south-1 cn-north-1",
);

/** Values without anything in common: a condition that all of them fulfill restricts nothing. */
const unlike: Record<Family, readonly string[]> = {
  [Family.Text]: [
    ...letters.map((letter) => `${letter}q${letter.toUpperCase()}w`),
    ...letters.map((letter) => `${letter.toUpperCase()}q-${letter}`),
    ...[..."0123456789"].map((digit) => `${digit}7${digit}`),
    "arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-0",
    "/x",
  ],
  [Family.Arn]: [
    "arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-0",
    "arn:aws:iam::444455556666:role/q",
    "arn:aws-cn:s3:::w",
    "arn:aws:lambda:us-east-1:777788889999:function:z",
  ],
  [Family.Truth]: truths,
  [Family.Number]: ["0", "1", "60", "3600", "86400", "31536000"],
  [Family.Date]: [],
  [Family.Address]: [
    "10.1.2.3",
    "172.16.4.5",
    "192.168.6.7",
    "54.1.2.3",
    "3.4.5.6",
    "fd00::1",
    "2a05:d014::1",
  ],
};

/** Now, in one year and in 50 years: a caller can choose the time by waiting. */
function instants(): string[] {
  return [0, 1, 50].map((years) => new Date(Date.now() + years * 366 * 86_400_000).toISOString());
}

/** What requests contain under keys that any caller can choose. */
export function ownChoice(key: string, expected: readonly string[]): Carried | undefined {
  const chosen = (values: readonly string[]): Carried => ({ values, mayLack: false, isChosen: true });
  if (key === "aws:securetransport") return chosen(truths);
  if (["aws:currenttime", "aws:epochtime", "aws:tokenissuetime"].includes(key)) return chosen(instants());
  if (["aws:useragent", "aws:referer"].includes(key))
    return { ...chosen([...expected.map(anInstance), "curl"]), mayLack: true };
  return undefined;
}

const services = words(
  "ec2 lambda ecs-tasks glue sagemaker cloudformation states events rds scheduler vpc-flow-logs",
).map((service) => `${service}.amazonaws.com`);

/** Keys that every request of a role contains, with values that have nothing in common. */
const always: Record<string, readonly string[]> = {
  "aws:requestedregion": regions,
  // Roles of two accounts: `arn:aws:iam::*:role/*` restricts no role.
  "aws:principalarn": ["arn:aws:iam::111122223333:role/q", "arn:aws:iam::444455556666:role/team/x"],
  "aws:principalaccount": ["111122223333", "444455556666", "777788889999"],
  "aws:principaltype": ["User", "AssumedRole", "Account"],
  "aws:principalisawsservice": ["false"],
  "aws:viaawsservice": ["false"],
  "aws:userid": ["AIDAEXAMPLE", "AROAEXAMPLE:q", "111122223333"],
};

/** The other kinds of principals that have identity policies. */
const otherPrincipals = ["arn:aws:iam::777788889999:user/z", "arn:aws:iam::777788889999:root"];

/** A principal with identity policies. A condition that some of its requests do not fulfill restricts it. */
export const bearer: Askers = (key, family, expected) => {
  const choice = ownChoice(key, expected);
  if (choice !== undefined) return choice;
  // Requests contain this key only after multi-factor authentication.
  if (key === "aws:multifactorauthage") return { values: [], mayLack: true, isChosen: true };
  const possible = [...expected.map(anInstance), ...(key === "aws:principalarn" ? otherPrincipals : [])];
  const values = key === "iam:passedtoservice" ? services : always[key];
  if (values !== undefined) return { values, possible, mayLack: key in always === false, isChosen: false };
  return { values: pool(family), possible, mayLack: true, isChosen: false };
};

const isService = (key: string): boolean => key === "iam:passedtoservice";

/** A principal that passes a role to some service that the conditions allow. */
export const passingRole: Askers = (key, family, expected) =>
  isService(key) ? anything(family, expected) : bearer(key, family, expected);

/**
 * Principals that pass a role to one of several unrelated services, or without naming one. They fulfill every
 * other condition.
 */
export const passingToEach: { unsaid: Askers; services: Askers[] } = {
  unsaid: passingTo(undefined),
  services: services.map(passingTo),
};

function passingTo(service: string | undefined): Askers {
  const values = service === undefined ? [] : [service];
  return (key, family, expected) =>
    isService(key) ? { values, mayLack: service === undefined, isChosen: true } : anything(family, expected);
}

/** AWS managed policies that grant all permissions, or that let the principal grant them to itself. */
const strongest = words("AdministratorAccess IAMFullAccess").map((name) =>
  ["arn", "aws", "iam", "", "aws", `policy/${name}`].join(":"),
);

/**
 * A principal that wants more permissions and calls the action that grants them. It chooses what the request
 * contains, such as tags, the policy to attach, or the service that gets a role.
 *
 * @param service The service to which iam:PassRole passes a role.
 */
export function gainer(action: string, service?: string): Askers {
  const attaches = attachesPolicy(action);
  return (key, family, expected) => {
    if (isService(key) && service !== undefined) return { values: [service], mayLack: false, isChosen: true };
    if (key === "iam:policyarn")
      return {
        values: attaches ? strongest : [],
        possible: attaches ? ["arn:aws:iam::123456789012:policy/xq"] : [],
        mayLack: !attaches,
        isChosen: true,
      };
    // The widest permissions boundary, or none.
    if (key === "iam:permissionsboundary") return { values: strongest, mayLack: true, isChosen: true };
    if (/^(aws:requesttag\/.*|aws:tagkeys|iam:associatedresourcearn)$/.test(key))
      return anything(family, expected);
    return bearer(key, family, expected);
  };
}

export function attachesPolicy(action: string): boolean {
  return /^iam:attach/i.test(action);
}

function pool(family: Family | undefined): readonly string[] {
  return family === Family.Date ? instants() : unlike[family ?? Family.Text];
}

const account = "999988887777";
const organization = "o-stranger00";
const path = `${organization}/r-stra/ou-stra-strange/`;

/**
 * What a principal from an unknown AWS account cannot choose: its identity, and the network from which it
 * calls.
 */
const strangers: Record<string, (expected: readonly string[]) => readonly string[]> = {
  "aws:principalaccount": () => [account],
  "aws:principalarn": ownArns,
  "aws:principalorgid": () => [organization],
  "aws:principalorgpaths": () => [path],
  "aws:principalisawsservice": () => ["false"],
  "aws:principalservicename": () => [],
  "aws:principalservicenameslist": () => [],
  "aws:userid": (expected) => [
    account,
    "AIDASTRANGERSTRANGER0",
    ...expected.map((one) => `AROASTRANGERSTRANGER0:${anInstance(one.split(":").slice(1).join(":"))}`),
  ],
  "aws:sourcevpc": () => ["vpc-0strange"],
  "aws:sourcevpcarn": ownArns,
  "aws:sourcevpce": () => ["vpce-0strange"],
  "aws:vpceaccount": () => [account],
  "aws:vpceorgid": () => [organization],
  "aws:vpceorgpaths": () => [path],
  "aws:ec2instancesourcevpc": () => ["vpc-0strange"],
  "ec2:sourceinstancearn": ownArns,
  "aws:sourcearn": ownArns,
  "aws:sourceaccount": () => [account],
  "aws:sourceowner": () => [account],
  "aws:sourceorgid": () => [organization],
  "aws:sourceorgpaths": () => [path],
  "kms:calleraccount": () => [account],
  "s3:dataaccesspointaccount": () => [account],
  "s3:dataaccesspointarn": ownArns,
  // An unknown principal would first have to reach a mount target in the VPC (EFS user guide, "Blocking
  // public access").
  "elasticfilesystem:accessedviamounttarget": () => ["false"],
};

/** Any principal of any AWS account, and anonymous callers. */
export const stranger: Askers = (key, family, expected) => {
  const own = strangers[key]?.(expected);
  if (own !== undefined) return { values: own, mayLack: true, isChosen: true };
  return ownChoice(key, expected) ?? anything(family, expected);
};

/** What requests contain under a key whose value the caller chooses freely. */
export function anything(family: Family | undefined, expected: readonly string[]): Carried {
  return { values: [...expected.map(anInstance), ...pool(family)], mayLack: true, isChosen: true };
}

/** Whether a statement's principals are everyone, or include a principal of an unknown account. */
export function namesStranger({ not, values }: Principals): boolean {
  const isNamed = values.some(
    ({ kind, value }) =>
      isWide(value) ||
      (kind === "AWS" && isGlob(value) && ownArns([value]).some((arn) => matchesArn(value, arn))),
  );
  return isNamed !== not;
}

/** ARNs of resources in an unknown account that resemble the expected ones as closely as possible. */
function ownArns(expected: readonly string[]): string[] {
  const generic =
    words(`iam::${account}:user/stranger iam::${account}:role/stranger sts::${account}:assumed-role/stranger/x
    s3:::stranger sns:us-east-1:${account}:stranger ec2:us-east-1:${account}:vpc/vpc-0strange`);
  return [...generic.map((arn) => `arn:aws:${arn}`), ...expected.flatMap(likeIt)];
}

function likeIt(pattern: string): string[] {
  const parts = arnParts(pattern);
  if (parts.length < 6)
    return pattern.startsWith("*") ? [`arn:aws:iam::${account}:${anInstance(pattern.slice(1))}`] : [];
  const [arn = "", partition = "", service = "", region = "", owner = "", resource = ""] = parts;
  // Bucket names are globally unique, so an unknown account has another name.
  const name = owner === "" && !/^[*?]/.test(resource) ? "stranger" : anInstance(resource);
  return [
    [arn, anInstance(partition), anInstance(service), anInstance(region), owner && account, name].join(":"),
  ];
}

/** A text that matches a pattern. */
export function anInstance(pattern: string): string {
  return pattern.replaceAll("*", "xq").replaceAll("?", "x");
}
