import { itShowsEachRule } from "../testing/examples.ts";
import { goodData } from "../testing/goodData.ts";
import { changed } from "../testing/resources.ts";
import { bucketRules } from "./buckets.ts";

const without = (kind: string) => () => goodData().filter(({ type }) => !type.endsWith(`:${kind}`));

itShowsEachRule(bucketRules, goodData, [
  ["s3-public-access", without("BucketPublicAccessBlock"), "has no restrictPublicBuckets"],
  [
    "s3-public-access",
    () =>
      changed(goodData(), "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
        ignorePublicAcls: false,
      }),
    "has no ignorePublicAcls",
  ],
  ["s3-tls", without("BucketPolicy"), "accepts unencrypted connections"],
  ["s3-versioning", without("BucketVersioning"), "keeps no old versions"],
  ["s3-access-logs", without("BucketLogging"), "logs no access"],
]);
