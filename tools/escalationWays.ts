// `node tools/escalationWays.ts`: the ways to more permissions that other tools publish, in packages/policy/src/testing/publishedWays.json.
// Run it by hand after a change of the versions below; then read the difference. It needs Python with pip, and a network.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "prettier";

/** checkov's CKV_AWS_110 uses cloudsplaining 0.7; prowler's list contains that of pathfinding.cloud. Apache-2.0 and MIT. */
const sources: Record<string, string> = {
  "cloudsplaining==0.7.0": "cloudsplaining/shared/constants.py",
  "cloudsplaining==0.9.1": "cloudsplaining/shared/constants.py",
  "prowler==5.46.0": "prowler/providers/aws/services/iam/lib/privilege_escalation.py",
};

/** Reads the table from the source: importing it would need the packages' own dependencies. */
const program = `
import ast, glob, json, sys, zipfile
source = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0]).read(sys.argv[2])
names = ["PRIVILEGE_ESCALATION_METHODS", "privilege_escalation_policies_combination"]
for node in ast.parse(source).body:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
    if isinstance(target, ast.Name) and target.id in names:
        print(json.dumps([sorted(ast.literal_eval(value)) for value in node.value.values]))`;

const ways = new Map<string, Set<string>>();
for (const [source, file] of Object.entries(sources)) {
  const folder = mkdtempSync(join(tmpdir(), "escalation-ways-"));
  const pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", folder];
  execFileSync("python3", [...pip, source], { stdio: "inherit" });
  const table = execFileSync("python3", ["-c", program, folder, file], { encoding: "utf8" });
  for (const actions of JSON.parse(table) as string[][]) {
    const way = actions.map((action) => action.toLowerCase()).join(" ");
    ways.set(way, (ways.get(way) ?? new Set()).add(source));
  }
  rmSync(folder, { recursive: true });
}
const content = {
  read: new Date().toISOString().slice(0, 10),
  sources: Object.keys(sources),
  ways: Object.fromEntries([...ways].sort().map(([way, by]) => [way, [...by]])),
};
const out = join(import.meta.dirname, "../packages/policy/src/testing/publishedWays.json");
writeFileSync(out, await format(JSON.stringify(content), { parser: "json", printWidth: 110 }));
console.log(`${ways.size} ways.`);
