import { restoreTestCharges, vaultCharges } from "./charges/files.ts";
import { list, text, valuesAt } from "@ballast/model";
import { uuid, type Tools } from "./computed.ts";
import { charged, plain } from "./entries.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { letters, naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";
import { always, no, partly, yes } from "./survival.ts";
import { backupPlan } from "./values/schedules.ts";

/** A resource may be in another region than its stack, through the provider's input `region`. */
const arnOf = ({ arn, input, site }: Tools, resource: string): string => {
  const region = input("region");
  return region === "" ? arn("backup", resource) : arn("backup", resource).replace(site.region, region);
};

const testName = naming("name", 50, /^\w+$/, "letters, digits and underscores");

/**
 * Names: AWS Backup API reference, BackupPlanInput, CreateBackupVault, RestoreTestingPlanForCreate (2026-04). What replaces: the
 * provider's source.
 */
export const backup: Service = {
  withoutData: ["AWS::Backup::"],
  types: {
    "aws:backup/plan:Plan": plain({
      refusesTogether: [backupPlan],
      words: "backup plan",
      linkedRoles: [{ role: "backup" }],
      computed: (tools) => {
        const id = uuid(tools.hex);
        return {
          id,
          state: { name: tools.name, arn: arnOf(tools, `backup-plan:${id}`), version: tools.hex(32) },
        };
      },
      replacedBy: { always: ["name"] },
      computedOnUpdate: [],
      look: node(NodeKind.Automation),
      name: naming("name"),
      notes: ({ inputs }) => [
        list(inputs["rules"]).length > 0 && valuesAt(inputs, "rules.schedule").map(text).join(", "),
        valuesAt(inputs, "rules.copyActions.destinationVaultArn").length > 0 && "copies to another vault",
      ],
    }),
    "aws:backup/selection:Selection": plain({
      words: "backup plan selection",
      computed: ({ hex, name }) => ({ id: uuid(hex), state: { name } }),
      replacedBy: { always: ["*"] },
      computedOnUpdate: [],
      look: partOf("planId"),
      name: naming("name", 50, ...letters.dotted),
    }),
    "aws:backup/vault:Vault": {
      words: "backup vault",
      data: true,
      linkedRoles: [{ role: "backup" }],
      computed: (tools) => ({
        id: tools.name,
        state: { name: tools.name, arn: arnOf(tools, `backup-vault:${tools.name}`), recoveryPoints: 0 },
      }),
      look: node(NodeKind.Store),
      keyedBy: "kmsKeyArn",
      name: naming("name", 50, ...letters.underscored),
      quotas: [],
      charge: charged(
        "recovery points per GB-month, copies between regions, and each restore test",
        "backup",
        vaultCharges,
      ),
      survival: {
        // AWS Backup developer guide, "Resilience in AWS Backup" (2026-04).
        zoneLoss: always(yes("AWS Backup stores recovery points in several zones of its region")),
        destroy: ({ inputs }) =>
          inputs["forceDestroy"] === true
            ? no("its recovery points are deleted with it")
            : partly("AWS does not delete a vault that holds recovery points"),
      },
    },
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": plain({
      words: "restore testing plan",
      linkedRoles: [{ role: "restoreTesting" }],
      computed: (tools) => ({
        id: tools.name,
        state: {
          name: tools.name,
          arn: arnOf(tools, `restore-testing-plan:${tools.name}-${uuid(tools.hex)}`),
        },
      }),
      replacedBy: { always: ["name"] },
      computedOnUpdate: [],
      look: node(NodeKind.Automation),
      name: testName,
      charge: charged(
        "each restore test, and the restored resources until they are deleted",
        "backup",
        restoreTestCharges,
      ),
      notes: ({ inputs }) => [text(inputs["scheduleExpression"])],
    }),
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": plain({
      words: "restore testing plan selection",
      computed: ({ name, input }) => ({
        id: `${name}:${input("restoreTestingPlanName")}`,
        state: { name },
      }),
      replacedBy: { always: ["name", "protectedResourceType", "restoreTestingPlanName"] },
      computedOnUpdate: [],
      look: partOf("restoreTestingPlanName"),
      name: testName,
    }),
  },
};

/**
 * Resource types in restore testing, by Pulumi type (AWS Backup API reference,
 * RestoreTestingSelectionForCreate, 2026-04).
 */
const restoreTests: Record<string, string> = {
  "aws:ebs/volume:Volume": "EBS",
  "aws:efs/fileSystem:FileSystem": "EFS",
  "aws:fsx/windowsFileSystem:WindowsFileSystem": "FSx",
  "aws:rds/instance:Instance": "RDS",
  "aws:rds/cluster:Cluster": "Aurora",
};

/** Undefined for a type that restore testing does not support, or that is not listed here. */
export function restoreTestKind(type: string): string | undefined {
  return restoreTests[type];
}
