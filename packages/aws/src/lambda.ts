import { named } from "./computed.ts";
import { charged, nameless, plain, settingOf } from "./entries.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { letters, naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";

/** The provider's properties that determine a function's code. */
const code = [
  "architectures",
  "code",
  "codeSha256",
  "imageUri",
  "s3Bucket",
  "s3Key",
  "s3ObjectVersion",
  "sourceCodeHash",
  "sourceKmsKeyArn",
];
/** Without `publish`, a function's version stays `$LATEST`. */
const ofVersions = ["qualifiedArn", "qualifiedInvokeArn", "version"].map((output) => ({ output }));

/** Ids, outputs and what replaces: terraform-provider-aws, internal/service/lambda (read in November 2026). */
export const lambda: Service = {
  withoutData: ["AWS::Lambda::"],
  types: {
    "aws:lambda/function:Function": plain({
      words: "function",
      computed: named(
        ({ arn, name }) => arn("lambda", `function:${name}`),
        undefined,
        ({ arn, name, site, inputs }) => {
          const own = arn("lambda", `function:${name}`);
          const version = inputs["publish"] === true ? "1" : "$LATEST";
          const gateway = (one: string): string =>
            `arn:${site.partition}:apigateway:${site.region}:lambda:path/2015-03-31/functions/${one}/invocations`;
          return {
            id: name,
            state: {
              version,
              qualifiedArn: `${own}:${version}`,
              invokeArn: gateway(own),
              qualifiedInvokeArn: gateway(`${own}:${version}`),
            },
          };
        },
      ),
      replacedBy: {
        always: ["name", "packageType", "tenancyConfig"],
        when: {
          durableConfig: (before, after) =>
            (before["durableConfig"] === undefined) !== (after["durableConfig"] === undefined),
        },
      },
      computedOnUpdate: [{ output: "lastModified", when: code }, ...ofVersions],
      look: node(NodeKind.Compute),
      // CreateFunction, FunctionName (API reference, 2026-11).
      name: naming("name", 64, ...letters.underscored),
      measuredBy: { "AWS/Lambda": { FunctionName: "name" } },
      charge: charged("per request, and per GB-second of execution", "lambda"),
    }),
    "aws:lambda/alias:Alias": nameless({
      words: "alias of a function",
      // The provider uses the ARN as id.
      computed: ({ arn, input, name, site }) => {
        const [of = ""] = /[\w-]+$/.exec(input("functionName")) ?? [];
        const own = arn("lambda", `function:${of}:${name}`);
        return {
          id: own,
          state: {
            arn: own,
            invokeArn: `arn:${site.partition}:apigateway:${site.region}:lambda:path/2015-03-31/functions/${own}/invocations`,
          },
        };
      },
      replacedBy: { always: ["functionName", "name"] },
      computedOnUpdate: [],
      look: partOf("functionName"),
    }),
    "aws:lambda/invocation:Invocation": nameless({
      words: "call of a function",
      computed: ({ input, hex }) => ({
        // The last part is the MD5 of the payload.
        id: [input("functionName"), input("qualifier") || "$LATEST", hex(32)].join(),
        // The function's response is not known before the deployment.
        state: { result: "{}" },
      }),
      replacedBy: {
        always: ["functionName", "qualifier", "triggers"],
        when: { input: (_, { lifecycleScope }) => lifecycleScope !== "CRUD" },
      },
      computedOnUpdate: [{ output: "result", when: ["input"] }],
      look: partOf("functionName"),
    }),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": settingOf("functionName", {
      words: "retries of asynchronous calls",
      replacedBy: { always: ["functionName", "qualifier"] },
      computedOnUpdate: [],
    }),
    "aws:lambda/permission:Permission": nameless({
      words: "permission to call a function",
      // Pulumi generates the statement id.
      computed: ({ input, name }) => {
        const statementId = input("statementId") || name;
        return { id: statementId, state: { statementId } };
      },
      // The provider can create, read and delete one (internal/service/lambda/permission.go).
      replacedBy: { always: ["*"] },
      computedOnUpdate: [],
      look: partOf("function"),
    }),
  },
};
