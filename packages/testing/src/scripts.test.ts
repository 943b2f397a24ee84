import { bashSyntax, powershellSyntax } from "./scripts.ts";

it("knows bash from what bash cannot read", () => {
  expect(bashSyntax("if true; then\n  echo yes\nfi\n")).toBe("fine");
  expect(bashSyntax("if true; then\n  echo yes\n")).toMatch(/line 3: syntax error/);
});

it("knows PowerShell from what is not, with its line", async () => {
  const script =
    '<powershell>\ntry {\n  Say "started: $(Get-Date)"\n} catch {\n  exit 1\n}\n</powershell>\n<persist>true</persist>';
  expect(await powershellSyntax(script)).toBe("fine");
  expect(await powershellSyntax(script.replace(')"', ")"))).toMatch(/^line 2: /);
  expect(await powershellSyntax("Write-Output 'one'\nif ($true) {\n  exit 1\n")).toMatch(/^line \d: /);
  expect(await powershellSyntax("Write-Output 'one'\nfi done )\n")).toMatch(/^line 2: /);
});
