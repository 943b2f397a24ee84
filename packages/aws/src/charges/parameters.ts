import { text } from "@ballast/model";
import { hoursPerMonth, type ChargeItems } from "./terms.ts";

export const parameterCharges: ChargeItems = ({ inputs }) =>
  text(inputs["tier"]) === "Advanced"
    ? [{ dimension: "ssm.advancedParameters", amount: hoursPerMonth, how: `${hoursPerMonth} hours` }]
    : [];
