import { broken, without } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import { networkRules } from "./network.ts";

const defaultSecurityGroup = aws.defaultSecurityGroup;
const ingress = (inputs: Inputs, name?: string) => broken(aws.ingressRule, inputs, name);

itShowsEachRule(networkRules, goodStack, [
  [
    "ec2-open-ingress (F.0.14)",
    ingress({ cidrIpv4: "0.0.0.0/0" }, "raw-from-vpn-tcp"),
    "admits the whole internet",
  ],
  [
    "ec2-open-ingress (F.0.14)",
    broken(aws.securityGroup, { ingress: [{ cidrBlocks: ["0.0.0.0/0"] }] }),
    "by an inline rule",
  ],
  ["ec2-remote-access (F.0.14)", ingress({ fromPort: 0, toPort: 100 }), "connections to port 22"],
  [
    "ec2-data-port",
    ingress({ cidrIpv4: "198.51.100.0/24", fromPort: 5432, toPort: 5432 }),
    "admits 198.51.100.0/24 to PostgreSQL (5432)",
  ],
  [
    "ec2-data-port",
    ingress({ cidrIpv6: "::/0", fromPort: undefined, toPort: undefined }),
    "SQL Server (1433), Oracle (1521)",
  ],
  ["ec2-rule-description (F.0.14)", ingress({ description: undefined }), "has no description"],
  ["ec2-rule-description (F.0.14)", ingress({ description: "the team's" }), "a description that EC2 refuses"],
  ["vpc-flow-logs", without(aws.flowLog), "has no flow log"],
  ["vpc-default-group", without(defaultSecurityGroup), "as AWS made it"],
  ["vpc-default-group", broken(defaultSecurityGroup, { egress: [{}] }), "has rules"],
  ["vpc-public-addresses", broken(aws.subnet, { mapPublicIpOnLaunch: true }), "gives out public addresses"],
]);
