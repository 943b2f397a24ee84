import { actionFacts } from "@ballast/analysis";
import { actionsOf, pascal } from "./operations.ts";
import { prefixOf } from "./services.ts";

/**
 * AWS CLI service names, keyed by the noun prefix in AWS Tools for PowerShell (cmdlet reference, 2026-11;
 * ServiceNounPrefix of aws/aws-tools-for-powershell).
 */
const services = new Map(
  (
    "AAS=application-autoscaling ACM=acm AG=apigateway AS=autoscaling ASP=autoscaling-plans ATH=athena BAK=backup BAT=batch CB=codebuild CC=codecommit " +
    "CD=deploy CE=ce CF=cloudfront CFG=configservice CFN=cloudformation CGI=cognito-identity CGIP=cognito-idp CP=codepipeline CSTC=codestar-connections CT=cloudtrail CW=cloudwatch CWL=logs " +
    "DC=directconnect DDB=dynamodb DDBS=dynamodbstreams DMS=dms DOC=docdb DS=ds DSD=ds-data EB=elasticbeanstalk EBS=ebs EC=elasticache EC2=ec2 ECR=ecr ECRP=ecr-public ECS=ecs EFS=efs EKS=eks " +
    "ELB=elb ELB2=elbv2 EMR=emr ES=es EVB=events FSX=fsx GD=guardduty GLUE=glue IAM=iam INS=inspector INS2=inspector2 KIN=kinesis KINF=firehose KMS=kms " +
    "LM=lambda MQ=mq OPS=opsworks ORG=organizations PIPE=pipes R53=route53 R53R=route53resolver RAM=ram RDS=rds RG=resource-groups RGT=resourcegroupstaggingapi RS=redshift RSD=redshift-data S3=s3api S3C=s3control SC=servicecatalog " +
    "SCH=scheduler SD=servicediscovery SEC=secretsmanager SES=ses SES2=sesv2 SFN=stepfunctions SG=storagegateway SHUB=securityhub SM=sagemaker SMB=sms SNS=sns SQ=service-quotas SQS=sqs SSM=ssm " +
    "STS=sts SUP=support WAF2=wafv2 WKS=workspaces XR=xray"
  )
    .split(" ")
    .map((pair) => pair.split("=") as [string, string]),
);

/** Verbs of API operation names, keyed by the cmdlet verb that can call them. */
const verbs: Record<string, string[]> = {
  add: ["Add", "Attach", "Associate", "Put", "Tag", "Create"],
  approve: ["Accept", "Approve"],
  confirm: ["Confirm", "Accept"],
  connect: ["Connect", "Attach"],
  copy: ["Copy"],
  deny: ["Reject", "Deny"],
  disable: ["Disable"],
  dismount: ["Detach"],
  edit: ["Modify"],
  enable: ["Enable"],
  export: ["Export"],
  find: ["Search"],
  get: ["Get", "Describe", "List", "BatchGet", "Lookup"],
  grant: ["Authorize", "Grant"],
  import: ["Import"],
  invoke: ["Invoke", "Execute", "Run", "Rotate", "Query", "Scan"],
  join: ["Join"],
  move: ["Move"],
  new: ["Create", "Run", "Allocate", "Generate", "Request", "Start"],
  publish: ["Publish"],
  read: ["Get", "Download"],
  receive: ["Receive"],
  register: ["Register", "Associate", "Attach"],
  remove: ["Delete", "Remove", "Terminate", "Release", "Untag"],
  request: ["Request"],
  reset: ["Reset"],
  restart: ["Reboot", "Restart"],
  restore: ["Restore"],
  resume: ["Resume"],
  revoke: ["Revoke"],
  search: ["Search"],
  send: ["Send", "Signal", "Put"],
  set: ["Set", "Put", "Modify", "Update"],
  start: ["Start"],
  stop: ["Stop", "Cancel"],
  submit: ["Submit"],
  suspend: ["Suspend"],
  test: ["Test", "Validate"],
  unregister: ["Deregister", "Disassociate", "Detach"],
  update: ["Update"],
  use: ["Assume"],
  write: ["Put", "Upload", "BatchPut"],
};

/** Actions of cmdlets whose name does not follow the naming rule. `s3:…` is an IAM action. */
const others: Record<string, string[]> = {
  "add-ec2volume": ["ec2:AttachVolume"],
  "copy-s3object": ["s3:GetObject", "s3:PutObject"],
  "find-s3object": ["s3:ListBucket"],
  "get-awscredential": [],
  "get-ecrlogin": ["ecr:GetAuthorizationToken"],
  "get-ecrlogincommand": ["ecr:GetAuthorizationToken"],
  "get-ec2consoleoutput": ["ec2:GetConsoleOutput"],
  // Reads the instance metadata service.
  "get-ec2instancemetadata": [],
  "get-ec2passworddata": ["ec2:GetPasswordData"],
  "get-ec2tag": ["ec2:DescribeTags"],
  "get-s3bucket": ["s3:ListAllMyBuckets"],
  "get-s3object": ["s3:ListBucket"],
  "get-s3objectv2": ["s3:ListBucket"],
  "get-s3objectmetadata": ["s3:GetObject"],
  "get-s3presignedurl": ["s3:GetObject"],
  "get-ssmlatestec2image": ["ssm:GetParametersByPath"],
  "get-ssmparametervalue": ["ssm:GetParameters"],
  "get-stscalleridentity": ["sts:GetCallerIdentity"],
  "get-stssessiontoken": ["sts:GetSessionToken"],
  "new-ec2tag": ["ec2:CreateTags"],
  "new-ec2instance": ["ec2:RunInstances"],
  "publish-snsmessage": ["sns:Publish"],
  "read-s3object": ["s3:GetObject", "s3:ListBucket"],
  "remove-ec2instance": ["ec2:TerminateInstances"],
  "remove-s3object": ["s3:DeleteObject", "s3:ListBucket"],
  "set-ec2instanceattribute": ["ec2:ModifyInstanceAttribute"],
  "test-s3bucket": ["s3:ListBucket"],
  "use-stsrole": ["sts:AssumeRole"],
  "use-stswebidentityrole": ["sts:AssumeRoleWithWebIdentity"],
  "write-cwmetricdata": ["cloudwatch:PutMetricData"],
  "write-s3object": ["s3:PutObject"],
};

/**
 * The AWS CLI service of a cmdlet name such as `Get-SECSecretValue`; undefined if it is not a cmdlet of AWS
 * Tools.
 */
export function serviceOfCmdlet(name: string): string | undefined {
  return partsOf(name)?.service;
}

function partsOf(name: string): { verb: string; service: string; noun: string } | undefined {
  const [, verb = "", rest = ""] = /^([A-Za-z]+)-([A-Za-z0-9]+)$/.exec(name) ?? [];
  if (!Object.hasOwn(verbs, verb.toLowerCase())) return undefined;
  // PowerShell ignores case. People usually write the prefix in capitals, followed directly by the noun.
  for (const length of [4, 3, 2]) {
    const prefix = rest.slice(0, length).toUpperCase();
    const service = services.get(prefix);
    const noun = rest.slice(length);
    const isPrefix = rest.slice(0, length) === prefix || rest === rest.toLowerCase();
    if (service !== undefined && isPrefix && /^[A-Za-z]/.test(noun))
      return { verb: verb.toLowerCase(), service, noun };
  }
  return undefined;
}

/**
 * The IAM actions that a cmdlet requires; undefined if it is not a cmdlet of AWS Tools, or an unknown one.
 */
export function actionsOfCmdlet(name: string): string[] | undefined {
  const key = name.toLowerCase();
  if (Object.hasOwn(others, key)) return others[key];
  const parts = partsOf(name);
  if (parts === undefined) return undefined;
  const { verb, service, noun } = parts;
  const isList = /List$/i.test(noun);
  const nouns = [noun, ...(isList ? [noun.slice(0, -4)] : [])].flatMap((one) => [one, ...pluralsOf(one)]);
  const heads = verbs[verb] ?? [];
  const order = isList && verb === "get" ? ["List", "Describe", ...heads] : heads;
  for (const head of order)
    for (const one of nouns) {
      const action = actionFacts(`${prefixOf(service)}:${head}${one}`);
      if (action !== undefined) return [action.name];
      const [mapped = ""] = actionsOf(service, kebab(`${head}${one}`));
      if (actionFacts(mapped) !== undefined) return [mapped];
    }
  // `Invoke-KMSDecrypt`: the noun is the operation.
  return /^(?:invoke|new)$/.test(verb) ? listedName(`${prefixOf(service)}:${noun}`) : undefined;
}

function listedName(action: string): string[] | undefined {
  const name = actionFacts(action)?.name;
  return name === undefined ? undefined : [name];
}

function pluralsOf(noun: string): string[] {
  return [`${noun}s`, `${noun}es`, noun.replace(/y$/, "ies")].filter((plural) => plural !== noun);
}

function kebab(operation: string): string {
  const text = operation.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
  return pascal(text).toLowerCase() === operation.toLowerCase() ? text : operation.toLowerCase();
}
