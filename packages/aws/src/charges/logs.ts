import { text } from "@ballast/model";
import { use, type ChargeItems } from "./terms.ts";

export const logGroupCharges: ChargeItems = ({ inputs, usage }) => {
  // Default class: STANDARD (CloudWatch Logs API reference, CreateLogGroup).
  const logClass = text(inputs["logGroupClass"]) || "STANDARD";
  const items = (ingested: string, stored: string) => [
    use(usage, ingested, "logGigabytes"),
    use(usage, stored, "logStoredGigabytes"),
  ];
  if (logClass === "STANDARD") return items("logs.ingested", "logs.stored");
  if (logClass === "INFREQUENT_ACCESS") return items("logs.infrequentIngested", "logs.infrequentStored");
  return [{ uncounted: `logs of the class ${logClass}, whose prices Ballast does not know` }];
};
