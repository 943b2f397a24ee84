import { DescribeCertificateCommand } from "@aws-sdk/client-acm";
import { DescribeDirectoriesCommand } from "@aws-sdk/client-directory-service";
import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { DescribeClustersCommand } from "@aws-sdk/client-ecs";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { missing, ok, warning, type Verdict } from "../check.ts";
import type { Reference, ReferenceKind } from "../needs/settings.ts";
import { unless } from "../../aws.ts";
import type { Account } from "./account.ts";
import type { Question } from "./ask.ts";
import type { For } from "./region.ts";

/** The name of the kind in messages, and the CLI command that lists existing resources. */
const kinds: Record<ReferenceKind, [words: string, list: string]> = {
  certificate: ["certificate", "acm list-certificates"],
  secret: ["secret", "secretsmanager list-secrets"],
  cluster: ["ECS cluster", "ecs list-clusters"],
  vpc: ["VPC", "ec2 describe-vpcs"],
  subnet: ["subnet", "ec2 describe-subnets"],
  securityGroup: ["security group", "ec2 describe-security-groups"],
  directory: ["directory", "ds describe-directories"],
};

export function referenceQuestion(account: Account, { kind, id, path, stacks }: For<Reference>): Question {
  const [words, list] = kinds[kind];
  return {
    id: `reference:${id}`,
    what: `The ${words} in ${path} exists: ${id}`,
    stacks,
    ask: async () => {
      // The region in an ARN needs no API call.
      const region = id.startsWith("arn:") ? id.split(":")[3] : account.region;
      if (region !== account.region) {
        return missing(
          `it is in ${region}, but the stack is in ${account.region}`,
          `Use one in ${account.region} for ${path}.`,
        );
      }
      const advice = `aws ${list} --region ${region} lists the existing ones; use one of them for ${path}.`;
      return (await lookUps[kind](account, id)) ?? missing(`${region} has none`, advice);
    },
  };
}

type LookUp = (account: Account, id: string) => Promise<Verdict | undefined>;

/** Looks up a reference; undefined if it does not exist. Secret values are never read. */
const lookUps: Record<ReferenceKind, LookUp> = {
  certificate: async ({ acm, region }, CertificateArn) => {
    const asked = acm.send(new DescribeCertificateCommand({ CertificateArn }));
    const answer = await unless(/^(ResourceNotFoundException|InvalidArnException)$/, asked);
    if (answer === undefined) return undefined;
    const { Status: status, DomainName = "its domain" } = answer.Certificate ?? {};
    if (status === "ISSUED") return ok(`it is issued for ${DomainName}`);
    return missing(
      `its status is ${status ?? "not known"}, but a listener accepts only certificates with the status ISSUED`,
      `aws acm describe-certificate --certificate-arn ${CertificateArn} --region ${region} shows which DNS record to create.`,
    );
  },
  secret: async ({ secrets, region }, SecretId) => {
    const asked = secrets.send(new DescribeSecretCommand({ SecretId }));
    const answer = await unless(/^(ResourceNotFoundException|InvalidRequestException)$/, asked);
    if (answer === undefined) return undefined;
    return answer.DeletedDate === undefined
      ? ok(`it is ${answer.Name ?? "there"}`)
      : missing(
          "it is scheduled for deletion",
          `aws secretsmanager restore-secret --secret-id ${SecretId} --region ${region}`,
        );
  },
  cluster: async ({ ecs }, id) => {
    const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [id] }));
    const active = clusters.find(({ status }) => status === "ACTIVE");
    return active && ok("it is active");
  },
  vpc: async ({ ec2 }, id) => {
    const answer = await unless(/^InvalidVpcID/, ec2.send(new DescribeVpcsCommand({ VpcIds: [id] })));
    const vpc = answer?.Vpcs?.[0];
    return vpc && ok(`its addresses are ${vpc.CidrBlock ?? "not known"}`);
  },
  subnet: async ({ ec2 }, id) => {
    const asked = ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
    const subnet = (await unless(/^InvalidSubnetID/, asked))?.Subnets?.[0];
    if (subnet === undefined) return undefined;
    const { AvailableIpAddressCount: free = 0, AvailabilityZone = "", CidrBlock = "", VpcId = "" } = subnet;
    const found = `${CidrBlock} of ${VpcId} in ${AvailabilityZone}, ${free} addresses free`;
    // Elastic Load Balancing requires eight free addresses, so that load balancers can scale.
    return free < 8
      ? warning(found, "A load balancer needs 8 free addresses in each of its subnets.")
      : ok(found);
  },
  securityGroup: async ({ ec2 }, id) => {
    const asked = ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
    const group = (await unless(/^InvalidGroup/, asked))?.SecurityGroups?.[0];
    return group && ok(`it is ${group.GroupName ?? "there"} of ${group.VpcId ?? "its VPC"}`);
  },
  directory: async ({ directories }, id) => {
    const asked = directories.send(new DescribeDirectoriesCommand({ DirectoryIds: [id] }));
    const directory = (await unless(/^EntityDoesNotExist/, asked))?.DirectoryDescriptions?.[0];
    if (directory === undefined) return undefined;
    const found = `${directory.Name ?? "it"} is ${directory.Stage ?? "there"}`;
    return directory.Stage === "Active"
      ? ok(found)
      : missing(found, "Wait until it is Active, or repair it.");
  },
};
