import type { Dimension } from "./dimension.ts";

/** Groups of dimensions that differ in a part such as the instance type, engine or edition. */
export const families: Record<string, (...parts: string[]) => Dimension | undefined> = {
  "ec2.linux": (type = "") => instance(type, "Linux"),
  "ec2.windows": (type = "") => instance(type, "Windows"),
  ebs: (type = "") => ({
    offer: "AmazonEC2",
    unit: "GB-month",
    words: `${type} volume`,
    family: "Storage",
    attributes: { volumeApiName: type },
  }),
  ebsIops: (type = "") => ({
    offer: "AmazonEC2",
    unit: "IOPS-month",
    words: `provisioned IOPS of a ${type} volume`,
    family: "System Operation",
    usagetype: type === "io1" ? "EBS:VolumeP-IOPS.piops" : `EBS:VolumeP-IOPS.${type}`,
  }),
  // Its name in the price list is not known.
  ebsIopsBeyond: (type = "", from = "") => ({
    offer: "",
    unit: "IOPS-month",
    words: `provisioned IOPS of a ${type} volume above ${from}`,
  }),
  ebsThroughput: (type = "") => ({
    offer: "AmazonEC2",
    unit: "MiBps-month",
    words: `provisioned throughput of a ${type} volume`,
    family: "Provisioned Throughput",
    usagetype: `EBS:VolumeP-Throughput.${type}`,
    per: { "GiBps-mo": 1024 },
  }),
  rds: (engine = "", zones = "", instanceType = "") => {
    const named = engines[engine];
    return {
      offer: named === undefined ? "" : "AmazonRDS",
      unit: "hour",
      words: `${instanceType}, ${engine}, ${zonesOf(zones)}`,
      family: "Database Instance",
      attributes: {
        instanceType,
        deploymentOption: engine.startsWith("sqlserver-") ? sqlServerZonesOf(zones) : zonesOf(zones),
        ...named,
      },
    };
  },
  "rds.storage": (type = "", zones = "") => ({
    offer: "AmazonRDS",
    unit: "GB-month",
    words: `${type} storage, ${zonesOf(zones)}`,
    family: "Database Storage",
    attributes: {
      deploymentOption: zonesOf(zones),
      databaseEngine: "Any",
      volumeType: { gp3: "General Purpose-GP3", io1: "Provisioned IOPS" }[type] ?? "General Purpose",
    },
  }),
  // Its name in the price list is not verified.
  "rds.throughput": (type = "", zones = "") => ({
    offer: "",
    unit: "MiBps-month",
    words: `provisioned throughput of ${type} storage, ${zonesOf(zones)}`,
  }),
  "rds.iops": (type = "", zones = "") => ({
    offer: "AmazonRDS",
    unit: "IOPS-month",
    words: `provisioned IOPS of ${type} storage, ${zonesOf(zones)}`,
    family: "Provisioned IOPS",
    attributes: {
      deploymentOption: zonesOf(zones),
      databaseEngine: "Any",
      groupDescription: type === "gp3" ? "RDS Provisioned GP3 IOPS" : "RDS Provisioned IOPS",
    },
  }),
  aurora: (engine = "", instanceType = "") => ({
    offer: "AmazonRDS",
    unit: "hour",
    words: `${instanceType}, Aurora ${engine}`,
    family: "Database Instance",
    usagetype: `InstanceUsage:${instanceType}`,
    attributes: { instanceType, databaseEngine: `Aurora ${engine}` },
  }),
  auroraServerless: (engine = "") => ({
    offer: "AmazonRDS",
    unit: "ACU-hour",
    words: `Aurora ${engine} capacity`,
    family: "ServerlessV2",
    usagetype: "Aurora:ServerlessV2Usage",
    attributes: { databaseEngine: `Aurora ${engine}` },
  }),
  "fsx.storage": (zones = "", storageType = "") => ({
    offer: "AmazonFSx",
    unit: "GB-month",
    words: `${storageType} storage, ${zones}`,
    family: "Storage",
    attributes: { deploymentOption: zones, fileSystemType: "Windows", storageType },
  }),
  "fsx.throughput": (zones = "") => ({
    offer: "AmazonFSx",
    unit: "MBps-month",
    words: `throughput, ${zones}`,
    family: "Provisioned Throughput",
    attributes: { deploymentOption: zones, fileSystemType: "Windows" },
  }),
  "fsx.backups": (zones = "") => ({
    offer: "AmazonFSx",
    unit: "GB-month",
    words: "backups",
    family: "Storage",
    usagetype: "BackupUsage",
    attributes: { deploymentOption: zones, fileSystemType: "Windows" },
  }),
  directory: (edition = "") => ({
    offer: "AWSDirectoryService",
    unit: "controller-hour",
    words: `domain controllers, ${edition}`,
    family: "AWS Directory Service",
    attributes: { directorySize: edition, directoryType: "Microsoft AD" },
  }),
  alarms: (resolution = "") => ({
    offer: "AmazonCloudWatch",
    unit: "metric-month",
    words: `metrics of alarms, ${resolution.toLowerCase()}`,
    family: "Alarm",
    attributes: { alarmType: resolution },
  }),
  codebuild: (system = "", size = "") => ({
    offer: "CodeBuild",
    unit: "minute",
    words: `builds on ${size}, ${system}`,
    family: "Compute",
    usagetype: `Build-Min:${system}:${size}`,
  }),
};

function zonesOf(zones: string): string {
  return zones === "multi" ? "Multi-AZ" : "Single-AZ";
}

/** Price lists name the standby of SQL Server by how it is kept: a mirror. */
function sqlServerZonesOf(zones: string): string[] {
  return zones === "multi" ? ["Multi-AZ", "Multi-AZ (SQL Server Mirror)"] : [zonesOf(zones)];
}

/** Attributes of an engine's products in the price list, keyed by the engine's API name. */
const engines: Record<string, Record<string, string>> = {
  mariadb: { databaseEngine: "MariaDB" },
  mysql: { databaseEngine: "MySQL" },
  postgres: { databaseEngine: "PostgreSQL" },
  "sqlserver-ee": sqlServer("Enterprise"),
  "sqlserver-ex": sqlServer("Express"),
  "sqlserver-se": sqlServer("Standard"),
  "sqlserver-web": sqlServer("Web"),
};

function sqlServer(databaseEdition: string): Record<string, string> {
  return { databaseEngine: "SQL Server", databaseEdition, licenseModel: "License included" };
}

function instance(instanceType: string, operatingSystem: string): Dimension {
  return {
    offer: "AmazonEC2",
    unit: "hour",
    words: `${instanceType}, ${operatingSystem}, on demand`,
    attributes: {
      instanceType,
      operatingSystem,
      tenancy: "Shared",
      preInstalledSw: "NA",
      licenseModel: "No License required",
      capacitystatus: "Used",
    },
  };
}
