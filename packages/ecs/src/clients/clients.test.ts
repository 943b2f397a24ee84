import { join } from "node:path";
import { itIsAComponent, record } from "@ballast/testing";
import * as pulumi from "@pulumi/pulumi";
import { allow, ClientGroup, type ClientGroupArgs } from "../index.ts";

const typical: ClientGroupArgs = { vpcId: "vpc-0", description: "Tasks of the web service" };
const build = (args: Partial<ClientGroupArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new ClientGroup("web", { ...typical, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "identity.txt"),
  grown: () => build({ egress: { database: { port: 5432, securityGroupId: "sg-0db" } } }),
  added: ["web > aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule web-to-database"],
  refusals: {
    "a way out with two targets, and one with none": {
      build: () =>
        build({
          egress: {
            both: { port: 1, cidrBlock: "10.0.0.0/8", prefixListId: "pl-1" },
            none: { port: 70_000 },
            odd: { port: 1, cidrBlock: "10.0.0.1/8" },
          },
        }),
      paths: ["egress.both", "egress.none", "egress.none.port", "egress.odd.cidrBlock"],
    },
    "a second rule named https": {
      build: () => build({ egress: { https: { port: 443, cidrBlock: "10.0.0.0/8" } } }),
      paths: ["egress.https"],
    },
    "a description that EC2 refuses": {
      build: () => build({ description: "the team's tasks" }),
      paths: ["description"],
    },
  },
});

describe("closed by default", () => {
  it("admits nobody, and reaches HTTPS alone (F.0.14)", async () => {
    const recording = await record(build);
    const group = recording.the("aws:ec2/securityGroup:SecurityGroup");
    expect(group.inputs).toEqual({
      vpcId: "vpc-0",
      description: "Tasks of the web service",
      tags: { Name: "web" },
    });
    expect(recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual({});
    expect(recording.the("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").inputs).toEqual({
      securityGroupId: group.id,
      description: "https: TCP 443",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "0.0.0.0/0",
    });
  });

  it("reaches nothing where even HTTPS is off", async () => {
    const recording = await record(() => build({ httpsEgress: false }));
    expect(recording.ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")).toEqual({});
  });
});

describe("allow", () => {
  class Server extends pulumi.ComponentResource {
    constructor(clients: Parameters<typeof allow>[1]["clients"]) {
      super("test:index:Server", "db", {});
      allow(
        "db",
        { serverGroupId: "sg-0db", clients, ports: { sql: 5432 }, description: "Database" },
        { parent: this },
      );
      this.registerOutputs({});
    }
  }

  it("writes both halves for a group, and one for a range", async () => {
    const recording = await record(
      () => new Server({ web: { securityGroupId: "sg-0web" }, vpn: { cidrBlock: "10.8.0.0/16" } }),
    );
    const port = { ipProtocol: "tcp", fromPort: 5432, toPort: 5432 };
    const inputs = (type: string) =>
      Object.fromEntries(
        Object.entries(recording.ofType(type)).map(([name, resource]) => [name, resource.inputs]),
      );
    expect(inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual({
      "db-from-web-sql": {
        ...port,
        securityGroupId: "sg-0db",
        referencedSecurityGroupId: "sg-0web",
        description: "Database: sql from web",
      },
      "db-from-vpn-sql": {
        ...port,
        securityGroupId: "sg-0db",
        cidrIpv4: "10.8.0.0/16",
        description: "Database: sql from vpn",
      },
    });
    expect(inputs("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")).toEqual({
      "db-from-web-sql": {
        ...port,
        securityGroupId: "sg-0web",
        referencedSecurityGroupId: "sg-0db",
        description: "web to Database: sql",
      },
    });
  });
});
