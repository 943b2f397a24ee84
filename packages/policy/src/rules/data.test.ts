import { adding, broken, together, type Breaking } from "../testing/breaking.ts";
import { itShowsEachRule, type Example } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import { aws } from "@ballast/aws";
import { dataRules } from "./data.ts";

const unprotected = (type: string): Breaking =>
  together(
    adding(type, {}),
    broken(type, (one) => (one.protect = false), "mine"),
  );

itShowsEachRule(dataRules, goodStack, [
  ["data-retention", broken(aws.logGroup, (one) => (one.protect = false)), "has no protect"],
  ["data-retention", adding(aws.databaseCluster, { storageEncrypted: true }), "has no deletionProtection"],
  ...["aws:sqs/queue:Queue", "aws:dynamodb/table:Table"].map((type): Example => [
    "data-retention",
    unprotected(type),
    "has no protect",
  ]),
  ...["aws:brandnew/thing:Thing", "AWS::BrandNew::Thing", "aws:iam/brandNew:BrandNew"].map(
    (type): Example => ["data-retention", unprotected(type), "and whether it contains data is unknown"],
  ),
  [
    "data-retention",
    // What somebody else writes into it.
    together(
      adding(aws.parameter, { value: "unset" }),
      broken(
        aws.parameter,
        (one) => Object.assign(one, { protect: false, ignoreChanges: ["value"] }),
        "mine",
      ),
    ),
    "has no protect",
  ],
  ["data-encryption", broken(aws.fileSystem, { encrypted: false }), "is not encrypted"],
  ["logs-retention", broken(aws.logGroup, { retentionInDays: undefined }), "never deletes its logs"],
  [
    "component-outputs (F.0.21)",
    broken("ballast-ecs:index:Service", (one) => delete one.outputs),
    "registers no outputs",
  ],
]);
