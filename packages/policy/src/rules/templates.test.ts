import { aws } from "@ballast/aws";
import fc from "fast-check";
import { stringify } from "yaml";
import { check } from "../check.ts";
import { broken } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { madeUp, type Inputs } from "../testing/resources.ts";
import { networkRules } from "./network.ts";
import { templateRules } from "./templates.ts";

const bucket = { Type: "AWS::S3::Bucket" };
const body = (resources: object, more: object = {}) => JSON.stringify({ ...more, Resources: resources });
const good = () => [madeUp(aws.stack, "around", { templateBody: body({ bucket }) })];
const template = (resources: object, more: object = {}) =>
  broken(aws.stack, { templateBody: body(resources, more) });
const loop = (collection: unknown) => ({
  "Fn::ForEach::Each": ["One", collection, { "Bucket${One}": bucket }],
});

itShowsEachRule(templateRules, good, [
  [
    "template-unread",
    template({ bucket }, { Transform: "AWS::Serverless-2016-10-31" }),
    "creates resources that the rules cannot read: a part of its template is written by AWS::Serverless-2016-10-31",
  ],
  [
    "template-unread",
    template({ bucket }, { Transform: ["AWS::LanguageExtensions", "Mine"] }),
    "is written by Mine",
  ],
  [
    "template-unread",
    template({ bucket: { ...bucket, "Fn::Transform": { Name: "AWS::Include", Parameters: {} } } }),
    "is written by AWS::Include",
  ],
  ["template-unread", template({ bucket, "Fn::Transform": { Name: "Mine" } }), "is written by Mine"],
  [
    "template-unread",
    template({ network: { Type: "Acme::Network::Vpc::MODULE" } }),
    "is written by Acme::Network::Vpc::MODULE",
  ],
  ["template-unread", template(loop({ Ref: "Unset" })), "a loop over what is not known here"],
  [
    "template-unread",
    broken(aws.stack, { templateBody: undefined, templateUrl: "https://x" }),
    "templateUrl",
  ],
  ["template-unread", broken(aws.stack, { templateBody: "{" }), "its template cannot be read here"],
]);

it("looks at stacks within templates, and at what Cloud Control creates", () => {
  const found = (type: string, inputs: Inputs) =>
    check([madeUp(type, "one", inputs)], {}, { rules: templateRules }).map(({ urn }) => urn.split("#")[1]);
  const nested = { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "https://x" } };
  expect(found(aws.stack, { templateBody: body({ nested }) })).toEqual(["nested"]);
  const control = "aws:cloudcontrol/resource:Resource";
  expect(found(control, { typeName: "AWS::S3::Bucket", desiredState: "{}" })).toEqual([]);
  expect(found(control, { typeName: "AWS::Any::Thing", desiredState: "{" })).toHaveLength(1);
});

/** A security group that anyone reaches, or nobody, by a loop's variable. */
const group = (port: unknown, cidr: unknown) => ({
  Type: "AWS::EC2::SecurityGroup",
  Properties: {
    GroupDescription: "x",
    SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: port, ToPort: port, CidrIp: cidr }],
  },
});
const id = fc.constantFrom("A", "B", "C1", "D22");
const port = fc.constantFrom("22", "80", "5432", "8080");
const cidr = fc.constantFrom("0.0.0.0/0", "10.0.0.0/8");
const findings = (templateBody: string, parameters: Inputs = {}) =>
  check([madeUp(aws.stack, "around", { templateBody, parameters })], {}, { rules: networkRules }).map(
    ({ rule, urn, message }) => `${rule} ${urn.split("#")[1]} ${message}`,
  );

it("finds in 2,000 templates with loops what it finds where they are written out", () =>
  fc.assert(
    fc.property(
      fc.uniqueArray(id, { minLength: 1 }),
      fc.uniqueArray(port, { minLength: 1 }),
      cidr,
      fc.constantFrom<"list" | "parameter" | "default" | "mapping" | "split">(
        "list",
        "parameter",
        "default",
        "mapping",
        "split",
      ),
      fc.boolean(),
      (ids, ports, range, from, isYaml) => {
        const collection = {
          list: ids,
          parameter: { Ref: "Ids" },
          default: { Ref: "Default" },
          mapping: { "Fn::FindInMap": ["Lists", "all", "ids"] },
          split: { "Fn::Split": ["|", ids.join("|")] },
        }[from];
        const looped = {
          Transform: "AWS::LanguageExtensions",
          Parameters: {
            Ids: { Type: "CommaDelimitedList" },
            Default: { Type: "CommaDelimitedList", Default: ids.join(",") },
          },
          Mappings: { Lists: { all: { ids } } },
          Resources: {
            "Fn::ForEach::Outer": [
              "Id",
              collection,
              {
                "Fn::ForEach::Inner": ["Port", ports, { "Group${Id}&{Port}": group({ Ref: "Port" }, range) }],
              },
            ],
          },
        };
        const written = {
          Resources: Object.fromEntries(
            ids.flatMap((one) => ports.map((other) => [`Group${one}${other}`, group(other, range)])),
          ),
        };
        const expected = findings(JSON.stringify(written));
        const text = isYaml ? stringify(looped) : JSON.stringify(looped);
        expect(findings(text, { Ids: ids.join(",") })).toEqual(expected);
        const open = expected.filter((one) => one.startsWith("ec2-open-ingress"));
        expect(open).toHaveLength(range === "0.0.0.0/0" ? ids.length * ports.length : 0);
      },
    ),
    { numRuns: 2000 },
  ));
