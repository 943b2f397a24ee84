import { readFileSync } from "node:fs";
import { OperateError, type Prices } from "@ballast/operate";
import { parse } from "yaml";
import { z } from "zod";

const prices = z.record(z.string(), z.number().min(0)).default({});
const file = z.strictObject({ currency: z.string().max(10), ebs: prices, efs: prices });

/** @throws {OperateError} that lists all errors of the file with their paths. */
export function readPriceFile(path: string): Prices {
  const parsed = file.safeParse(content(path));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `  ${issue.path.join(".") || "the file"}: ${issue.message}`,
  );
  throw new OperateError([`${path} is not a price file:`, ...faults].join("\n"));
}

function content(path: string): unknown {
  try {
    return parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new OperateError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
