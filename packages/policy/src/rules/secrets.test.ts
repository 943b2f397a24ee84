import { check } from "../index.ts";
import { adding } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodData } from "../testing/goodData.ts";
import { changed, madeUp } from "../testing/resources.ts";
import { secretRules } from "./secrets.ts";
import { aws } from "@ballast/aws";

const anyone = { Statement: [{ Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" }] };

itShowsEachRule(secretRules, goodData, [
  ["secret-rotation", () => goodData().filter(({ type }) => type !== aws.secretRotation), "is never rotated"],
  [
    "ssm-secure-string",
    () => changed(goodData(), aws.parameter, { type: "String" }),
    "is not a SecureString",
  ],
  [
    "ssm-secure-string",
    () => [madeUp(aws.parameter, "api-token", { type: "String", insecureValue: "hunter2" })],
    "is not a SecureString",
  ],
  ["ssm-secure-string", adding(aws.parameter, { type: "String", value: "x" }), "is not a SecureString"],
  ["kms-rotation", () => changed(goodData(), aws.key, { enableKeyRotation: false }), "has no key rotation"],
  [
    "kms-key-policy",
    () => changed(goodData(), aws.key, { policy: JSON.stringify(anyone) }),
    "can be used by anyone",
  ],
  [
    "data-key",
    () => changed(goodData(), aws.volume, { kmsKeyId: undefined }),
    "is not encrypted with a customer managed key",
  ],
  [
    "data-key",
    () => changed(goodData(), aws.parameter, { keyId: undefined }),
    "is not encrypted with a customer managed key",
  ],
  [
    "data-key",
    () => changed(goodData(), aws.repository, { encryptionConfigurations: [{}] }),
    "is not encrypted with a customer managed key",
  ],
]);

it("leaves a key alone that cannot be renewed, and a parameter that is not a secret", () => {
  const asymmetric = madeUp(aws.key, "signing", { customerMasterKeySpec: "ECC_NIST_P256" });
  const size = madeUp(aws.parameter, "size", { type: "String", insecureValue: "3" });
  expect(check([asymmetric, size], {}, { rules: secretRules })).toEqual([]);
});
