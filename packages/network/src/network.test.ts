import { record, golden } from "@ballast/testing";
import { Network } from "./index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const args = { site, cidrBlock: "10.0.0.0/16", availabilityZones: ["eu-central-1a", "eu-central-1b"] };

it("registers", async () => {
  const r = await record(() => new Network("main", args));
  console.log(r.identity().join("\n"));
  const p = await record(() => new Network("main", args), { preview: true });
  expect(p.identity()).toEqual(r.identity());
  const e = r.the("aws:ec2/vpcEndpoint:VpcEndpoint");
  console.log(
    JSON.stringify(e, null, 1),
    JSON.stringify(p.the("aws:ec2/vpcEndpoint:VpcEndpoint"), null, 1),
    JSON.stringify(p.the("aws:iam/rolePolicy:RolePolicy"), null, 1),
    JSON.stringify(r.the("aws:iam/rolePolicy:RolePolicy"), null, 1),
    r.the("ballast-network:index:Network"),
  );
});
