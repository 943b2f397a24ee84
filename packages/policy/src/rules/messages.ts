import { text } from "@ballast/model";
import type { Rule } from "../rule.ts";
import { deniesInClear } from "../statements.ts";
import { aws } from "@ballast/aws";

export const messageRules: Rule[] = [
  {
    id: "sns-encryption",
    severity: "error",
    sentence: "A topic encrypts stored messages.",
    why: "Alarms and events contain names of hosts, account ids and errors.",
    fix: "Set kmsMasterKeyId.",
    types: [aws.topic],
    *check(resource) {
      if (!resource.inputs["kmsMasterKeyId"]) yield "stores messages unencrypted";
    },
  },
  {
    id: "sns-tls",
    severity: "error",
    sentence: "A topic accepts messages only over TLS.",
    why: "SNS also accepts plain HTTP, and a publisher does not notice.",
    fix: "Set a policy that denies sns:Publish where aws:SecureTransport is false.",
    covers: ["AwsSolutions-SNS3"],
    types: [aws.topic],
    *check(resource, stack) {
      const policies = stack
        .referring(aws.topicPolicy, "arn", resource)
        .map(({ inputs }) => inputs["policy"]);
      const publish = { action: "sns:Publish", resource: text(resource.state["arn"]) };
      if (!deniesInClear([resource.inputs["policy"], ...policies], [publish]))
        yield "accepts messages over unencrypted connections";
    },
  },
];
