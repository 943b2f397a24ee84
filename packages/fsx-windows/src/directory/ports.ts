import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** One port, or a range of them. */
interface Ports {
  ipProtocol: string;
  fromPort: number;
  toPort: number;
  what: string;
}

const tcp = (what: string, fromPort: number, toPort = fromPort): Ports => ({
  ipProtocol: "tcp",
  fromPort,
  toPort,
  what,
});
const udp = (what: string, port: number): Ports => ({
  ipProtocol: "udp",
  fromPort: port,
  toPort: port,
  what,
});

/**
 * What members of a domain, and Amazon FSx among them, ask of its controllers (FSx for Windows File Server user guide,
 * "File system access control with Amazon VPC"). The names are part of the rules' names.
 */
export const directoryPorts: Record<string, Ports> = {
  tcp53: tcp("DNS", 53),
  tcp88: tcp("Kerberos", 88),
  tcp135: tcp("RPC endpoint mapper", 135),
  tcp389: tcp("LDAP", 389),
  tcp445: tcp("SMB", 445),
  tcp464: tcp("Kerberos passwords", 464),
  tcp636: tcp("LDAP over TLS", 636),
  tcp3268: tcp("global catalog", 3268, 3269),
  tcp5985: tcp("WinRM", 5985),
  tcp9389: tcp("AD web services", 9389),
  tcp49152: tcp("RPC", 49_152, 65_535),
  udp53: udp("DNS", 53),
  udp88: udp("Kerberos", 88),
  udp123: udp("time", 123),
  udp389: udp("LDAP", 389),
  udp464: udp("Kerberos passwords", 464),
};

/** AWS's quota of rules for a group and direction; a prefix list counts with all its entries. */
export const rulesPerGroup = 60;

export interface Reach {
  /** The group of who connects. */
  groupId: pulumi.Input<string>;
  prefixListId: pulumi.Input<string>;
  /** Who connects, in the characters that EC2 allows. */
  description: string;
}

/**
 * Lets a group reach the domain controllers. It is always the member that connects, so there is nothing to let in, and
 * the directory's own group, which AWS makes, admits the VPC already.
 */
export function reachDirectory(
  name: string,
  { groupId, prefixListId, description }: Reach,
  child: pulumi.ComponentResourceOptions,
  ports: string[] = Object.keys(directoryPorts),
): void {
  for (const key of ports) {
    const { what, ...traffic } = directoryPorts[key] ?? tcp(key, 0);
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-${key}`,
      {
        ...traffic,
        securityGroupId: groupId,
        prefixListId,
        description: `${description} to domain controllers: ${what}`,
      },
      child,
    );
  }
}
