import fc from "fast-check";

/** Cmdlets of AWS Tools with their action (source: the cmdlet reference). */
export const cmdlet: readonly [name: string, parameters: string, action: string][] = [
  ["Get-SECSecretValue", "-SecretId 'a'", "secretsmanager:GetSecretValue"],
  ["Get-SECSecret", "-SecretId a", "secretsmanager:DescribeSecret"],
  ["Get-SECSecretList", "", "secretsmanager:ListSecrets"],
  ["Get-SSMParameter", '-Name "/a/b"', "ssm:GetParameter"],
  ["Get-SSMParameterValue", "-Name $name -WithDecryption $true", "ssm:GetParameters"],
  ["Write-SSMComplianceItem", "-ResourceId $id", "ssm:PutComplianceItems"],
  ["Get-EC2Volume", "-VolumeId vol-1", "ec2:DescribeVolumes"],
  ["Add-EC2Volume", "-VolumeId vol-1 -InstanceId i-1 -Device xvdf", "ec2:AttachVolume"],
  ["Dismount-EC2Volume", "-VolumeId vol-1", "ec2:DetachVolume"],
  ["New-EC2Volume", "-Size 1", "ec2:CreateVolume"],
  ["New-EC2Tag", "-Resource i-1 -Tag @{ Key = 'a'; Value = 'b' }", "ec2:CreateTags"],
  ["Get-EC2Instance", "-InstanceId i-1", "ec2:DescribeInstances"],
  ["Remove-EC2Instance", "-InstanceId i-1", "ec2:TerminateInstances"],
  ["Write-S3Object", "-BucketName b -Key k -File f", "s3:PutObject"],
  ["Send-SQSMessage", "-QueueUrl q -MessageBody b", "sqs:SendMessage"],
  ["Publish-SNSMessage", "-TopicArn t -Message m", "sns:Publish"],
  ["Invoke-LMFunction", "-FunctionName f", "lambda:InvokeFunction"],
  ["Invoke-KMSDecrypt", "-CiphertextBlob $b", "kms:Decrypt"],
  ["Write-CWLLogEvent", "-LogGroupName g", "logs:PutLogEvents"],
  ["Get-ECSClusterList", "", "ecs:ListClusters"],
  ["Get-ASAutoScalingGroup", "", "autoscaling:DescribeAutoScalingGroups"],
  ["Start-SFNExecution", "-StateMachineArn a", "states:StartExecution"],
  ["Get-FSXFileSystem", "", "fsx:DescribeFileSystems"],
];

const call = fc.constantFrom(...cmdlet).map(([name, parameters]) => `${name} ${parameters}`.trim());

const positions: ((call: string, other: string) => string)[] = [
  (c) => c,
  (c, o) => `${c}; ${o}`,
  (c, o) => `${c}\n${o}`,
  (c) => `$value = ${c}`,
  (c) => `$value = (${c}).Value`,
  (c) => `$value += ${c}`,
  (c) => `${c} | Out-Null`,
  (c) => `'a', 'b' | ForEach-Object { ${c} }`,
  (c) => `Get-Item . | % { ${c} }`,
  (c) => `if (${c}) { Write-Output 'x' }`,
  (c, o) => `if ($x) { ${c} } elseif ($y) { ${o} } else { ${c} }`,
  (c) => `while (-not (${c})) { Start-Sleep 1 }`,
  (c) => `do { ${c} } while ($x)`,
  (c) => `foreach ($item in ${c}) { $item }`,
  (c) => `for ($i = 0; $i -lt 2; $i++) { ${c} }`,
  (c) => `switch ($x) { 'a' { ${c} } default { Write-Output 'y' } }`,
  (c, o) => `try { ${c} } catch { ${o} } finally { Write-Output 'z' }`,
  (c) => `function Do-It([string] $name) { ${c} }\nDo-It 'a'`,
  (c) => `& { ${c} }`,
  (c) => `Start-Job -ScriptBlock { ${c} } | Wait-Job`,
  (c) => `$block = { ${c} }\n& $block`,
  (c) => `Write-Output "value: $(${c})"`,
  (c) => `Write-Output ("{0}" -f (${c}))`,
  (c) => `@(${c}).Count`,
  (c) => `$table = @{ a = ${c}; b = 1 }`,
  (c) => `# comment\n${c} # more`,
  (c) => `<# Get-EC2Volume #>\n${c}`,
  (c) => `Write-Output 'Get-EC2Vpc -VpcId x'\n${c}`,
  (c) => `${c} -ErrorAction Stop \`\n  -Region eu-central-1`,
  (c) => `$null = ${c}`,
  (c) => `[void](${c})`,
  (c) => `Invoke-Command -ScriptBlock { ${c} } -ComputerName x`,
  (c) => `$text = @'\nplain text\n'@\n${c}`,
  (c) => `Set-Content -Path C:\\x.ps1 -Value @'\n${c}\n'@\n& C:\\x.ps1`,
  (c) => `Get-Process | Where-Object { $_.Id -eq 1 } | ForEach-Object { ${c} }`,
  (c) => `$x = if ($y) { ${c} } else { 1 }`,
  (c) => `${c} *> $null`,
];

/** A script of nested constructs. */
export const script = fc
  .tuple(call, call, fc.array(fc.constantFrom(...positions), { minLength: 1, maxLength: 3 }))
  .map(([one, other, wrappers]) =>
    wrappers.reduce(
      (inner, wrap) => wrap(inner, other),
      one.length % 7 === 0 ? `function Get-It { return ${one} }` : one,
    ),
  );
