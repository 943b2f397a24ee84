import { text } from "@ballast/model";
import { hoursPerMonth, type ChargeItems } from "./terms.ts";

/** Domain controllers of a new directory (Directory Service admin guide, "What gets created with your AWS Managed Microsoft AD"). */
const controllers = 2;

/** Of the properties of a template. */
export const directoryCharges: ChargeItems = ({ inputs }) => [
  {
    // CloudFormation's reference of the type: Enterprise where nothing is said.
    dimension: `directory/${text(inputs["Edition"]) || "Enterprise"}`,
    amount: controllers * hoursPerMonth,
    how: `${controllers} domain controllers × ${hoursPerMonth} hours`,
  },
];
