/** Prints the commit with which a change is compared: node packages/nx-pulumi/src/base/print.ts */
import { baseCommit, BaseError } from "./baseCommit.ts";

try {
  console.log(baseCommit(process.cwd(), process.env));
} catch (error) {
  if (!(error instanceof BaseError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
