import { judge } from "./gate.ts";
import { ecosystems, shownBy } from "./sources.ts";
import { inputsOf, reportOn, verdictOn } from "../testing/gateInputs.ts";

const image = reportOn({ os: ["debian12"] });

describe("what the source shows and Clair does not see is not judged (F.2.13)", () => {
  it.each([
    ["package-lock.json", "npm"],
    ["web/package-lock.json", "npm"],
    ["npm-shrinkwrap.json", "npm"],
    ["yarn.lock", "npm"],
    ["pnpm-lock.yaml", "npm"],
    ["bun.lockb", "npm"],
    ["a/b/node_modules", "npm"],
    ["src/Shop/packages.lock.json", "nuget"],
    ["src/Shop/Shop.csproj", "nuget"],
    ["src/Shop.fsproj", "nuget"],
    ["src/packages.Shop.lock.json", "nuget"],
    ["bin/Shop.deps.json", "nuget"],
    ["paket.dependencies", "nuget"],
    ["pnpm-workspace.yaml", "npm"],
    [".pnp.cjs", "npm"],
    ["flake.lock", "nix"],
    ["app/elm.json", "elm"],
    ["build.zig.zon", "zig"],
    ["Cargo.lock", "cargo"],
    ["crates/a/Cargo.toml", "cargo"],
    ["composer.lock", "composer"],
    ["mix.lock", "hex"],
    ["pubspec.lock", "pub"],
    ["Package.resolved", "swift"],
    ["renv.lock", "cran"],
    ["conan.lock", "conan"],
    ["go.mod", "go"],
    ["pom.xml", "maven"],
    ["app/build.gradle.kts", "maven"],
    ["shop.gradle", "maven"],
    ["third_party/maven_install.json", "maven"],
    ["deps.edn", "maven"],
    ["go.work.sum", "go"],
    ["requirements.txt", "pypi"],
    ["requirements-prod.txt", "pypi"],
    ["requirements/base.txt", "pypi"],
    ["requirements-dev.lock", "pypi"],
    ["constraints.txt", "pypi"],
    ["poetry.lock", "pypi"],
    ["uv.lock", "pypi"],
    ["Pipfile.lock", "pypi"],
    ["Gemfile.lock", "rubygems"],
  ])("%s shows %s", (path, name) => {
    const { exitCode, summary } = verdictOn(image, { sources: ["./Dockerfile", `./${path}`] });
    expect(exitCode).toBe(2);
    expect(summary).toEqual([expect.stringContaining(`(./${path})`)]);
    expect(summary[0]).toContain(`accept "${name}" by unscanned`);
    const accepted = [{ ecosystem: name, reason: "npm audit runs before the build", expires: "2026-12-31" }];
    const again = verdictOn(image, { sources: [`./${path}`], policy: { unscanned: accepted } });
    expect(again.exitCode).toBe(0);
    expect(again.notes[0]).toMatch(/^Not scanned until 2026-12-31: .*npm audit runs before the build$/);
  });

  it.each(["go", "maven", "pypi", "rubygems"])(
    "%s is judged where Clair found packages of it",
    (language) => {
      const files = { go: "go.sum", maven: "pom.xml", pypi: "uv.lock", rubygems: "Gemfile.lock" };
      const sources = [files[language as keyof typeof files]];
      expect(verdictOn(reportOn({ os: ["debian12"], languages: [language] }), { sources }).exitCode).toBe(0);
    },
  );

  it.each([
    ["README.md"],
    ["www/index.html"],
    ["lock.json"],
    ["my-package-lock.json.md"],
    ["go.mod.d/x"],
    ["docs/requirements/a/x.md"],
  ])("%s shows nothing", (path) => expect(shownBy(`./${path}\0`)).toEqual([]));

  it.each([
    ["until its last day", { expires: "2026-11-21" }, 0],
    ["not after it", { expires: "2026-11-20" }, 2],
    ["not for another ecosystem", { ecosystem: "nuget" }, 2],
    ["not by a name that is none", { ecosystem: "node" }, 2],
    ["not by an inherited name", { ecosystem: "constructor" }, 2],
    ["not without a reason", { reason: "" }, 2],
    ["not without an end", { expires: undefined }, 2],
  ])("one is accepted %s", (_what, over, exitCode) => {
    const unscanned = [{ ecosystem: "npm", reason: "scanned elsewhere", expires: "2026-12-31", ...over }];
    expect(verdictOn(image, { sources: ["yarn.lock"], policy: { unscanned } }).exitCode).toBe(exitCode);
  });

  it("one that is accepted covers no other", () => {
    const unscanned = [{ ecosystem: "npm", reason: "scanned elsewhere", expires: "2026-12-31" }];
    const { summary } = verdictOn(image, { sources: ["yarn.lock", "Cargo.lock"], policy: { unscanned } });
    expect(summary).toEqual([expect.stringMatching(/^NOT JUDGED: the source uses Rust/)]);
  });

  it.each([[undefined], [""], ["\0"]])("a list of the source's files that is %j closes", (sources) => {
    expect(judge({ ...inputsOf(image), sources }).exitCode).toBe(2);
  });

  it("says of each ecosystem what people call it", () => {
    expect(new Set(ecosystems.map(({ name }) => name)).size).toBe(ecosystems.length);
  });
});
