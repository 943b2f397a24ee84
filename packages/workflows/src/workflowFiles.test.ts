import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programs } from "./main.ts";
import { jobs, names, root, steps, text, texts, workflows, type Job } from "./testing/workflowFiles.ts";

// What actionlint cannot know: which jobs may write, and whose code runs where.

it("are all there", () => {
  expect(names.sort()).toEqual(["check", "comment", "deploy", "drift", "preview", "release"]);
});

describe("trust", () => {
  it("gives no workflow the base repository's rights for the code of a pull request", () => {
    for (const [name, { on }] of Object.entries(workflows))
      expect([name, Object.keys(on).filter((event) => event === "pull_request_target")]).toEqual([name, []]);
  });

  it("gives each job the permissions that it names, and a workflow none", () => {
    const granted = Object.fromEntries(
      jobs.map(({ name, job }) => [
        name,
        Object.entries(job.permissions ?? { unsaid: "everything" })
          .filter(([permission, level]) => `${permission}: ${level}` !== "contents: read")
          .map(([permission, level]) => `${permission}: ${level}`),
      ]),
    );
    const taking = ["id-token: write"];
    expect(granted).toEqual({
      "check/test": [],
      "check/engine": [],
      "check/workflows": [],
      "check/change": [],
      "check/whole": [],
      "comment/comment": ["actions: read", "pull-requests: write"],
      "deploy/select": [],
      "deploy/install": [],
      "deploy/first": taking,
      "deploy/then": taking,
      "deploy/prod-install": [],
      "deploy/prod-first": taking,
      "deploy/prod-then": taking,
      "drift/select": [],
      "drift/install": [],
      "drift/refresh": taking,
      "drift/report": ["issues: write"],
      "preview/select": ["actions: read", "pull-requests: read"],
      "preview/install": [],
      "preview/preview": taking,
      "preview/comment": ["pull-requests: write"],
      "release/install": [],
      "release/build": [],
      "release/publish": taking,
    });
    for (const { permissions } of Object.values(workflows)) expect(permissions).toEqual({});
  });

  it("lets no job write to GitHub and take on a role as well", () => {
    const both = jobs.filter(({ job }) => {
      const levels = Object.entries(job.permissions ?? {});
      return (
        levels.some(([name]) => name === "id-token") &&
        levels.some(([name, level]) => name !== "id-token" && level === "write")
      );
    });
    expect(both.map(({ name }) => name)).toEqual([]);
  });

  it("installs nothing where an identity token is at hand, by itself or by an action of ours", () => {
    const scriptsOf = (uses: string): string[] =>
      steps
        .filter(({ where }) => where === uses.replace("./.github/", ""))
        .flatMap(({ step }) => [step.run ?? "", ...scriptsOf(step.uses ?? "")]);
    const installs =
      /\b(npm (ci|i|install|exec|rebuild)|npx (?!--no-install)|yarn|pnpm|pip3? install|pipx|uvx?) /;
    const installing = jobs.filter(({ job }) =>
      job.steps.some(({ run = "", uses = "" }) =>
        [run, ...scriptsOf(uses)].some((one) => installs.test(`${one} `)),
      ),
    );
    const names = installing.map(({ name }) => name);
    // They are found at all.
    expect(names).toEqual(
      expect.arrayContaining([
        "deploy/install",
        "deploy/prod-install",
        "drift/install",
        "preview/install",
        "release/install",
      ]),
    );
    expect(installing.filter(({ job }) => job.permissions?.["id-token"] !== undefined)).toEqual([]);
  });

  it("runs no install script of a package, and no test, on what jobs with an identity token get", () => {
    const keeping = jobs.filter(({ job }) =>
      job.steps.some(
        ({ uses, with: given }) => uses === "./.github/actions/keep" && given?.["folders"] === undefined,
      ),
    );
    expect(keeping.map(({ name }) => name).sort()).toEqual([
      "deploy/install",
      "deploy/prod-install",
      "drift/install",
      "preview/install",
      "release/install",
    ]);
    for (const { name, job } of keeping) {
      const [, setup, ...rest] = job.steps;
      expect([name, setup?.uses, setup?.with]).toEqual([
        name,
        "./.github/actions/setup",
        { scripts: "false" },
      ]);
      expect([name, rest.length]).toEqual([name, 1]);
    }
    const installs = steps.flatMap(({ step: { run = "" } }) => (run.includes("npm ci") ? [run] : []));
    for (const run of installs) expect(run).toContain("npm ci --ignore-scripts");
    // Elsewhere the scripts run that package.json allows, and no others.
    const { allowScripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      allowScripts: Record<string, boolean>;
    };
    const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name]);
    const rebuilds = steps.filter(({ step }) => step.run?.includes("npm rebuild"));
    expect(rebuilds.map(({ step }) => [step.run, step.if])).toEqual([
      [`npm rebuild ${allowed.join(" ")}`, "inputs.scripts == 'true'"],
    ]);
  });

  it("keeps what a job fetches for as long as the job may wait for an approval", () => {
    const days = jobs.flatMap(({ name, job }) =>
      job.steps.flatMap(({ uses, with: given }) =>
        uses === "./.github/actions/keep" ? [[name, given?.["name"] ?? "kept", given?.["days"] ?? "1"]] : [],
      ),
    );
    expect(days).toEqual([
      ["deploy/install", "kept", "1"],
      ["deploy/prod-install", "kept-prod", "7"],
      ["drift/install", "kept", "1"],
      ["preview/install", "kept", "3"],
      ["release/install", "kept", "7"],
      ["release/build", "packages", "7"],
    ]);
    for (const { name, workflow, job } of jobs)
      for (const { uses, with: given } of job.steps.filter(
        (step) => step.uses === "./.github/actions/fetch",
      )) {
        const wanted = given?.["name"] ?? "kept";
        const [keeper] =
          days.find(([from, kept]) => from?.startsWith(`${workflow}/`) && kept === wanted) ?? [];
        expect([name, uses, [job.needs].flat()]).toEqual([
          name,
          uses,
          expect.arrayContaining([keeper?.replace(`${workflow}/`, "")]),
        ]);
        // An artifact can be replaced by any job of its run, and an output only by its own job.
        const from = keeper?.replace(`${workflow}/`, "") ?? "";
        expect([name, given?.["sha256"]]).toEqual([name, `\${{ needs.${from}.outputs.sha256 }}`]);
        const { job: kept } = jobs.find((one) => one.name === keeper) ?? {};
        expect(kept?.outputs).toEqual({ sha256: "${{ steps.keep.outputs.sha256 }}" });
        expect(kept?.steps.filter(({ id }) => id === "keep").map((step) => step.uses)).toEqual([
          "./.github/actions/keep",
        ]);
      }
  });

  it("keeps secrets out of every workflow: roles are taken on, not stored", () => {
    for (const name of names) expect([name, /\bsecrets\./.test(text(name))]).toEqual([name, false]);
  });

  it("has jobs that may write run nothing but the default branch's programs, without an installed package", () => {
    const writers = jobs.filter(({ job }) =>
      Object.entries(job.permissions ?? {}).some(([name, level]) => name !== "id-token" && level === "write"),
    );
    expect(writers.map(({ name }) => name)).toEqual(["comment/comment", "drift/report", "preview/comment"]);
    for (const { name, workflow, job } of writers) {
      const uses = job.steps.flatMap(({ uses: action }) => (action ? [action.split("@")[0]] : []));
      expect([name, uses]).toEqual([
        name,
        ["actions/checkout", "actions/setup-node", "actions/download-artifact"],
      ]);
      expect(job.steps.flatMap(({ run }) => (run ? [run] : []))).toEqual([
        expect.stringMatching(/^node packages\/workflows\/src\/main\.ts [a-z-]+$/),
      ]);
      // A schedule runs from the default branch; a workflow_run has to say so.
      const ref = job.steps[0]?.with?.["ref"];
      expect(ref).toBe(workflow === "drift" ? undefined : "${{ github.event.repository.default_branch }}");
    }
  });

  it("has programs that run on what their jobs check out, where no package is installed", () => {
    const sparse = jobs.flatMap(({ name, job }) => {
      const folders = job.steps[0]?.with?.["sparse-checkout"]?.trim().split(/\s+/);
      const program = job.steps.flatMap(({ run }) => run?.match(/main\.ts ([a-z-]+)/)?.[1] ?? [])[0];
      return folders === undefined ? [] : [{ name, folders, program }];
    });
    expect(sparse.map(({ name }) => name)).toEqual(["comment/comment", "drift/report", "preview/comment"]);
    for (const { folders, program } of sparse) {
      const checkout = mkdtempSync(join(tmpdir(), "sparse-"));
      for (const folder of folders)
        cpSync(join(root, folder), join(checkout, folder), {
          recursive: true,
          filter: (path) => !path.includes("node_modules"),
        });
      const { status, stderr } = spawnSync(
        process.execPath,
        ["packages/workflows/src/main.ts", program ?? ""],
        { cwd: checkout, encoding: "utf8", env: {} },
      );
      rmSync(checkout, { recursive: true });
      // It runs, and asks for what only a job has.
      expect([status, stderr]).toEqual([1, expect.stringMatching(/^The variable \w+ is missing\./)]);
    }
  });

  it("runs a pull request's code in check.yml, and with a role only in the preview of this repository's own branches", () => {
    const foreign = jobs.filter(({ job }) =>
      job.steps.some(
        ({ uses, with: given }) => uses?.startsWith("actions/checkout@") && given?.["ref"]?.includes("head"),
      ),
    );
    expect(foreign.map(({ name }) => name)).toEqual(["preview/install", "preview/preview"]);
    expect(text("preview")).toContain(
      "github.event.workflow_run.head_repository.full_name == github.repository",
    );
    expect(jobs.filter(({ workflow, job }) => workflow === "check" && job.environment).length).toBe(0);
  });

  it("takes on roles in one GitHub environment for each purpose, as stacks/delivery trusts them", () => {
    const taking = jobs.filter(({ job }) => job.permissions?.["id-token"] === "write");
    expect(Object.fromEntries(taking.map(({ name, job }) => [name, job.environment]))).toEqual({
      "deploy/first": "${{ matrix.environment }}",
      "deploy/then": "${{ matrix.environment }}",
      "deploy/prod-first": "prod",
      "deploy/prod-then": "prod",
      "drift/refresh": "drift-${{ matrix.environment }}",
      "preview/preview": "preview-${{ matrix.environment }}",
      "release/publish": "release",
    });
  });

  it("restores no cache where a credential is at hand: code of a branch could have filled it", () => {
    const caching = steps.filter(({ step }) => step.with?.["cache"] === "true").map(({ where }) => where);
    expect(caching.every((where) => where.startsWith("check/"))).toBe(true);
    expect(steps.filter(({ step }) => step.uses?.startsWith("actions/cache")).length).toBe(0);
    const nodes = steps.filter(({ step }) => step.uses?.startsWith("actions/setup-node@"));
    expect(nodes.map(({ step }) => step.with?.["package-manager-cache"])).toEqual(nodes.map(() => false));
  });

  it("leaves no token behind in a clone", () => {
    for (const { where, step } of steps.filter(({ step: { uses } }) => uses?.startsWith("actions/checkout@")))
      expect([where, step.with?.["persist-credentials"]]).toEqual([where, false]);
  });
});

describe("scripts", () => {
  it("hold no expression: what somebody typed reaches them by variables", () => {
    const interpolated = steps.filter(({ step }) => step.run?.includes("${{"));
    expect(interpolated.map(({ where, step }) => [where, step.name])).toEqual([]);
  });

  it("stop at the first failure, that of a pipe as well", () => {
    for (const [name, { defaults }] of Object.entries(workflows))
      expect([name, defaults?.run?.shell]).toEqual([name, "bash"]);
  });

  it("call what there is: scripts of package.json, commands of `ballast`, programs of this package", () => {
    const scripts = steps.map(({ step }) => step.run ?? "").join("\n");
    const { scripts: npm } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const called = (pattern: RegExp): string[] => [...scripts.matchAll(pattern)].map(([, name = ""]) => name);
    expect(
      called(/npm (?:run )?([a-z]+(?::[a-z]+)?)/g).filter(
        (name) => !["ci", "rebuild"].includes(name) && !(name in npm),
      ),
    ).toEqual([]);
    for (const command of called(/ballast ([a-z]+) --/g))
      expect([command, existsSync(join(root, "packages/cli/src", command, "command.ts"))]).toEqual([
        command,
        true,
      ]);
    const ran = called(/packages\/workflows\/src\/main\.ts ([a-z-]+)/g);
    expect([...new Set(ran)].sort()).toEqual(Object.keys(programs).sort());
    expect(existsSync(join(root, ".ci/run"))).toBe(true);
    expect(existsSync(join(root, "packages/policy/PulumiPolicy.yaml"))).toBe(true);
  });
});

it("have jobs that end by themselves", () => {
  for (const { name, job } of jobs)
    expect([name, job["timeout-minutes"]]).toEqual([name, expect.any(Number)]);
});

it("use each action at one commit, with the release that it is behind it, or from this repository", () => {
  const used = steps.flatMap(({ step: { uses } }) => (uses ? [uses] : []));
  const foreign = used.filter((uses) => !uses.startsWith("./"));
  for (const uses of foreign) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  // Renovate raises both (helpers:pinGitHubActionDigests), and keeps them in step by the comment.
  const lines = texts.flatMap((file) =>
    file.split("\n").filter((line) => /^\s*(- )?uses: (?!\.\/)/.test(line)),
  );
  expect(lines.length).toBe(foreign.length);
  for (const line of lines) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  expect(new Set(lines.map((line) => line.replace(/^.*uses: /, ""))).size).toBe(new Set(foreign).size);
  const versions = new Set(foreign);
  expect(new Set(foreign.map((uses) => uses.split("@")[0])).size).toBe(versions.size);
  for (const uses of used.filter((each) => each.startsWith("./")))
    expect(existsSync(join(root, uses, "action.yml"))).toBe(true);
});

it("deploy the environments of the settings files: no workflow lists them", () => {
  const own: Record<string, Job> = workflows["deploy"]?.jobs ?? {};
  const named = Object.values(own).flatMap(({ environment }) => environment ?? []);
  // Prod alone waits for somebody's word, after all others.
  expect([...new Set(named)].sort()).toEqual(["${{ matrix.environment }}", "prod"]);
  const { inputs } = workflows["deploy"]?.on["workflow_dispatch"] as {
    inputs: { environment: { type: string } };
  };
  expect(inputs.environment.type).toBe("string");
  expect(own["prod-first"]?.needs).toEqual(expect.arrayContaining(["first", "then"]));
});
