import { shippedPrices } from "@ballast/analysis/cost";
import { costOfPlan } from "@ballast/plan";
import { plan, resource } from "../../../plan/src/testing.ts";
import { costTable } from "./render.ts";

it("names the region of what is not in the stack's", () => {
  const stack = plan(
    [
      resource("aws:ec2/natGateway:NatGateway", "here"),
      resource("aws:ec2/natGateway:NatGateway", "there", { region: "eu-central-1" }),
    ],
    {},
    { region: "us-east-1" },
  );
  const table = costTable(stack, costOfPlan(stack, { prices: shippedPrices, today: "2026-11-27" }));
  expect(table).toMatch(/│ +there +│ NAT gateway, in eu-central-1 +│ 730 hours +│ \$0\.052/);
  expect(table).toMatch(/│ +here +│ NAT gateway +│ 730 hours +│ \$0\.045/);
});
