import { text } from "@ballast/model";
import { hoursPerMonth, type ChargeItems } from "./terms.ts";

/**
 * Number of domain controllers in a new directory (Directory Service admin guide, "What gets created with
 * your AWS Managed Microsoft AD").
 */
const controllers = 2;

/** Charges by the properties in a template. */
export const directoryCharges: ChargeItems = ({ inputs }) => [
  {
    // Default edition in CloudFormation: Enterprise.
    dimension: `directory/${text(inputs["Edition"]) || "Enterprise"}`,
    amount: controllers * hoursPerMonth,
    how: `${controllers} domain controllers × ${hoursPerMonth} hours`,
  },
];
