import { join } from "node:path";
import { LaunchType, Platform, TaskDefinition } from "@ballast/ecs";
import { golden, itIsAComponent, record } from "@ballast/testing";
import { powershellSyntax } from "@ballast/testing/scripts";
import * as pulumi from "@pulumi/pulumi";
import { FsxWindows, ShareMode, type FsxWindowsArgs } from "../index.ts";
import { directoryPorts } from "../directory/ports.ts";
import { directory, joinSecretArn, kmsKeyArn, loginSecretArn, plain, site, subnetIds } from "../testing.ts";
import { hardeningScript } from "./hardeningScript.ts";
import { mappedScript } from "./mappingScript.ts";

const typical: FsxWindowsArgs = {
  site,
  vpcId: "vpc-0main",
  subnetIds,
  directory,
  clients: { hosts: { securityGroupId: "sg-0hosts" } },
  storageGiB: 32,
  throughputMBps: 32,
  folder: "app-state",
  containerPath: "C:\\state",
  login: { secretArn: loginSecretArn },
};
const mapped: FsxWindowsArgs = {
  ...typical,
  mode: ShareMode.GlobalMapping,
  login: undefined,
  mapping: { userName: "CORP\\app-share", password: pulumi.secret("hunter2-hunter2") },
};
const build = (args: FsxWindowsArgs = typical, opts?: pulumi.ComponentResourceOptions) =>
  new FsxWindows("state", args, opts);

const fileSystem = "aws:fsx/windowsFileSystem:WindowsFileSystem";
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const parameter = "aws:ssm/parameter:Parameter";

itIsAComponent({
  build: (opts) => build(typical, opts),
  identity: join(__dirname, "fsxWindows.identity.txt"),
  grown: () => build({ ...typical, clients: { ...typical.clients, admins: { cidrBlock: "10.8.0.0/16" } } }),
  added: [`state > ${ingress} state-from-admins-smb`],
  refusals: {
    "a file system that AWS does not sell (F.7.1)": {
      build: () =>
        build({
          ...typical,
          deployment: "threeAz" as "multiAz",
          storageType: "tape" as "ssd",
          auditLevel: "none" as "all",
          storageGiB: 31,
          throughputMBps: 48,
          backupDays: 6,
          backupId: "yesterday",
          auditRetentionDays: 8,
        }),
      paths: [
        "storageGiB",
        "throughputMBps",
        "backupDays",
        "backupId",
        "auditRetentionDays",
        "deployment",
        "storageType",
        "auditLevel",
      ],
    },
    "times, IOPS and names that Amazon FSx refuses (F.7.1)": {
      build: () =>
        build({
          ...typical,
          backupTime: "2:30",
          maintenanceTime: "Sun:03:00",
          ssdIops: 95,
          aliases: ["files", "Files.corp.example.com", "-a.example.com", "a.example.com", "a.example.com"],
        }),
      paths: [
        "backupTime",
        "maintenanceTime",
        "ssdIops",
        "aliases[0]",
        "aliases[1]",
        "aliases[2]",
        "aliases[4]",
      ],
    },
    "IOPS of disks that have none to choose, the time of backups that are off, and 51 names (F.7.1)": {
      build: () =>
        build({
          ...typical,
          storageType: "hdd",
          storageGiB: 2000,
          ssdIops: 6000,
          backup: { enabled: false, reason: "copied elsewhere" },
          backupTime: "02:30",
          aliases: Array.from({ length: 51 }, (_, index) => `a${index}.example.com`),
        }),
      paths: ["backupTime", "ssdIops", "aliases"],
    },
    "little of what is slow, and audit logs without the throughput for them (F.7.1)": {
      build: () => build({ ...typical, storageType: "hdd", storageGiB: 1999, throughputMBps: 16 }),
      paths: ["storageGiB", "throughputMBps"],
    },
    "protections that are off without a reason, or twice": {
      build: () =>
        build({ ...typical, backup: { enabled: false }, backupDays: 8, audit: { enabled: false } }),
      paths: ["backup", "backupDays", "audit"],
    },
    "one zone in two, and a zone that is none of them (F.7.1)": {
      build: () => build({ ...typical, deployment: "singleAz", preferredZone: "c" }),
      paths: ["subnetIds", "preferredZone"],
    },
    "two domains, and none (F.7.1)": {
      build: () => build({ ...typical, directory: { ...directory, selfManaged: { joinSecretArn } } }),
      paths: ["directory.directoryId"],
    },
    "no domain": {
      build: () =>
        build({ ...typical, directory: { ...directory, domainName: "CORP", directoryId: undefined } }),
      paths: ["directory.domainName", "directory.directoryId"],
    },
    "nobody, nothing and nowhere": {
      build: () =>
        new FsxWindows("my state", {
          ...typical,
          retention: "keep" as "retain",
          clients: {},
          shareName: "a/b",
          folder: "a\\b",
          containerPath: "/state",
        }),
      paths: ["name", "clients", "shareName", "folder", "containerPath", "retention"],
    },
    "a word for no mode, without a login": {
      build: () => build({ ...typical, mode: "nfs" as "native" }),
      paths: ["mode"],
    },
    "native without its login, and with the other's mapping (F.7.3)": {
      build: () => build({ ...typical, login: undefined, mapping: mapped.mapping }),
      paths: ["login", "mapping"],
    },
    "a login that is not a full ARN": {
      build: () => build({ ...typical, login: { secretArn: "share" } }),
      paths: ["login.secretArn"],
    },
    "a letter, an account and a password that Windows would not take (F.7.5)": {
      build: () =>
        build({ ...mapped, mapping: { userName: "share", driveLetter: "C:", passwordParameterName: "a b" } }),
      paths: ["mapping.driveLetter", "mapping.userName", "mapping.passwordParameterName"],
    },
    "two sources of a password, or none (F.7.5)": {
      build: () => build({ ...mapped, mapping: { userName: "CORP\\share" } }),
      paths: ["mapping.password"],
    },
  },
});

describe("the file system", () => {
  it("lies in two zones, encrypted, backed up and watched, and outlives its stack (F.7.1, F.0.19)", async () => {
    const recording = await record(() => build({ ...typical, kmsKeyArn }));
    const files = recording.the(fileSystem);
    expect(files.inputs).toEqual({
      activeDirectoryId: "d-0123456789",
      deploymentType: "MULTI_AZ_1",
      subnetIds: ["subnet-0a", "subnet-0b"],
      preferredSubnetId: "subnet-0a",
      securityGroupIds: [recording.the("aws:ec2/securityGroup:SecurityGroup").id],
      storageType: "SSD",
      storageCapacity: 32,
      throughputCapacity: 32,
      kmsKeyId: kmsKeyArn,
      automaticBackupRetentionDays: 7,
      copyTagsToBackups: true,
      skipFinalBackup: false,
      auditLogConfiguration: {
        auditLogDestination: recording.the("aws:cloudwatch/logGroup:LogGroup").state["arn"],
        fileAccessAuditLogLevel: "FAILURE_ONLY",
        fileShareAccessAuditLogLevel: "FAILURE_ONLY",
      },
      tags: { Name: "state" },
    });
    expect(files).toMatchObject({ protect: true, retainOnDelete: true });
    expect(recording.the("aws:cloudwatch/logGroup:LogGroup")).toMatchObject({
      inputs: { namePrefix: "/aws/fsx/windows/state-", retentionInDays: 90 },
      protect: true,
    });
  });

  it("gives AWS two hours for what takes three quarters of one (F.7.1)", async () => {
    const recording = await record(() => build());
    expect(recording.the(fileSystem).customTimeouts).toMatchObject({
      create: "120m",
      update: "120m",
      delete: "120m",
    });
  });

  it("lies in one zone, without what is off for a reason, and goes with its stack (F.7.1)", async () => {
    const reason = "a cache that is filled anew";
    const recording = await record(() =>
      build({
        ...typical,
        deployment: "singleAz",
        subnetIds: { b: "subnet-0b" },
        throughputMBps: 8,
        backup: { enabled: false, reason },
        audit: { enabled: false, reason },
        backupId: "backup-0123456789abcdef0",
        retention: "discard",
      }),
    );
    const { inputs, protect, retainOnDelete } = recording.the(fileSystem);
    expect(inputs).toMatchObject({
      deploymentType: "SINGLE_AZ_2",
      subnetIds: ["subnet-0b"],
      automaticBackupRetentionDays: 0,
      backupId: "backup-0123456789abcdef0",
      skipFinalBackup: true,
      auditLogConfiguration: {
        fileAccessAuditLogLevel: "DISABLED",
        fileShareAccessAuditLogLevel: "DISABLED",
      },
    });
    expect(inputs).not.toHaveProperty("preferredSubnetId");
    expect([protect, retainOnDelete]).toEqual([false, false]);
    expect(recording.the("ballast-fsx-windows:index:FsxWindows").outputs?.["waivers"]).toEqual({
      "fsx-backup": { "state-files": { reason } },
      "fsx-audit": { "state-files": { reason } },
    });
  });

  it("joins a self-managed domain by a secret that Amazon FSx reads itself (F.7.1)", async () => {
    const selfManaged = { joinSecretArn, administratorsGroup: "Files" };
    const recording = await record(() =>
      build({ ...typical, directory: { ...directory, directoryId: undefined, selfManaged } }),
    );
    const { inputs } = recording.the(fileSystem);
    expect(inputs).not.toHaveProperty("activeDirectoryId");
    expect(inputs["selfManagedActiveDirectory"]).toEqual({
      domainName: "corp.example.com",
      dnsIps: ["10.0.0.10", "10.0.1.10"],
      domainJoinServiceAccountSecret: joinSecretArn,
      fileSystemAdministratorsGroup: "Files",
    });
  });
});

describe("closed by default", () => {
  it("is reached by its clients with SMB, and reaches the domain's controllers (F.7.2)", async () => {
    const recording = await record(() => build());
    const server = recording.the("aws:ec2/securityGroup:SecurityGroup").id;
    const smb = { ipProtocol: "tcp", fromPort: 445, toPort: 445 };
    expect(Object.values(recording.ofType(ingress)).map(({ inputs }) => inputs)).toEqual([
      {
        ...smb,
        securityGroupId: server,
        referencedSecurityGroupId: "sg-0hosts",
        description: "File server state: smb from hosts",
      },
    ]);
    const { "state-from-hosts-smb": out, ...toDirectory } = recording.ofType(egress);
    expect(out?.inputs).toMatchObject({
      ...smb,
      securityGroupId: "sg-0hosts",
      referencedSecurityGroupId: server,
    });
    expect(Object.keys(toDirectory).sort()).toEqual(
      Object.keys(directoryPorts)
        .map((key) => `state-to-directory-${key}`)
        .sort(),
    );
    for (const { inputs } of Object.values(toDirectory))
      expect(inputs).toMatchObject({ securityGroupId: server, prefixListId: "pl-0controllers" });
  });

  it("is administered over the network only where that is wanted (F.7.2)", async () => {
    const recording = await record(() => build({ ...typical, administration: true }));
    expect(Object.keys(recording.ofType(ingress)).sort()).toEqual([
      "state-from-hosts-smb",
      "state-from-hosts-winrm",
    ]);
  });
});

/** A task as a stack composes it. */
function compose(args: FsxWindowsArgs): void {
  const files = build(args);
  new TaskDefinition("web", {
    site,
    launchType: LaunchType.Ec2,
    platform: Platform.Windows2022Core,
    containers: {
      web: {
        image: "registry.example.com/web:1.0.0",
        cpu: 512,
        memoryMiB: 1024,
        environment: { APP_STATE: files.folderPath },
      },
    },
    parts: { files: files.taskPart },
  });
}

async function taskOf(args: FsxWindowsArgs) {
  const recording = await record(() => compose(args));
  const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
  const policy = recording.the("aws:iam/rolePolicy:RolePolicy", "web-execution").inputs["policy"] as string;
  const [container] = JSON.parse(inputs["containerDefinitions"] as string) as Record<string, unknown>[];
  const { Statement: statements } = JSON.parse(policy) as { Statement: Record<string, unknown>[] };
  return { recording, inputs, container, statements };
}

describe("mode native", () => {
  it("has ECS mount the share for a Windows task on an instance of the domain (F.7.3, F.7.10)", async () => {
    const { recording, inputs, container } = await taskOf(typical);
    expect(inputs).toMatchObject({
      requiresCompatibilities: ["EC2"],
      runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" },
      volumes: [
        {
          name: "state",
          fsxWindowsFileServerVolumeConfiguration: {
            fileSystemId: recording.the(fileSystem).id,
            rootDirectory: "share",
            authorizationConfig: { credentialsParameter: loginSecretArn, domain: "corp.example.com" },
          },
        },
      ],
      placementConstraints: [
        { type: "memberOf", expression: "attribute:ballast.domain == corp.example.com" },
        { type: "memberOf", expression: "attribute:ecs.os-family == WINDOWS_SERVER_2022_CORE" },
      ],
    });
    expect(container).toMatchObject({
      mountPoints: [{ sourceVolume: "state", containerPath: "C:\\state", readOnly: false }],
      environment: [{ name: "APP_STATE", value: "C:\\state\\app-state" }],
    });
  });

  it("lets the execution role find the server and read one secret (F.7.4)", async () => {
    const { statements } = await taskOf({ ...typical, login: { secretArn: loginSecretArn, kmsKeyArn } });
    expect(statements.slice(1)).toEqual([
      { Effect: "Allow", Action: ["fsx:DescribeFileSystems"], Resource: ["*"] },
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [loginSecretArn] },
      {
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [kmsKeyArn],
        Condition: { StringEquals: { "kms:ViaService": ["secretsmanager.eu-central-1.amazonaws.com"] } },
      },
    ]);
  });

  it("gives instances neither a login nor a step", async () => {
    const { result } = await record(() => build().instancePart);
    expect(result).toEqual({});
  });
});

describe("mode globalMapping", () => {
  it("keeps the account in a String and its password in a SecureString, by an own key (F.7.5)", async () => {
    const recording = await record(() =>
      build({ ...mapped, mapping: { userName: "CORP\\app-share", password: "hunter2-hunter2", kmsKeyArn } }),
    );
    const { "state-username": user, "state-password": password } = recording.ofType(parameter);
    expect(user?.inputs).toMatchObject({ type: "String", insecureValue: "CORP\\app-share" });
    expect(password?.inputs).toMatchObject({
      type: "SecureString",
      value: "hunter2-hunter2",
      keyId: kmsKeyArn,
    });
    expect(password?.secrets).toEqual(["value"]);
  });

  it("takes a SecureString that exists, so that the password is in no state (F.7.5)", async () => {
    const recording = await record(() => {
      const { mapping } = build({
        ...mapped,
        mapping: {
          userName: "CORP\\app-share",
          passwordParameterName: "/app/share-password",
          driveLetter: "S",
        },
      });
      return plain(mapping);
    });
    expect(Object.keys(recording.ofType(parameter))).toEqual(["state-username"]);
    expect(recording.result).toEqual({
      remotePath: `\\\\${String(recording.the(fileSystem).state["dnsName"])}\\share`,
      driveLetter: "S",
      folder: "app-state",
      userNameParameter: recording.the(parameter).state["name"],
      passwordParameter: "/app/share-password",
    });
  });

  it("mounts the folder of the drive, which is the share already, on instances that map it (F.7.9, F.7.10)", async () => {
    const { inputs, container, statements } = await taskOf(mapped);
    expect(inputs["volumes"]).toEqual([{ name: "state", hostPath: "G:\\app-state" }]);
    expect(inputs["placementConstraints"]).toEqual([
      { type: "memberOf", expression: "attribute:ballast.share == test-dev-state" },
      { type: "memberOf", expression: "attribute:ecs.os-family == WINDOWS_SERVER_2022_CORE" },
    ]);
    expect(container).toMatchObject({
      mountPoints: [{ sourceVolume: "state", containerPath: "C:\\state", readOnly: false }],
      environment: [{ name: "APP_STATE", value: "C:\\state" }],
    });
    expect(statements).toHaveLength(1);
  });

  it("lets an instance read two parameters, and use one key through Systems Manager (F.7.7)", async () => {
    const recording = await record(() => {
      const mapping = {
        userName: "CORP\\app-share",
        passwordParameterName: "/app/share-password",
        kmsKeyArn,
      };
      return plain(build({ ...mapped, mapping }).instancePart.statements);
    });
    expect(recording.result).toEqual([
      {
        actions: ["ssm:GetParameters"],
        resources: [
          recording.the(parameter).state["arn"],
          "arn:aws:ssm:eu-central-1:123456789012:parameter/app/share-password",
        ],
      },
      {
        actions: ["kms:Decrypt"],
        resources: [kmsKeyArn],
        conditions: { StringEquals: { "kms:ViaService": ["ssm.eu-central-1.amazonaws.com"] } },
      },
    ]);
  });

  it("brings a document that takes the folder from everyone else, where that is wanted", async () => {
    const recording = await record(() =>
      build({ ...mapped, mapping: { userName: "CORP\\share", passwordParameterName: "p", hardening: true } }),
    );
    const { inputs } = recording.the("aws:ssm/document:Document");
    const { mainSteps } = JSON.parse(inputs["content"] as string) as {
      mainSteps: { inputs: { runCommand: string[] } }[];
    };
    const script = mainSteps[0]?.inputs.runCommand.join("\n") ?? "";
    expect(script).toContain("$folder = 'G:\\app-state'");
    expect((await record(() => build(mapped))).ofType("aws:ssm/document:Document")).toEqual({});
  });
});

it.each([
  ["hardening", hardeningScript("G:\\app-state", "state-username-1234567")],
  ["mapped", mappedScript({ driveLetter: "G", folder: "app-state" })],
])("%s is the script that was accepted, and PowerShell", async (name, script) => {
  expect(script).toBe(golden(join(__dirname, `${name}.golden.ps1`), script));
  expect(await powershellSyntax(script)).toBe("fine");
});
