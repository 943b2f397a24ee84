import { stringify } from "yaml";
import { check } from "./check.ts";
import { madeUp } from "./testing/resources.ts";

// Resources of templates break the rules that resources of the stack break.

const findings = (resources: Record<string, object>, spelling = JSON.stringify, more = {}) => {
  const templateBody = spelling({ Resources: resources });
  const stack = madeUp("aws:cloudformation/stack:Stack", "data", { templateBody }, more);
  return check([stack]).map(({ rule, urn, message }) => `${rule} ${urn.split("#")[1]}: ${message}`);
};
const kept = { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" };

it("finds stores that a template neither keeps nor encrypts", () => {
  expect(
    findings({
      Files: { Type: "AWS::EFS::FileSystem" },
      Table: { Type: "AWS::DynamoDB::Table", DeletionPolicy: "Retain" },
      Logs: { Type: "AWS::Logs::LogGroup", ...kept },
      Key: { Type: "AWS::KMS::Key", ...kept, Properties: { KeyPolicy: {} } },
      Topic: { Type: "AWS::SNS::Topic" },
    }),
  ).toEqual([
    "data-encryption Files: is not encrypted",
    "data-retention Files: has no UpdateReplacePolicy and no DeletionPolicy",
    "data-retention Table: has no UpdateReplacePolicy",
    "kms-rotation Key: is never renewed",
    "logs-retention Logs: keeps its logs for ever",
  ]);
});

it("finds nothing where a template keeps and encrypts them, in YAML too", () => {
  const good = {
    Files: { Type: "AWS::EFS::FileSystem", ...kept, Properties: { Encrypted: "true" } },
    Volume: {
      Type: "AWS::EC2::Volume",
      DeletionPolicy: "Snapshot",
      UpdateReplacePolicy: "Snapshot",
      Properties: { Encrypted: true },
    },
    Logs: { Type: "AWS::Logs::LogGroup", ...kept, Properties: { RetentionInDays: 14 } },
  };
  expect(findings(good)).toEqual([]);
  expect(findings(good, stringify)).toEqual([]);
});

it("waives for a template what its component waives", () => {
  const component = madeUp(
    "demo:index:Disk",
    "disk",
    {},
    { custom: false, outputs: { waivers: { "data-retention": { "data (Table)": { reason: "a cache" } } } } },
  );
  const templateBody = JSON.stringify({ Resources: { Table: { Type: "AWS::DynamoDB::Table" } } });
  const stack = madeUp("aws:cloudformation/stack:Stack", "data", { templateBody }, { parent: component.urn });
  expect(check([component, stack])).toMatchObject([
    { rule: "data-retention", severity: "waived", reason: "a cache" },
  ]);
});
