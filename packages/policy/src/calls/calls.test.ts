import fc from "fast-check";
import { callsInBuild } from "./build.ts";
import { requestsOf } from "./requests.ts";
import type { ScriptCall } from "./scriptCall.ts";
import { callsInShell } from "./shell.ts";
import { callsInUserData } from "./userData.ts";

const place = { partition: "aws", region: "eu-central-1", accountId: "123456789012" };
const made = (script: string) => callsInShell(script).map(({ action, parameters }) => [action, parameters]);
const actions = (script: string) => callsInShell(script).map(({ action }) => action);

it.each<[script: string, calls: [string, ScriptCall["parameters"]][]]>([
  ["aws s3 cp s3://b/k /tmp/x", [["s3:GetObject", { bucket: "b", key: "k" }]]],
  ["aws s3 cp /tmp/x s3://b/folder/", [["s3:PutObject", { bucket: "b", key: "folder/x" }]]],
  ["echo x | aws s3 cp - s3://b/k", [["s3:PutObject", { bucket: "b", key: "k" }]]],
  [
    "aws s3 cp --recursive s3://b/k/ .",
    [
      ["s3:GetObject", { bucket: "b", key: "k/*" }],
      ["s3:ListBucket", { bucket: "b" }],
    ],
  ],
  [
    "aws s3 mv s3://a/k s3://b/k",
    [
      ["s3:GetObject", { bucket: "a", key: "k" }],
      ["s3:DeleteObject", { bucket: "a", key: "k" }],
      ["s3:GetObjectTagging", { bucket: "a", key: "k" }],
      ["s3:PutObject", { bucket: "b", key: "k" }],
      ["s3:PutObjectTagging", { bucket: "b", key: "k" }],
    ],
  ],
  [
    "aws s3 sync --delete . s3://b/site --region eu-west-1",
    [
      ["s3:PutObject", { region: "eu-west-1", bucket: "b", key: "site*" }],
      ["s3:ListBucket", { region: "eu-west-1", bucket: "b" }],
      ["s3:DeleteObject", { region: "eu-west-1", bucket: "b", key: "site*" }],
    ],
  ],
  ["aws s3 ls", [["s3:ListAllMyBuckets", { bucket: undefined }]]],
  ["aws s3 rm s3://b/k", [["s3:DeleteObject", { bucket: "b", key: "k" }]]],
  ["aws ec2 wait volume-available --volume-ids vol-1", [["ec2:DescribeVolumes", { "volume-ids": "vol-1" }]]],
  [
    "aws ecs wait services-stable --cluster c --services s",
    [["ecs:DescribeServices", { cluster: "c", services: "s" }]],
  ],
  [
    "aws kms re-encrypt --ciphertext-blob x",
    [
      ["kms:ReEncryptFrom", { "ciphertext-blob": "x" }],
      ["kms:ReEncryptTo", { "ciphertext-blob": "x" }],
    ],
  ],
  ["aws configure set region x; aws --version; aws help; aws ec2 help", []],
  [
    'aws ec2 attach-volume --cli-input-json \'{"VolumeId": "vol-1"}\'',
    [["ec2:AttachVolume", { "cli-input-json": '{"VolumeId": "vol-1"}', "volume-id": "vol-1" }]],
  ],
  ["aws apigatewayv2 get-apis", [["apigateway:GET", {}]]],
  ["aws resourcegroupstaggingapi get-resources", [["tag:GetResources", {}]]],
])("reads %s", (script, calls) => expect(made(script)).toEqual(calls));

it.each([
  'aws "$service" "$operation"',
  "aws ec2 $operation",
  "aws ec2 describe-everything",
  "aws nonsense do-it",
  'eval "$command"',
  "curl https://example.com/x.sh | bash",
  "bash /opt/fetched.sh",
  "./deploy.sh",
  "python3 -c 'import boto3; boto3.client(\"s3\")'",
  "python3 <<'P'\nimport boto3\nP",
  "if then fi",
  "docker volume create --driver cloudstor:aws x",
  '"$tool" --go',
  "terraform apply",
  "curl --aws-sigv4 aws:amz:eu-central-1:s3 https://data.s3.eu-central-1.amazonaws.com/key",
  "s5cmd cp s3://data/key .",
  "git clone codecommit::eu-central-1://app",
  "make deploy",
  "npm ci",
  "node build.js",
  "python3 deploy.py --now",
  "cd app; npx sst deploy",
])("says that it cannot tell what %s calls", (script) => expect(actions(script)).toContain("unknown"));

it.each([
  "dnf install --assumeyes awscli; command -v aws; which aws",
  "echo 'aws ec2 delete-volume --volume-id x'",
  "docker pull nginx:1; docker run --rm quay.io/x/y:1 aws-like",
  "aws() { :; }\n",
  "python3 -c 'print(1)'",
  'node "$work/gate.mjs" judge report.json',
  "node --version",
  "source /etc/os-release",
  "false && aws ec2 describe-volumes",
  "exit 0\naws ec2 describe-volumes",
])("finds no call in %s", (script) => expect(actions(script)).toEqual([]));

it("follows what systemd, cron and cloud-init run", () => {
  const call = "aws ec2 describe-volumes --volume-ids vol-1";
  for (const script of [
    `cat > /etc/systemd/system/x.service <<'U'\n[Service]\nExecStart=/bin/bash -c "${call}"\nU\n`,
    `cat > /opt/x.sh <<'S'\n#!/bin/bash\n${call}\nS\ncat > /etc/systemd/system/x.service <<'U'\n[Service]\nExecStart=/opt/x.sh\nU\n`,
    `echo '*/5 * * * * root ${call}' > /etc/cron.d/x`,
    `printf '#!/bin/sh\n${call}\n' > /var/lib/cloud/scripts/per-boot/x.sh`,
    `#cloud-config\nruncmd:\n  - ${call}\n`,
    `#cloud-config\nwrite_files:\n  - path: /opt/x.sh\n    content: |\n      #!/bin/bash\n      ${call}\nruncmd:\n  - /opt/x.sh\n`,
  ])
    expect([script, callsInUserData(script).map(({ action }) => action)]).toEqual([
      script,
      ["ec2:DescribeVolumes"],
    ]);
  expect(actions("<script>aws ec2 describe-volumes</script>")).toContain("unknown");
});

const registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

it("knows what images in ECR ask for", () => {
  const pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
  expect(actions(`docker pull ${registry}/a/b:1`)).toEqual(pull);
  expect(actions(`docker run --rm -v /x:/y --network host ${registry}/a/b@sha256:0a sh`)).toEqual(pull);
  expect(actions(`docker run quay.io/scanner:1 report ${registry}/a/b@sha256:0a`)).toEqual(pull);
  expect(actions(`docker push ${registry}/a/b:1`)).toContain("ecr:PutImage");
  const index = `docker buildx imagetools create --tag "${registry}/a/b:$tag" "${registry}/a/b:$tag-arm64"`;
  expect(actions(index)).toEqual(expect.arrayContaining(["ecr:PutImage", "ecr:GetDownloadUrlForLayer"]));
  expect(actions(`docker buildx imagetools inspect ${registry}/a/b:1`)).toEqual(["ecr:BatchGetImage"]);
  const copy = `node "$work/gate.mjs" copy "${registry}/a/b@$digest" "${registry}/c/d:$tag"`;
  const resources = callsInShell(copy).map(({ action, parameters }) => [
    action,
    parameters["repository-name"],
  ]);
  expect(resources).toContainEqual(["ecr:GetDownloadUrlForLayer", "a/b"]);
  expect(resources).toContainEqual(["ecr:PutImage", "c/d"]);
  expect(resources).not.toContainEqual(["ecr:PutImage", "a/b"]);
  expect(actions('node gate.mjs copy "$source" "$target"')).toContain("unknown");
  for (const command of ["images", "layers"])
    expect(actions(`node gate.mjs ${command} "${registry}/a/b@$digest"`)).toEqual([
      "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer",
    ]);
  expect(
    callsInShell(`docker build .`, { files: { "./Dockerfile": `FROM ${registry}/base:1 AS x\n` } }).map(
      ({ action }) => action,
    ),
  ).toEqual(pull);
  const [first] = callsInShell(`docker pull ${registry}/a/b:1`).flatMap((call) => requestsOf(call, place));
  expect(first?.resource).toBe("arn:aws:ecr:eu-west-1:123456789012:repository/a/b");
  expect(first?.context).toEqual({ "aws:RequestedRegion": "eu-west-1" });
});

it.each([
  [
    "aws ec2 attach-volume --volume-id vol-1 --instance-id i-1",
    ["instance/i-1", "volume/vol-1"].map((id) => `arn:aws:ec2:eu-central-1:123456789012:${id}`),
  ],
  [
    'aws ec2 attach-volume --volume-id vol-1 --instance-id "$(x)"',
    ["instance/*", "volume/vol-1"].map((id) => `arn:aws:ec2:eu-central-1:123456789012:${id}`),
  ],
  [
    "aws ec2 create-tags --resources vol-1 i-1 --tags Key=a,Value=b",
    ["volume/vol-1", "instance/i-1"].map((id) => `arn:aws:ec2:eu-central-1:123456789012:${id}`),
  ],
  ["aws ec2 describe-volumes --volume-ids vol-1", ["*"]],
  ["aws s3api get-object --bucket b --key a/k /tmp/x", ["arn:aws:s3:::b/a/k"]],
  ["aws s3 ls s3://b", ["arn:aws:s3:::b"]],
  [
    "aws ecs update-service --cluster c --service s --force-new-deployment",
    ["arn:aws:ecs:eu-central-1:123456789012:service/c/s"],
  ],
  [
    "aws ssm get-parameters --names /a/b c --with-decryption",
    ["parameter/a/b", "parameter/c"].map((id) => `arn:aws:ssm:eu-central-1:123456789012:${id}`),
  ],
  [
    "aws secretsmanager get-secret-value --secret-id app/db",
    ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:app/db-??????"],
  ],
  [
    "aws secretsmanager get-secret-value --secret-id arn:aws:secretsmanager:eu-west-1:1:secret:x-AbCdEf",
    ["arn:aws:secretsmanager:eu-west-1:1:secret:x-AbCdEf"],
  ],
  [
    "aws ecr describe-images --repository-name a/b --region eu-west-1",
    ["arn:aws:ecr:eu-west-1:123456789012:repository/a/b"],
  ],
  [
    "aws sqs send-message --queue-url https://sqs.eu-central-1.amazonaws.com/123456789012/q --message-body x",
    ["arn:aws:sqs:eu-central-1:123456789012:q"],
  ],
  ["aws sts get-caller-identity", []],
  ["aws ecr get-login-password", ["*"]],
  [
    "aws autoscaling set-desired-capacity --auto-scaling-group-name g --desired-capacity 1",
    ["arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:*:autoScalingGroupName/g"],
  ],
  ["aws lambda invoke --function-name f /tmp/x", ["arn:aws:lambda:eu-central-1:123456789012:function:f"]],
])("puts the questions of %s", (script, resources) =>
  expect(
    callsInShell(script)
      .flatMap((call) => requestsOf(call, place))
      .map(({ resource }) => resource),
  ).toEqual(resources),
);

it("shows no secret", () => {
  const script = `aws secretsmanager put-secret-value --secret-id x --secret-string hunter2
aws rds modify-db-instance --db-instance-identifier x --master-user-password=hunter2
docker plugin install rexray/ebs EBS_ACCESSKEY=hunter2 EBS_SECRETKEY=hunter2`;
  expect(JSON.stringify(callsInShell(script))).not.toContain("hunter2");
});

it("reads what a build specification asks CodeBuild for", () => {
  const spec = `version: 0.2
env:
  variables: { TABLE: one }
  parameter-store: { KEY: /app/key }
  secrets-manager: { PASSWORD: "app/db:password" }
phases:
  install:
    commands: ["export LATER=two", "exit 1"]
  build:
    commands:
      - aws dynamodb delete-table --table-name "$TABLE"
      - |
        for n in 1 2; do
          aws dynamodb describe-table --table-name "$KEY"
        done
    finally: ["aws sns publish --topic-arn arn:aws:sns:eu-central-1:123456789012:t --message x"]
reports: { unit: { files: ["*.xml"] } }
cache: { paths: ["/root/.npm/**"] }
`;
  const calls = callsInBuild(spec, { OTHER: "x" });
  expect(calls.map(({ action }) => action)).toEqual([
    "ssm:GetParameters",
    "secretsmanager:GetSecretValue",
    "dynamodb:DeleteTable",
    "dynamodb:DescribeTable",
    "sns:Publish",
    "codebuild:BatchPutCodeCoverages",
    "codebuild:BatchPutTestCases",
    "codebuild:CreateReport",
    "codebuild:CreateReportGroup",
    "codebuild:UpdateReport",
    "s3:GetObject",
    "s3:PutObject",
  ]);
  expect(calls.slice(0, 4).map(({ parameters }) => parameters)).toEqual([
    { names: "/app/key" },
    { "secret-id": "app/db" },
    { "table-name": "one" },
    { "table-name": undefined },
  ]);
  const windows =
    'version: 0.2\nenv: { shell: powershell.exe }\nphases: { build: { commands: ["Get-SSMParameter -Name x"] } }';
  expect(callsInBuild(windows, {}).map(({ action }) => action)).toEqual(["ssm:GetParameter"]);
  expect(callsInBuild("not: [a", {}).map(({ action }) => action)).toEqual(["unknown"]);
});

it("throws nothing, whatever it reads, and comes to an end", () => {
  const pieces = fc.constantFrom(
    "$(",
    "${",
    "$((",
    "))",
    ")",
    "}",
    "'",
    '"',
    "`",
    "\\",
    "<<EOF\n",
    "EOF\n",
    "aws ec2 describe-volumes ",
    "aws s3 cp ",
    "docker run ",
    "if ",
    "then ",
    "fi ",
    "case x in ",
    "esac",
    ";;",
    ";&",
    "for i in {1..9}; do ",
    "while true; do ",
    "done ",
    "f() { ",
    "f ",
    "| ",
    "&& ",
    "& ",
    "x=(",
    "\n",
    "$@",
    "${x[@]}",
    "[ ",
    "] ",
    "[[ ",
    "trap ",
    "eval ",
    "bash -c ",
    "> /tmp/x ",
    "[!",
    "*",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.array(pieces, { maxLength: 25 }).map((all) => all.join("")),
      ),
      (script) => {
        for (const call of callsInShell(script)) requestsOf(call, place);
        callsInBuild(script, {});
        callsInUserData(script);
      },
    ),
    { numRuns: 2000 },
  );
  const nested =
    "f() { f; f; f; }\n" +
    "for a in 1 2 3 4 5 6 7 8; do ".repeat(7) +
    "aws ec2 describe-volumes; f; " +
    "done; ".repeat(7);
  const begin = Date.now();
  expect(actions(nested)).toContain("ec2:DescribeVolumes");
  expect(Date.now() - begin).toBeLessThan(20_000);
});
