import { join } from "node:path";
import ts from "typescript";
import client from "./client.cjs";

it("is right by the browser's types", () => {
  const program = ts.createProgram([join(__dirname, "client.cjs")], {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: ["node"],
  });
  const found = ts.getPreEmitDiagnostics(program).map(({ messageText, file, start }) => {
    const at =
      file === undefined || start === undefined ? "" : file.getLineAndCharacterOfPosition(start).line + 1;
    return `${at}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
  expect(found).toEqual([]);
});

it("is text that a page can hold", () => {
  expect(client.toString()).toMatch(/^function client\(\) \{/);
  expect(client.toString()).not.toContain("</script");
});
