import type { Request } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { fields, list, text, type Resource, type Stack, type PlainSite } from "@ballast/model";
import { concerning } from "../../dependencies.ts";
import { arnAt, arnOf, asking, type MadeCall } from "./made.ts";

/** A type of resource that a KMS key can encrypt. */
interface Locked {
  actions: RegExp;
  type: string;
  /** Service name in `kms:ViaService`. */
  service: string;
  /** The KMS key that the stack sets for the resource. */
  keyOf: (resource: Resource, stack: Stack) => unknown;
  /** The KMS actions that the service requires from its caller. */
  asks: (action: string) => readonly string[];
  context?: Record<string, string>;
}

const decrypts = (): string[] => ["kms:Decrypt"];

/**
 * Calls that use a KMS key with the caller's permissions (KMS developer guide, "How AWS services use AWS
 * KMS", and each service's guide, 2026-11).
 */
const locked: Locked[] = [
  {
    actions: /^secretsmanager:GetSecretValue$/,
    type: aws.secret,
    service: "secretsmanager",
    keyOf: ({ inputs }) => inputs["kmsKeyId"],
    asks: decrypts,
  },
  {
    actions: /^ssm:GetParameters?$/,
    type: aws.parameter,
    service: "ssm",
    keyOf: ({ inputs }) => inputs["keyId"],
    asks: decrypts,
  },
  {
    actions: /^s3:(GetObject|PutObject)$/,
    type: aws.bucket,
    service: "s3",
    keyOf: keyOfBucket,
    asks: (action) => (action === "s3:GetObject" ? ["kms:Decrypt"] : ["kms:GenerateDataKey"]),
  },
  {
    actions: /^ec2:AttachVolume$/,
    type: aws.volume,
    service: "ec2",
    keyOf: ({ inputs }) => inputs["kmsKeyId"],
    asks: () => ["kms:CreateGrant"],
    context: { "kms:GrantIsForAWSResource": "true" },
  },
  {
    actions: /^sqs:SendMessage$/,
    type: aws.queue,
    service: "sqs",
    keyOf: ({ inputs }) => inputs["kmsMasterKeyId"],
    asks: () => ["kms:Decrypt", "kms:GenerateDataKey"],
  },
  {
    actions: /^sns:Publish$/,
    type: aws.topic,
    service: "sns",
    keyOf: ({ inputs }) => inputs["kmsMasterKeyId"],
    asks: () => ["kms:Decrypt", "kms:GenerateDataKey"],
  },
];

/** The KMS calls that a call causes. */
export function throughKeys(call: MadeCall, stack: Stack, place: PlainSite): MadeCall[] {
  const { result, isDoubtful } = stack.doubt.during(() => [...askedByKeys(call, stack, place)]);
  return isDoubtful || call.isDoubtful === true
    ? result.map((one) => ({ ...one, isDoubtful: true }))
    : result;
}

function* askedByKeys(call: MadeCall, stack: Stack, place: PlainSite): Iterable<MadeCall> {
  const { role, why } = call;
  for (const { action, resource } of call.requests) {
    const one = locked.find(({ actions }) => actions.test(action));
    if (one === undefined) continue;
    const own = ownOf(one.type, resource, call, stack);
    const region = resource.split(":")[3] || place.region;
    const context = { ...one.context, "kms:ViaService": `${one.service}.${region}.amazonaws.com` };
    const through = `${why}, through the key of the data that it reads or writes`;
    const asks = (key: string): Request[] => asking(one.asks(action), [key], context);
    if (own === undefined) {
      // A customer managed key may encrypt the resource, but the stack does not contain it.
      if (resource.startsWith("arn:"))
        yield {
          role,
          why: through,
          isCertain: false,
          requests: asks(arnAt({ ...place, region }, "kms", "key/*")),
        };
      continue;
    }
    const key = keyArn(one.keyOf(own, stack), stack, { ...place, region });
    if (key !== undefined) yield { role, why: through, requests: asks(key) };
  }
}

/**
 * The stack's resource that an ARN (or an S3 object's ARN) names. A resource that is not created yet matches
 * only if the caller can refer to it.
 */
function ownOf(type: string, arn: string, { by }: MadeCall, stack: Stack): Resource | undefined {
  const whole = type === aws.bucket ? arn.replace(/\/.*$/, "") : arn;
  const names = [whole, whole.replace(/^.*[:/]/, "")];
  return stack.ofType(type).find((one) => {
    const test = (): boolean =>
      names.some((name) => [one.state["name"], one.id, one.state["arn"]].includes(name));
    return by === undefined ? test() : concerning(stack, by, one, test);
  });
}

export function keyOfBucket(bucket: Resource, stack: Stack): unknown {
  return stack
    .ofType(aws.bucketEncryption)
    .filter((one) =>
      concerning(stack, one, bucket, () => stack.referred(aws.bucket, one.inputs["bucket"]) === bucket),
    )
    .flatMap(({ inputs }) => list(inputs["rules"]))
    .map((rule) => fields(fields(rule)["applyServerSideEncryptionByDefault"])["kmsMasterKeyId"])
    .find((key) => key !== undefined);
}

/** Undefined for AWS managed keys, which every principal of their account may use through the service. */
export function keyArn(key: unknown, stack: Stack, place: PlainSite): string | undefined {
  const given = text(key);
  if (given === "" || /(^|:)alias\/aws\//.test(given)) return undefined;
  if (/(^|:)alias\//.test(given)) return keyOfAlias(given, stack, place);
  return arnOf(stack, aws.key, key) ?? arnAt(place, "kms", `key/${given}`);
}

/**
 * The ARN of the key that an alias points to. For an alias outside the stack, all keys, because the target is
 * unknown.
 */
function keyOfAlias(given: string, stack: Stack, place: PlainSite): string {
  const name = given.replace(/^.*(?=alias\/)/, "");
  const alias = stack.referred(aws.alias, given) ?? stack.referred(aws.alias, name);
  const target = alias?.inputs["targetKeyId"];
  if (text(target) === "") return arnAt(place, "kms", "key/*");
  return arnOf(stack, aws.key, target) ?? arnAt(place, "kms", `key/${text(target)}`);
}

/**
 * KMS authorizes calls on the key's ARN, even if the call names an alias (KMS developer guide, "Controlling
 * access to aliases", 2026-11).
 */
export function withKeysOfAliases(call: MadeCall, stack: Stack, place: PlainSite): MadeCall {
  const isAlias = ({ resource }: Request): boolean => /:kms:[^:]*:\d*:(?:key\/)?alias\//.test(resource);
  if (!call.requests.some(isAlias)) return call;
  const { result, isDoubtful } = stack.doubt.during(() =>
    call.requests.map((request) =>
      isAlias(request) ? { ...request, resource: keyOfAlias(request.resource, stack, place) } : request,
    ),
  );
  return { ...call, requests: result, ...(isDoubtful && { isDoubtful }) };
}
