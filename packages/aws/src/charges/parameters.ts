import { text } from "@ballast/model";
import { hoursPerMonth, type ChargeItems } from "./terms.ts";

export const parameterCharges: ChargeItems = ({ inputs }) => {
  const tier = text(inputs["tier"]);
  if (tier === "Intelligent-Tiering")
    return [{ uncounted: "the parameter, if its value or policies require the advanced tier" }];
  return tier === "Advanced"
    ? [{ dimension: "ssm.advancedParameters", amount: hoursPerMonth, how: `${hoursPerMonth} hours` }]
    : [];
};
