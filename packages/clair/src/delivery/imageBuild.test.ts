import { bashSyntax } from "@ballast/testing/scripts";
import { Faults } from "@ballast/contracts";
import fc from "fast-check";
import { parse } from "yaml";
import { Build, deliveryId, quarantine, type Buildspec } from "../testing/build.ts";
import { BuildPlatform, checkImageBuild, type ImageBuildArgs } from "./imageBuild.ts";
import { imageBuildspec } from "./imageBuildspec.ts";

const both = [BuildPlatform.Amd64, BuildPlatform.Arm64];
const tag = `${quarantine}:quarantine-${deliveryId}`;

function faultsOf(args: ImageBuildArgs): string[] {
  const faults = new Faults("");
  checkImageBuild(faults, "build", args);
  return faults.found.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
}

/** Docker that keeps each word as it is, what comes by its standard input, and which tags a registry has. */
const docker = `printf '%s\\0' "$@" >> "$STATE/kept-words"; printf '\\001\\0' >> "$STATE/kept-words"
  case "$1 $3" in
    "login "*) cat >> "$STATE/kept-passwords"; echo >> "$STATE/kept-passwords" ;;
    "buildx inspect") grep -qxF "$4" "$STATE/pushed" 2> /dev/null || exit 1 ;;
    "push "*) echo "$2" >> "$STATE/pushed" ;;
    "buildx create") for one in "\${@:6}"; do grep -qxF "$one" "$STATE/pushed" || exit 1; done; echo "$5" >> "$STATE/pushed" ;;
  esac`;

/** @param logins What Secrets Manager holds, by ARN. */
function run(args: ImageBuildArgs, platform?: BuildPlatform, logins: Record<string, string> = {}): Build {
  const arms = Object.entries(logins).map(
    ([arn, text]) => `*"--secret-id ${arn} "*) printf '%s\\n' '${text}'; exit ;;`,
  );
  const variables = Object.fromEntries(
    Object.entries(args.registries ?? {}).map(([key, { secretArn }]) => [
      `BASE_LOGIN_${key.toUpperCase()}`,
      secretArn as string,
    ]),
  );
  const programs = {
    docker,
    aws: `case "$* " in ${arms.join(" ")} *get-secret-value*) exit 254 ;; esac\n${Build.aws}`,
  };
  const spec = parse(imageBuildspec(args, platform)) as Buildspec;
  return new Build("", variables, ["Dockerfile"], programs).runAll(spec);
}

/** The words of each call of Docker. */
const wordsOf = (build: Build): string[][] =>
  (build.kept("words") ?? "")
    .split("\u0001\0")
    .slice(0, -1)
    .map((call) => call.split("\0").slice(0, -1));
const buildWords = (build: Build): string[] => wordsOf(build).find(([command]) => command === "build") ?? [];

describe("arguments of a build (F.0.59)", () => {
  it("reach Docker as they are, or are refused", () => {
    const hostile = fc.constantFrom(
      ..."'|\"|$(touch owned)|`id`|\\|\n|\n\n| |  |\t|#|: |- |%|!|&|*|{{|}}|${HOME}|é|😀|\r|\0|\u0085|\u2028|\u001b|\ufeff|\ud800|=|,".split(
        "|",
      ),
      "|",
    );
    const value = fc.array(
      fc.oneof(hostile, fc.string({ maxLength: 5, unit: "binary" }), fc.string({ maxLength: 8 })),
      { maxLength: 6 },
    );
    const name = fc.oneof(
      fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,6}$/),
      fc.string({ maxLength: 4 }),
      hostile,
    );
    let [arrived, refused] = [0, 0];
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.tuple(
            name,
            value.map((parts) => parts.join("")),
          ),
          { minLength: 1, maxLength: 30, selector: ([one]) => one },
        ),
        (pairs) => {
          const accepted = pairs.filter(
            ([one, text]) => faultsOf({ arguments: { [one]: text } }).length === 0,
          );
          refused += pairs.length - accepted.length;
          arrived += accepted.length;
          const args = { arguments: Object.fromEntries(accepted) };
          // Whatever version of YAML reads it.
          const text = imageBuildspec(args);
          expect(parse(text, { version: "1.1" })).toEqual(parse(text));
          const build = run(args);
          try {
            expect(build.phases).toEqual([
              ["pre_build", 0],
              ["build", 0],
            ]);
            expect(buildWords(build)).toEqual([
              ...["build", "--pull"],
              ...Object.entries(args.arguments).flatMap(([one, given]) => ["--build-arg", `${one}=${given}`]),
              ...["--tag", tag, "."],
            ]);
            expect(build.file("owned")).toBeUndefined();
          } finally {
            build.close();
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(arrived).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });

  it.each([
    ["DB_PASSWORD", "hunter2-hunter2"],
    ["NPM_TOKEN", "abc"],
    ["SETTINGS", '{"password":"Tr0ub4dor&3"}'],
    ["URL", "https://me:Tr0ub4dor3@registry.example.com/"],
    ["ID", "AKIAIOSFODNN7EXAMPLE"],
  ])("that look like secrets are refused, and not shown: %s", (name, value) => {
    const messages = faultsOf({ arguments: { [name]: value } });
    expect(messages).toEqual([
      expect.stringContaining("everybody who may pull the image can read its build arguments"),
    ]);
    expect(messages.join()).not.toContain(value);
  });

  it.each<[string, ImageBuildArgs, string]>([
    ["no platform", { platforms: [] }, "build.platforms"],
    ["one twice", { platforms: [BuildPlatform.Arm64, BuildPlatform.Arm64] }, "build.platforms"],
    ["an unknown platform", { platforms: ["linux/s390x" as BuildPlatform] }, "build.platforms[0]"],
    ["a Dockerfile elsewhere", { dockerfile: "../Dockerfile" }, "build.dockerfile"],
    ["a Dockerfile that is an option", { dockerfile: "--help" }, "build.dockerfile"],
    ["a stage with a command", { target: "a $(id)" }, "build.target"],
    ["an image for ARM without ARM", { armBuildImage: "x:1" }, "build.armBuildImage"],
    [
      "an image for ARM that anything may move",
      { platforms: [BuildPlatform.Arm64], armBuildImage: "registry.example.com/build" },
      "build.armBuildImage",
    ],
    ["a prefix with a star", { pullThroughPrefixes: ["*"] }, "build.pullThroughPrefixes[0]"],
    ["a prefix twice", { pullThroughPrefixes: ["quay", "quay"] }, "build.pullThroughPrefixes"],
    ...["registry-1.docker.io", "index.docker.io:443"].map((address): [string, ImageBuildArgs, string] => [
      `a login under ${address}`,
      {
        registries: {
          own: { address, secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-AbCdEf" },
        },
      },
      "build.registries.own.address",
    ]),
    [
      "a login for Amazon ECR",
      {
        registries: {
          own: {
            address: "123456789012.dkr.ecr.eu-central-1.amazonaws.com",
            secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-AbCdEf",
          },
        },
      },
      "build.registries.own.address",
    ],
    [
      "a registry that is a command",
      {
        registries: {
          own: {
            address: "a; id",
            secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-AbCdEf",
          },
        },
      },
      "build.registries.own.address",
    ],
    [
      "a password in place of an ARN",
      { registries: { own: { address: "registry.example.com", secretArn: "hunter2" } } },
      "build.registries.own.secretArn",
    ],
  ])("refuses %s", (_what, args, path) => {
    const messages = faultsOf(args);
    expect(messages).toEqual([expect.stringContaining(`${path}: `)]);
    expect(messages.join()).not.toContain("hunter2");
  });

  it("name the Dockerfile and its stage", () => {
    const build = run({ dockerfile: "docker/Dockerfile.web", target: "runtime" });
    try {
      expect(buildWords(build)).toEqual([
        ...["build", "--pull", "--file", "docker/Dockerfile.web", "--target", "runtime", "--tag", tag, "."],
      ]);
    } finally {
      build.close();
    }
  });
});

describe("base images of private registries (F.0.59)", () => {
  const arn = (name: string) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;
  const registries = {
    hub: { address: "docker.io", secretArn: arn("hub") },
    own: { address: "registry.example.com:5000", secretArn: arn("own") },
  };
  const password = `Tr0ub4dor '"$(id)\\`;

  it("get their logins by standard input, and no variable, word, output or file keeps them", () => {
    const login = JSON.stringify({ username: "puller", password: password.replace("'", "") });
    const build = run({ registries }, undefined, {
      [arn("hub")]: login,
      [arn("own")]: JSON.stringify({ username: "cache", accessToken: "t0ken-of-upstream" }),
    });
    try {
      expect(build.phases).toEqual([
        ["pre_build", 0],
        ["build", 0],
      ]);
      const logins = wordsOf(build).filter(([command]) => command === "login");
      expect(logins.slice(1)).toEqual([
        ["login", "--username", "puller", "--password-stdin", "docker.io"],
        ["login", "--username", "cache", "--password-stdin", "registry.example.com:5000"],
      ]);
      expect(build.kept("passwords")?.split("\n").filter(Boolean)).toEqual([
        "log-me-in",
        password.replace("'", ""),
        "t0ken-of-upstream",
      ]);
      const seen = build.calls.join("\n") + build.output + (build.kept("words") ?? "");
      expect(seen).not.toMatch(/Tr0ub4dor|t0ken/);
      expect(build.left()).not.toContain("login");
      // The image is built after the logins.
      expect(wordsOf(build).map(([command]) => command)).toEqual([
        "login",
        "login",
        "login",
        "build",
        "push",
      ]);
    } finally {
      build.close();
    }
  });

  it.each([
    ["is missing", undefined],
    ["is not JSON", "hunter2-not-json"],
    ["has no user", '{"password":"hunter2"}'],
    ["has no password", '{"username":"hunter2"}'],
    ["has a password of two lines", '{"username":"a","password":"hunter2\\nhunter2"}'],
    ["is null", "null"],
  ])("builds nothing where a login %s, and shows none of it", (_what, text) => {
    const build = run({ registries }, undefined, text === undefined ? {} : { [arn("hub")]: text });
    try {
      expect(build.phases[1]?.[1]).not.toBe(0);
      expect(wordsOf(build).map(([command]) => command)).not.toContain("build");
      expect(build.output).not.toContain("hunter2");
    } finally {
      build.close();
    }
  });
});

describe("several platforms (F.0.59)", () => {
  it.each([undefined, ...both])("are built by valid bash (%s)", (platform) => {
    const { phases } = parse(imageBuildspec({ platforms: both }, platform)) as Buildspec;
    for (const { commands } of Object.values(phases)) expect(bashSyntax(commands.join("\n"))).toBe("fine");
  });

  it("are pushed one by one, and the last build makes the index that is judged", () => {
    const arm = run({ platforms: both }, BuildPlatform.Arm64);
    const armTag = arm.images[0] ?? "";
    expect(armTag).toMatch(new RegExp(`^quarantine:quarantine-${deliveryId}-arm64-[0-9a-f]{12}$`));
    expect(arm.images).toEqual([armTag]);
    expect(wordsOf(arm).some((words) => words[2] === "create")).toBe(false);
    arm.close();
    // The registry has what that build pushed.
    const pushed = armTag.slice(`quarantine:quarantine-${deliveryId}`.length);
    const spec = parse(imageBuildspec({ platforms: both }, BuildPlatform.Amd64)) as Buildspec;
    const last = new Build("", {}, ["Dockerfile"], { docker })
      .keeps("pushed", `${tag}${pushed}\n`)
      .runAll(spec);
    try {
      expect(last.phases[1]).toEqual(["build", 0]);
      expect(wordsOf(last).at(-1)).toEqual([
        ...["buildx", "imagetools", "create", "--tag", tag],
        ...[`${tag}${pushed}`, `${tag}${pushed.replace("arm64", "amd64")}`],
      ]);
      // A retry of the whole stage builds nothing again: tags of the quarantine never move.
      const before = last.images.length;
      last.runAll(spec);
      expect(last.images.length).toBe(before);
    } finally {
      last.close();
    }
  });

  it("make no index of an image that was built with other settings", () => {
    const earlier = run({ platforms: both, arguments: { VERSION: "1" } }, BuildPlatform.Arm64);
    const kept = (earlier.images[0] ?? "").slice(`quarantine:quarantine-${deliveryId}`.length);
    earlier.close();
    const spec = parse(
      imageBuildspec({ platforms: both, arguments: { VERSION: "2" } }, BuildPlatform.Amd64),
    ) as Buildspec;
    const last = new Build("", {}, ["Dockerfile"], { docker })
      .keeps("pushed", `${tag}${kept}\n`)
      .runAll(spec);
    try {
      expect(last.phases[1]?.[1]).not.toBe(0);
      expect(last.output).toContain("run the pipeline again instead of retrying");
    } finally {
      last.close();
    }
  });

  it("make no index where one of them is missing", () => {
    const build = run({ platforms: both });
    try {
      expect(build.phases[1]?.[1]).not.toBe(0);
    } finally {
      build.close();
    }
  });
});
