import { partition } from "@aws-sdk/core/client";
import { domainOf, type PlainSite } from "@ballast/model";
import { RecordingError } from "../recordingError.ts";
import type { Properties } from "../wire.ts";

/** The account that AWS's own documentation uses. */
const documentationAccount = "123456789012";

/** @param accountId The stack's account, if its settings contain it. @default - the account ID of AWS's documentation */
export function standInSite(region: string, accountId = documentationAccount): PlainSite {
  return { accountId, partition: partition(region).name, region };
}

export type Lookup = (inputs: Properties) => Properties;

/** Answers by the look-up's token, such as `aws:index/getCallerIdentity:getCallerIdentity`. */
export type Lookups = Record<string, Lookup>;

/** The results of the lookups with which stacks/index.ts determines its site. */
export function siteLookups(site: PlainSite): Lookups {
  const suffix = domainOf(site.partition);
  return {
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({
      id: site.accountId,
      accountId: site.accountId,
      arn: `arn:${site.partition}:iam::${site.accountId}:user/stand-in`,
      userId: "AIDASTANDIN",
    }),
    "aws:index/getPartition:getPartition": () => ({
      id: site.partition,
      partition: site.partition,
      dnsSuffix: suffix,
      reverseDnsPrefix: suffix.split(".").reverse().join("."),
    }),
  };
}

export function answerLookup(token: string, inputs: Properties, lookups: Lookups): Properties {
  const lookup = lookups[token];
  if (lookup === undefined) {
    const named = Object.keys(lookups);
    throw new RecordingError(
      `The look-up ${token} (${JSON.stringify(inputs)}) has no answer here; ` +
        `${named.length > 0 ? `named are ${named.join(", ")}` : "none is named"}. ` +
        "Give one under `lookups`, by this token, or take what it looks up as an argument.",
    );
  }
  return lookup(inputs);
}
