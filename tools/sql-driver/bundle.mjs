// Bundles the driver: node bundle.mjs <folder>. Runs where `npm ci` has installed package-lock.json.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { build } from "esbuild";

const [, , out = "."] = process.argv;

/** Logins of Microsoft Entra and keys in Azure Key Vault: the functions log in by name and password. */
const azure = /^@azure\/(?:core-auth|identity|keyvault-keys)$/;
/** Tables of Chinese, Japanese and Korean code pages; half of the bundle. Text in Unicode needs none. */
const codePages = /[/\\]iconv-lite[/\\]encodings[/\\]tables[/\\].*\.json$/;
const none = { contents: "module.exports = {};", loader: "js" };

const { metafile } = await build({
  stdin: {
    contents: 'export { Connection, Request, TYPES } from "tedious";',
    resolveDir: import.meta.dirname,
  },
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  minify: true,
  legalComments: "none",
  metafile: true,
  outfile: join(out, "tedious.mjs"),
  banner: {
    js: `// Made by tools/sqlDriver.ts of tools/sql-driver/package-lock.json; licences: LICENSES.txt.
import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`,
  },
  plugins: [
    {
      name: "without",
      setup(it) {
        it.onResolve({ filter: azure }, ({ path }) => ({ path, namespace: "none" }));
        it.onLoad({ filter: /.*/, namespace: "none" }, () => none);
        it.onLoad({ filter: codePages }, () => ({ contents: "[]", loader: "json" }));
      },
    },
  ],
});

const folders = Object.keys(metafile.inputs).flatMap(
  (path) => /^(?:.*[/\\])?node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(path)?.[0] ?? [],
);
const notices = [...new Set(folders)].toSorted().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text =
    file !== undefined && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "";
  return `${name} ${version} (${license})\n\n${text.replaceAll("\r", "").trim()}\n`;
});
writeFileSync(join(out, "LICENSES.txt"), notices.join(`\n${"-".repeat(80)}\n\n`));
