import { shippedPrices } from "@ballast/analysis/cost";
import { plan, resource } from "../../../plan/src/testing.ts";
import { costFaultsOf, costsOf, monthText } from "./costs.ts";

it("lets a stack cost what `ballast cost` shows, and not a cent more", () => {
  // $34.3635: the gateway, a key and a bucket.
  const resources = [
    resource("aws:ec2/natGateway:NatGateway", "nat"),
    resource("aws:kms/key:Key", "key"),
    resource("aws:s3/bucket:Bucket", "bucket"),
  ];
  const stack = plan(resources, {}, { region: "us-east-1" });
  const costs = costsOf([stack], shippedPrices);
  const cost = costs.get(stack.stack);
  expect(cost && [cost.total, monthText(cost)]).toEqual(["34.362", "$34.36 *"]);
  expect(costFaultsOf([stack], costs, 34.36)).toEqual([]);
  expect(costFaultsOf([stack], costs, 34.35).map(({ isError }) => isError)).toEqual([true]);
});
