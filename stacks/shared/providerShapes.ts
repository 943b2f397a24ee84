import { given, kindOf, quoted } from "@ballast/contracts";
import { isFields } from "@ballast/model";
import * as pulumi from "@pulumi/pulumi";
import { configValue } from "./configValue.ts";
import { unknownRegion } from "./region.ts";
import type { SettingFault } from "./refusal.ts";

/** Keys of the AWS provider that are not texts (config/vars.d.ts of @pulumi/aws 7.48.0), except for those that other checks know. */
export const numbers = ["maxRetries", "tokenBucketRateLimiterCapacity"];
export const booleans = [
  "insecure",
  "s3UsePathStyle",
  "skipCredentialsValidation",
  "skipMetadataApiCheck",
  "skipRegionValidation",
  "skipRequestingAccountId",
  "useDualstackEndpoint",
  "useFipsEndpoint",
];
export const textLists = ["sharedConfigFiles", "sharedCredentialsFiles", "userAgents"];
export const mapLists = ["assumeRoles", "endpoints"];
export const maps = ["assumeRoleWithWebIdentity", "ignoreTags"];
/** Their own checks say more. */
export const checkedElsewhere = [
  "allowedAccountIds",
  "defaultTags",
  "forbiddenAccountIds",
  "profile",
  "region",
];

/** Values that the provider would refuse, without their line, or take for something else. */
export function shapeFaults(): SettingFault[] {
  return Object.keys(pulumi.runtime.allConfig()).flatMap((key) => {
    const name = key.startsWith("aws:") ? key.slice("aws:".length) : undefined;
    const value = configValue(key);
    if (name === undefined || value === undefined || checkedElsewhere.includes(name)) return [];
    const text = value === null ? noValue : shapeFault(name, key, value);
    return text === undefined ? [] : [{ path: [key], text }];
  });
}

const noValue = "has no value. Write one behind the colon, or remove the key.";

function shapeFault(name: string, key: string, value: unknown): string | undefined {
  const wrong = (expected: string, example: string): string => {
    // The names of switches and numbers may sound as those of secrets do.
    const isOpen = [...numbers, ...booleans].includes(name);
    const shown = typeof value === "object" ? kindOf(value) : isOpen ? given(value) : quoted(key, value);
    return `is ${shown}; expected: ${expected}. Write, for example, ${key}: ${example}`;
  };
  const isText = (one: unknown): boolean => typeof one === "string" && one !== "";
  if (numbers.includes(name))
    return Number.isInteger(value) && (value as number) >= 0
      ? undefined
      : wrong("a whole number from 0", "5");
  if (booleans.includes(name)) return typeof value === "boolean" ? undefined : wrong("true or false", "true");
  if (textLists.includes(name))
    return Array.isArray(value) && value.every(isText) ? undefined : wrong("a list of texts", "[text]");
  if (mapLists.includes(name))
    return Array.isArray(value) && value.every(isFields)
      ? undefined
      : wrong("a list of maps", "[{ key: value }]");
  if (maps.includes(name)) return isFields(value) ? undefined : wrong("a map", "{ key: value }");
  if (typeof value === "object") return wrong("one text", "text");
  return name === "stsRegion" && typeof value === "string" ? unknownRegion(value) : undefined;
}
