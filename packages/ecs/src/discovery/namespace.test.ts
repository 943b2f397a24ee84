import { join } from "node:path";
import { itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { Namespace, NamespaceKind, type NamespaceArgs } from "../index.ts";

const typical: NamespaceArgs = { namespaceName: "prod.internal", vpcId: "vpc-0" };
const build = (args: Partial<NamespaceArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new Namespace("names", { ...typical, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "identity.txt"),
  grown: () => build({ vpcId: "vpc-1" }),
  added: [],
  refusals: {
    "a DNS namespace without a network": {
      build: () => new Namespace("names", { namespaceName: "prod.internal" }),
      paths: ["vpcId"],
    },
    "a network that nothing resolves names in": {
      build: () => build({ kind: NamespaceKind.Http }),
      paths: ["vpcId"],
    },
    "what is not a domain": {
      build: () => build({ namespaceName: "prod internal" }),
      paths: ["namespaceName"],
    },
    "a part of a domain that is too long": {
      build: () => build({ namespaceName: `${"x".repeat(64)}.internal` }),
      paths: ["namespaceName"],
    },
  },
});

it("makes one of the two namespaces (F.0.49)", async () => {
  const dns = await record(build);
  expect(dns.the("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace").inputs).toEqual({
    name: "prod.internal",
    vpc: "vpc-0",
  });
  const http = await record(
    () => new Namespace("names", { namespaceName: "prod", kind: NamespaceKind.Http }),
  );
  expect(http.the("aws:servicediscovery/httpNamespace:HttpNamespace").inputs).toEqual({ name: "prod" });
  expect(http.ofType("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace")).toEqual({});
});
