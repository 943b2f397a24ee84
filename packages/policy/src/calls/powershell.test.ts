import { readFileSync } from "node:fs";
import { join } from "node:path";
import { powershellParser } from "@ballast/testing/scripts";
import fc from "fast-check";
import type { Node } from "web-tree-sitter";
import { callsInDocument, callsInNamedDocument } from "./documents.ts";
import { callsInPowerShell } from "./powershell.ts";
import { cmdlet, script } from "./testing/powershellScripts.ts";

const folder = join(__dirname, "../../../..");

/** What the grammar of editors takes for the name of a command. */
function commandsIn(node: Node): string[] {
  return node.type === "command_name" ? [node.text] : node.children.flatMap((child) => commandsIn(child));
}

it("finds in 2,000 scripts each cmdlet of AWS that another parser finds", async () => {
  const parser = await powershellParser();
  const known = new Map(cmdlet.map(([name, , action]) => [name, action]));
  let found = 0;
  for (const one of fc.sample(script, { numRuns: 2000, seed: 19 })) {
    const root = parser.parse(one)?.rootNode;
    // Some positions want an expression, and get several statements.
    if (root === undefined || root.hasError) continue;
    const expected = new Set(commandsIn(root).flatMap((name) => known.get(name) ?? []));
    const actions = new Set(callsInPowerShell(one).map(({ action }) => action));
    found += expected.size;
    expect([one, [...expected].filter((action) => !actions.has(action))]).toEqual([one, []]);
    // Nothing is made up, but for what stands in texts that may be scripts.
    if (!/@'|@"|Invoke-Expression|-Command|iex|Start-Process/.test(one))
      expect([one, [...actions].filter((action) => action !== "unknown" && !expected.has(action))]).toEqual([
        one,
        [],
      ]);
  }
  expect(found).toBeGreaterThan(1500);
});

const callOf = (text: string) =>
  callsInPowerShell(text).map(({ action, parameters }) => [action, parameters]);

it("reads parameters that are known, and says of others that they are not", () => {
  expect(
    callOf(
      [
        "$id = 'vol-1'",
        "$instance = Invoke-RestMethod -Uri http://169.254.169.254/latest/meta-data/instance-id",
        'Add-EC2Volume -VolumeId $id -InstanceId $instance -Device "/dev/sd$letter"',
        "Get-SSMParameter -Name:'/a/b' -WithDecryption $true | Out-Null",
        'Get-SECSecretValue -SecretId "app/$id" `\n  -VersionStage AWSCURRENT',
        "Get-EC2Volume -VolumeId 'vol-1', \"vol-2\"",
        "Get-EC2Volume -VolumeId @('vol-3', 'vol-4')",
        "Read-S3Object -BucketName b -Key k -File C:\\x",
      ].join("\n"),
    ),
  ).toEqual([
    ["ec2:AttachVolume", { "volume-id": "vol-1", "instance-id": undefined, device: undefined }],
    ["ssm:GetParameter", { name: "/a/b", "with-decryption": "true" }],
    ["secretsmanager:GetSecretValue", { "secret-id": "app/vol-1", "version-stage": "AWSCURRENT" }],
    ["ec2:DescribeVolumes", { "volume-id": "vol-1 vol-2" }],
    ["ec2:DescribeVolumes", { "volume-id": "vol-3 vol-4" }],
    ["s3:GetObject", { "bucket-name": "b", key: "k", file: "C:\\x" }],
    ["s3:ListBucket", { "bucket-name": "b", key: "k", file: "C:\\x" }],
  ]);
});

it.each([
  ["& $tool --go"],
  ["Invoke-Expression $text"],
  ["iex (Invoke-WebRequest https://example.com/x.ps1)"],
  [". C:\\deploy\\run.ps1"],
  ["Get-EC2Nonsense -Id 1"],
  ["[Amazon.EC2.AmazonEC2Client]::new()"],
  ["New-Object Amazon.S3.AmazonS3Client"],
  ["aws $service $operation"],
])("says that it cannot tell what %s calls", (text) =>
  expect(callsInPowerShell(text).map(({ action }) => action)).toContain("unknown"),
);

it.each([
  ["Write-Output 'Get-SSMParameter -Name x'"],
  ["# Get-SSMParameter -Name x"],
  ["<# Get-SSMParameter -Name x #>"],
  ["Get-Command Get-SSMParameter"],
  ["Get-NetAdapter -Physical; Get-ADUser x; Get-CimInstance y"],
  ["$text = 'aws ec2 describe-volumes'"],
])("finds no call in %s", (text) => expect(callsInPowerShell(text)).toEqual([]));

it("follows a job, a block, a task and an encoded command", () => {
  const encoded = Buffer.from("Get-SSMParameter -Name x", "utf16le").toString("base64");
  for (const text of [
    "Start-Job -ScriptBlock { Get-SSMParameter -Name x }",
    "& { Get-SSMParameter -Name x }",
    "$block = { Get-SSMParameter -Name x }; & $block",
    `powershell.exe -NoProfile -EncodedCommand ${encoded}`,
    'powershell -Command "Get-SSMParameter -Name x"',
    "Set-Content C:\\x.ps1 @'\nGet-SSMParameter -Name x\n'@\n& C:\\x.ps1",
    "Set-Alias parameter Get-SSMParameter; parameter -Name x",
    'Write-Output "value: $(Get-SSMParameter -Name x)"',
    "aws ssm get-parameter --name x",
    "& 'C:\\Program Files\\Amazon\\AWSCLIV2\\aws.exe' ssm get-parameter --name x",
  ])
    expect([text, callsInPowerShell(text).map(({ action, parameters }) => [action, parameters])]).toEqual([
      text,
      [["ssm:GetParameter", { name: "x" }]],
    ]);
});

const read = (path: string) => readFileSync(join(folder, path), "utf8");

it("knows what Windows hosts and members of a domain call", () => {
  const actions = (calls: readonly { action: string }[]) => calls.map(({ action }) => action);
  expect(actions(callsInPowerShell(read("packages/ecs/src/capacity/windows.golden.ps1")))).toEqual([
    "ssm:PutComplianceItems",
  ]);
  expect(actions(callsInPowerShell(read("packages/fsx-windows/src/files/hardening.golden.ps1")))).toEqual([
    "ssm:GetParameters",
  ]);
  expect(actions(callsInDocument(read("packages/fsx-windows/src/hosts/directory.golden.json")))).toEqual([
    "ds:CreateComputer",
    "ds:DescribeDirectories",
    "ssm:GetParameters",
    "ssm:GetParameters",
  ]);
  expect(actions(callsInDocument(read("packages/fsx-windows/src/hosts/selfManaged.golden.json")))).toEqual([
    "secretsmanager:GetSecretValue",
  ]);
});

it("knows the plugins of Systems Manager, and says of others that it does not", () => {
  const document = (action: string, inputs: object) =>
    callsInDocument(JSON.stringify({ schemaVersion: "2.2", mainSteps: [{ action, name: "x", inputs }] })).map(
      ({ action: made, parameters }) => [made, parameters],
    );
  expect(
    document("aws:runShellScript", {
      runCommand: ["V={{ volume }}", 'aws ec2 delete-volume --volume-id "$V"'],
    }),
  ).toEqual([["ec2:DeleteVolume", { "volume-id": undefined }]]);
  expect(
    document("aws:downloadContent", {
      sourceType: "S3",
      sourceInfo: '{"path":"https://scripts.s3.eu-central-1.amazonaws.com/boot/x.sh"}',
    }),
  ).toEqual([
    ["s3:GetObject", { bucket: "scripts", key: "boot/x.sh*" }],
    ["s3:ListBucket", { bucket: "scripts" }],
  ]);
  expect(document("aws:softwareInventory", {})).toEqual([["ssm:PutInventory", {}]]);
  expect(document("aws:newPlugin", {})).toEqual([["unknown", {}]]);
  const old = {
    schemaVersion: "1.2",
    runtimeConfig: { "aws:domainJoin": { properties: { directoryId: "d-1" } } },
  };
  expect(callsInDocument(JSON.stringify(old)).map(({ action }) => action)).toEqual([
    "ds:CreateComputer",
    "ds:DescribeDirectories",
  ]);
  expect(
    callsInNamedDocument("AWS-JoinDirectoryServiceDomain", { directoryId: ["d-1"] }).map(
      ({ parameters }) => parameters,
    ),
  ).toEqual([{ "directory-id": "d-1" }, { "directory-id": "d-1" }]);
});

it("throws nothing, whatever it reads", () => {
  const pieces = fc.constantFrom(
    "$(",
    "${",
    "@'\n",
    "\n'@",
    '"',
    "'",
    "`",
    "{",
    "}",
    "(",
    ")",
    "&",
    "|",
    "aws ec2 ",
    "Get-SSMParameter ",
    "-Name",
    "$x",
    "\n",
    "{{x}}",
    "#",
    "<#",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(pieces, { maxLength: 30 }).map((all) => all.join("")),
      ),
      (text) => {
        callsInPowerShell(text);
        callsInDocument(text);
      },
    ),
    { numRuns: 3000 },
  );
});

it.each<[string, string[]]>([
  ["Start-Process aws -ArgumentList 's3api', 'get-object', '--bucket', 'b'", ["s3:GetObject"]],
  ['Start-Process -Wait -FilePath "aws.exe" -ArgumentList "sns publish --topic-arn t"', ["sns:Publish"]],
  ["saps C:\\tools\\aws.exe 'ecs list-tasks --cluster c'", ["ecs:ListTasks"]],
  ["Start-Process aws -ArgumentList $given", ["unknown"]],
  ["Start-Process notepad.exe -ArgumentList 'aws.txt'", []],
  ["cmd /c aws ssm get-parameter --name p", ["ssm:GetParameter"]],
  ['cmd.exe /C "aws ssm get-parameter --name p"', ["ssm:GetParameter"]],
  ["cmd /c dir", []],
  ["Copy-S3Object -BucketName b -Key k -LocalFile c.zip", ["s3:GetObject"]],
  ["Copy-S3Object -BucketName b -Key k -DestinationKey l", ["s3:GetObject", "s3:PutObject"]],
  ["Get-EC2InstanceMetadata -Category InstanceId", []],
])("reads %s (F.0.29)", (given, actions) =>
  expect(callsInPowerShell(given).map(({ action }) => action)).toEqual(actions),
);

it("knows the log group that is followed", () =>
  expect(callsInPowerShell("aws logs tail /web/nginx --follow")).toMatchObject([
    { action: "logs:FilterLogEvents", parameters: { "log-group-name": "/web/nginx", follow: "true" } },
  ]));
