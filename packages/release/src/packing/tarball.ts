import { readFileSync } from "node:fs";
import { checkPackage, createPackageFromTarballData, type Problem } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

/**
 * What publint and Are The Types Wrong find in a tarball, a line for each.
 *
 * The packages are ES modules, which every Node that the SDK runs on can also `require`. So what concerns a `require`
 * by TypeScript's rules of before that, and its resolution of before `exports`, is none.
 */
export async function tarballFaults(path: string): Promise<string[]> {
  const data = readFileSync(path);
  const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  const types = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  return [
    ...messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code),
    ...(types.types === false
      ? ["it has no types"]
      : types.problems.filter(concerns).map((problem) => `its types are wrong: ${JSON.stringify(problem)}`)),
  ];
}

function concerns(problem: Problem): boolean {
  if (problem.kind === "CJSResolvesToESM") return false;
  return !("resolutionKind" in problem && problem.resolutionKind === "node10");
}
