import { NotJudged } from "./json.ts";

/** A kind of packages, and the files by which a source shows that it uses them. */
interface Ecosystem {
  /** As the policy names it. */
  name: string;
  /** As people name it. */
  title: string;
  /** Base names, in lower case. */
  files: RegExp;
  /** Whole paths, in lower case. @default - its base name is enough */
  paths?: RegExp;
  /** Name of the repository in Clair's reports. @default - Clair does not look for its packages */
  repository?: string;
}

/**
 * What Clair 4.9 looks for besides operating systems' packages: Go, Java, Python and Ruby
 * (github.com/quay/claircore v1.5.48, libindex: the default ecosystems). Everything else it passes over in silence.
 */
export const ecosystems: Ecosystem[] = [
  {
    name: "go",
    title: "Go",
    files: /^(go\.(mod|sum|work|work\.sum)|gopkg\.lock|glide\.lock)$/,
    repository: "go",
  },
  {
    name: "maven",
    title: "Java",
    files:
      /^(pom\.xml|[\w.-]+\.gradle(\.kts)?|[\w.-]*maven_install\.json|gradle\.lockfile|buildscript-gradle\.lockfile|libs\.versions\.toml|build\.sbt|ivy\.xml|project\.clj|deps\.edn)$/,
    repository: "maven",
  },
  {
    name: "pypi",
    title: "Python",
    files:
      /^([\w.-]*(requirements|constraints)[\w.-]*\.(txt|in|lock)|poetry\.lock|uv\.lock|pdm\.lock|pylock(\.[\w-]+)?\.toml|pipfile(\.lock)?|pyproject\.toml|setup\.(py|cfg))$/,
    paths: /(^|\/)requirements\/[^/]+\.(txt|in|lock)$/,
    repository: "pypi",
  },
  {
    name: "rubygems",
    title: "Ruby",
    files: /^(gemfile(\.lock)?|gems\.(rb|locked)|[\w.-]+\.gemspec)$/,
    repository: "rubygems",
  },
  {
    name: "npm",
    title: "Node.js (npm)",
    files:
      /^(package(-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-(lock|workspace)\.yaml|\.pnp\.(c?js|loader\.mjs)|bun\.lockb?|deno\.lock|deno\.jsonc?|jsr\.json|bower\.json|node_modules)$/,
  },
  {
    name: "nuget",
    title: ".NET (NuGet)",
    files:
      /^(packages\.([\w.-]+\.)?lock\.json|packages\.config|project\.assets\.json|[\w.-]+\.deps\.json|paket\.(lock|dependencies)|directory\.packages\.props|[^/]+\.(cs|fs|vb)proj)$/,
  },
  { name: "cargo", title: "Rust (Cargo)", files: /^cargo\.(lock|toml)$/ },
  { name: "composer", title: "PHP (Composer)", files: /^composer\.(lock|json)$/ },
  { name: "hex", title: "Elixir and Erlang (Hex)", files: /^(mix\.(lock|exs)|rebar\.(lock|config))$/ },
  { name: "pub", title: "Dart (pub)", files: /^pubspec\.(lock|yaml)$/ },
  {
    name: "swift",
    title: "Swift",
    files: /^(package\.(resolved|swift)|podfile(\.lock)?|cartfile\.resolved)$/,
  },
  {
    name: "hackage",
    title: "Haskell",
    files: /^(stack\.yaml(\.lock)?|cabal\.project(\.freeze)?|[\w-]+\.cabal)$/,
  },
  { name: "cran", title: "R", files: /^(renv\.lock|packrat\.lock)$/ },
  {
    name: "conan",
    title: "C and C++ (Conan, vcpkg)",
    files: /^(conan\.lock|conanfile\.(txt|py)|vcpkg(-configuration)?\.json)$/,
  },
  { name: "conda", title: "Conda", files: /^((conda-lock|environment)\.ya?ml|pixi\.(lock|toml))$/ },
  { name: "julia", title: "Julia", files: /^(manifest|project)(-v[\d.]+)?\.toml$/ },
  { name: "cpan", title: "Perl", files: /^cpanfile(\.snapshot)?$/ },
  { name: "opam", title: "OCaml", files: /^[\w-]+\.opam(\.locked)?$/ },
  { name: "luarocks", title: "Lua", files: /^([\w.-]+\.rockspec|luarocks\.lock)$/ },
  { name: "nix", title: "Nix", files: /^(flake\.(lock|nix)|(default|shell)\.nix)$/ },
  { name: "gleam", title: "Gleam", files: /^gleam\.toml$/ },
  { name: "nimble", title: "Nim", files: /^([\w-]+\.nimble|nimble\.lock)$/ },
  { name: "dub", title: "D (DUB)", files: /^dub\.(json|sdl|selections\.json)$/ },
  { name: "zig", title: "Zig", files: /^build\.zig(\.zon)?$/ },
  { name: "elm", title: "Elm", files: /^elm\.json$/ },
  { name: "shards", title: "Crystal", files: /^shard\.(lock|yml)$/ },
];

export const ecosystemNames = ecosystems.map(({ name }) => name);

/** Ecosystems that no report of Clair covers, for any source. */
export const unseenByClair = `${ecosystems
  .filter(({ repository }) => repository === undefined)
  .map(({ title }) => title)
  .join(", ")}, and whatever no package manager has installed`;

/**
 * @param sources Paths of the source's files, each ended by a NUL, as `find -print0` writes them.
 * @returns the ecosystems that they show, each with its files.
 * @throws {NotJudged} if there is no list, or an empty one: a source that builds an image has a file.
 */
export function shownBy(sources: string | undefined): { ecosystem: Ecosystem; files: string[] }[] {
  const paths = sources?.split("\0").filter((path) => path !== "") ?? [];
  if (paths.length === 0) throw new NotJudged("the list of the source's files is missing or empty.");
  const named = paths.map((path) => ({ path, base: path.slice(path.lastIndexOf("/") + 1).toLowerCase() }));
  return ecosystems.flatMap((ecosystem) => {
    const files = named
      .filter(({ path, base }) => ecosystem.files.test(base) || ecosystem.paths?.test(path.toLowerCase()))
      .map(({ path }) => path);
    return files.length === 0 ? [] : [{ ecosystem, files }];
  });
}
