/**
 * `node tools/identities.ts [--base <commit>]`: checks that every resource which the last release registered goes on,
 * under its name or by an alias, or that a version plan says `major`.
 */
import { parseArgs } from "node:util";
import { BaseError, checkIdentities } from "@ballast/release/identities";

try {
  const { values } = parseArgs({ options: { base: { type: "string" } } });
  const { kept, lines } = checkIdentities(process.cwd(), values.base);
  for (const line of lines) (kept ? console.log : console.error)(line);
  process.exitCode = kept ? 0 : 1;
} catch (error) {
  if (!(error instanceof BaseError || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS")))
    throw error;
  console.error((error as Error).message);
  process.exitCode = 2;
}
