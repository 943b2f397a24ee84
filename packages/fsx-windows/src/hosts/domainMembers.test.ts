import { join } from "node:path";
import { golden, itIsAComponent, record } from "@ballast/testing";
import { powershellSyntax } from "@ballast/testing/scripts";
import type * as pulumi from "@pulumi/pulumi";
import { DomainMembers, type DomainMembersArgs, type ShareMapping } from "../index.ts";
import { directory, joinSecretArn } from "../testing.ts";
import { membershipDocument } from "./membershipDocument.ts";

const share: ShareMapping = {
  remotePath: "\\\\amznfsx01234567.corp.example.com\\share",
  driveLetter: "G",
  folder: "app-state",
  userNameParameter: "state-username-1234567",
  passwordParameter: "state-password-1234567",
};
const typical: DomainMembersArgs = { directory, autoScalingGroupNames: { windows: "main-windows-1234567" } };
const build = (args: Partial<DomainMembersArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new DomainMembers("members", { ...typical, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "domainMembers.identity.txt"),
  grown: () => build({ autoScalingGroupNames: { ...typical.autoScalingGroupNames, tools: "main-tools" } }),
  added: ["members > aws:ssm/association:Association members-tools"],
  refusals: {
    "a directory that nobody could join": {
      build: () => build({ directory: { domainName: "corp", dnsIps: ["10.0.0.10"], prefixListId: "pl-0" } }),
      paths: ["directory.domainName", "directory.directoryId"],
    },
    "a schedule beyond the wait of a starting instance": {
      build: () => build({ scheduleMinutes: 41 }),
      paths: ["scheduleMinutes"],
    },
    "nobody, too often, and one letter for two shares": {
      build: () =>
        build({ autoScalingGroupNames: {}, scheduleMinutes: 5, shares: { one: share, other: share } }),
      paths: [
        "autoScalingGroupNames",
        "scheduleMinutes",
        "shares.one.driveLetter",
        "shares.other.driveLetter",
      ],
    },
  },
});

interface Document {
  schemaVersion: string;
  mainSteps: { action: string; name: string; precondition: unknown; inputs: Record<string, unknown> }[];
}

async function documentOf(args: Partial<DomainMembersArgs>): Promise<Document> {
  const recording = await record(() => build(args));
  return JSON.parse(recording.the("aws:ssm/document:Document").inputs["content"] as string) as Document;
}

const scriptsOf = ({ mainSteps }: Document) =>
  mainSteps.flatMap(({ inputs }) => (inputs["runCommand"] as string[] | undefined)?.join("\n") ?? []);

it("associates every instance of a group, now and by a schedule, and not by hand (F.7.6)", async () => {
  const recording = await record(() => build({ outputBucket: "runs" }));
  const document = recording.the("aws:ssm/document:Document");
  expect(recording.the("aws:ssm/association:Association").inputs).toEqual({
    name: document.state["name"],
    documentVersion: "1",
    associationName: "test-dev-members-windows",
    targets: [{ key: "tag:aws:autoscaling:groupName", values: ["main-windows-1234567"] }],
    scheduleExpression: "rate(30 minutes)",
    applyOnlyAtCronInterval: false,
    complianceSeverity: "HIGH",
    maxConcurrency: "100%",
    maxErrors: "100%",
    outputLocation: { s3BucketName: "runs", s3KeyPrefix: "members-windows" },
  });
  expect(document.inputs).toMatchObject({ documentType: "Command", documentFormat: "JSON" });
});

it("joins the directory before it maps, in one document, since associations run in no order (F.7.8)", async () => {
  const { schemaVersion, mainSteps } = await documentOf({ shares: { state: share } });
  expect(schemaVersion).toBe("2.2");
  expect(mainSteps.map(({ action, name }) => [action, name])).toEqual([
    ["aws:domainJoin", "join"],
    ["aws:runPowerShellScript", "map_state"],
  ]);
  expect(mainSteps[0]?.inputs).toEqual({
    directoryId: "d-0123456789",
    directoryName: "corp.example.com",
    dnsIpAddresses: ["10.0.0.10", "10.0.1.10"],
  });
  for (const { precondition } of mainSteps)
    expect(precondition).toEqual({ StringEquals: ["platformType", "Windows"] });
});

it("joins a self-managed domain by its secret, which it reads on the instance (F.7.8)", async () => {
  const selfManaged = { joinSecretArn, organizationalUnit: "OU=Windows,DC=corp" };
  const document = await documentOf({ directory: { ...directory, directoryId: undefined, selfManaged } });
  expect(document.mainSteps.map(({ action }) => action)).toEqual(["aws:runPowerShellScript"]);
  const [script = ""] = scriptsOf(document);
  expect(script).toContain(`Get-SECSecretValue -SecretId '${joinSecretArn}'`);
  expect(script).toContain("exit 3010");
});

describe("the documents", () => {
  const shares = {
    state: {
      ...share,
      remotePath: "\\\\amznfsx01234567.corp.example.com\\share",
      userNameParameter: "state-username-1234567",
      passwordParameter: "state-password-1234567",
    },
  };
  const domain = { domainName: "corp.example.com", dnsIps: ["10.0.0.10", "10.0.1.10"] };
  const documents = {
    directory: membershipDocument({ join: { ...domain, directoryId: "d-0123456789" }, shares }),
    selfManaged: membershipDocument({ join: { ...domain, joinSecretArn }, shares: {} }),
  };

  it.each(Object.entries(documents))(
    "of %s is what was accepted, and JSON with PowerShell",
    async (name, text) => {
      expect(text).toBe(golden(join(__dirname, `${name}.golden.json`), text));
      for (const script of scriptsOf(JSON.parse(text) as Document))
        expect(await powershellSyntax(script)).toBe("fine");
      // Systems Manager would take it for a parameter.
      expect(text).not.toContain("{{");
      expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
    },
  );

  it("map once, encrypted, to come back after a restart, and hold no login (F.7.5)", () => {
    const [script = ""] = scriptsOf(JSON.parse(documents.directory) as Document);
    expect(script.indexOf("Get-SmbGlobalMapping")).toBeLessThan(script.indexOf("New-SmbGlobalMapping"));
    expect(script).toContain(
      "New-SmbGlobalMapping -RemotePath $remotePath -LocalPath $drive -Credential $credential -RequirePrivacy $true " +
        "-Persistent $true -ErrorAction Stop",
    );
    expect(script).toContain("$remotePath = '\\\\amznfsx01234567.corp.example.com\\share'");
    expect(script).toContain("Get-SSMParameterValue -Name 'state-password-1234567' -WithDecryption $true");
  });

  it("quote what a name could smuggle in", () => {
    const join = { ...domain, joinSecretArn, organizationalUnit: "OU=O'Brien" };
    expect(membershipDocument({ join, shares: {} })).toContain("-OUPath 'OU=O''Brien'");
  });
});
