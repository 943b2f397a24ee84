import { dimensionOf, type Dimension } from "@ballast/aws/charges";
import { isOf } from "./matching.ts";

const dimension = (id: string): Dimension => {
  const found = dimensionOf(id);
  if (found === undefined) throw new Error(`${id} is not a dimension.`);
  return found;
};
const balancer = (usagetype: string) => ({
  sku: "1",
  productFamily: "Load Balancer-Application",
  attributes: { usagetype, locationType: usagetype.includes("Outposts") ? "AWS Outposts" : "AWS Region" },
});

// Usage types of the Application Load Balancers user guide, "Billing and usage reports".
it.each([
  ["LoadBalancerUsage", true],
  ["EUC1-LoadBalancerUsage", true],
  ["EU-LoadBalancerUsage", true],
  ["UGW1-LoadBalancerUsage", true],
  ["TS-LoadBalancerUsage", false],
  ["EUC1-TS-LoadBalancerUsage", false],
  ["Outposts-LoadBalancerUsage", false],
  ["LCUUsage", false],
])("%s is the hour of a load balancer: %s", (usagetype, is) => {
  expect(isOf(balancer(usagetype), dimension("alb.hours"))).toBe(is);
});

it.each(["eu-central-1-KMS-Keys", "us-gov-west-1-KMS-Keys", "KMS-Keys"])("%s is a key", (usagetype) => {
  const key = { sku: "1", productFamily: "Encryption Key", attributes: { usagetype } };
  expect(isOf(key, dimension("kms.keys"))).toBe(true);
});

it("keeps zonal and regional NAT gateways apart", () => {
  const hour = (usagetype: string) => ({ sku: "1", productFamily: "NAT Gateway", attributes: { usagetype } });
  expect(isOf(hour("EUC1-RegionalNatGateway-Hours"), dimension("natGateway.hours"))).toBe(false);
  expect(isOf(hour("EUC1-RegionalNatGateway-Hours"), dimension("natGateway.regionalHours"))).toBe(true);
});

const database = (databaseEngine: string, deploymentOption: string, more: Record<string, string> = {}) => ({
  sku: "1",
  productFamily: "Database Instance",
  attributes: { instanceType: "db.m5.large", databaseEngine, deploymentOption, ...more },
});
const standard = { databaseEdition: "Standard", licenseModel: "License included" };

it.each([
  ["Single-AZ", false],
  ["Multi-AZ", true],
  ["Multi-AZ (SQL Server Mirror)", true],
  ["Multi-AZ (readable standbys)", false],
])("takes %s for the standby of SQL Server: %s", (option, is) => {
  expect(
    isOf(database("SQL Server", option, standard), dimension("rds/sqlserver-se/multi/db.m5.large")),
  ).toBe(is);
});

it("takes no mirror for the standby of another engine", () => {
  const mirror = database("MySQL", "Multi-AZ (SQL Server Mirror)");
  expect(isOf(mirror, dimension("rds/mysql/multi/db.m5.large"))).toBe(false);
});
