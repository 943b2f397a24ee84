import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { clairBuildspec } from "./delivery/buildspec.ts";
import { architectureOf, BuildPlatform, platformsOf } from "./delivery/imageBuild.ts";
import { byDigest } from "./scanner/args.ts";
import { imageBuildspec } from "./delivery/imageBuildspec.ts";
import { Build, deliveryId, type Buildspec } from "./testing/build.ts";
import { report } from "./testing/gateInputs.ts";
import { freePort, Processes, statusOf, until } from "./testing/processes.ts";
import { RealRegistry } from "./testing/realRegistry.ts";

// The shipped commands of both builds, by buildx's own commands, on the registry of crane; and the judge on what they left there. Of Docker only
// what needs its daemon is a stand-in: `docker build` is an image that lies in the registry.

const patience = 120_000;
const buildx = join(process.env["BALLAST_BUILDX_FOLDER"] ?? "", "buildx");
const crane = join(process.env["BALLAST_CLAIR_FOLDER"] ?? "", "crane");
const spec = (text: string) => parse(text) as Buildspec;
const platforms = [BuildPlatform.Amd64, BuildPlatform.Arm64];
const both = { platforms };

describe("images of several platforms, by the real buildx (F.0.66)", () => {
  const processes = new Processes();
  const folder = mkdtempSync(join(tmpdir(), "platforms-"));
  const registry = new RealRegistry(folder);
  beforeAll(() => registry.start(processes), patience);
  afterAll(async () => {
    await processes.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const docker = `case "$1" in
    login) cat > /dev/null ;;
    push) exec "${crane}" copy "$BUILT" "$2" ;;
    buildx) shift; exec "${buildx}" "$@" ;;
    run) case "$*" in *" delete "*) exit ;; esac; for word; do :; done; cat "$STATE/answer\${word##*@}" ;;
  esac`;
  const real = { docker, node: `exec "${process.execPath}" "$@"` };
  let number = 0;
  /** Both builds, one after the other. @param images What each of them builds: addresses by architecture. */
  const buildBoth = (
    images: Record<string, string>,
    at = `${registry.address}/quarantine${(number += 1)}`,
  ) => {
    const ended = platformsOf(both).map((platform) => {
      const variables = { QUARANTINE_URL: at, BUILT: images[architectureOf(platform)] ?? "" };
      const build = new Build("", variables, ["Dockerfile"], real).runAll(
        spec(imageBuildspec(both, platform)),
      );
      build.close();
      return { status: build.phases.at(-1)?.[1], output: build.output };
    });
    return { at, ended, digest: registry.digest(`${at}:quarantine-${deliveryId}`) ?? "" };
  };
  /** The judge, to which the scanner reports one harmless finding of each image. */
  const judge = (at: string, digest: string, images: string[], release = `${at}-released`) => {
    const variables = {
      ...{ FOUND: digest, QUARANTINE_URL: at, REPOSITORY_URL: release, PLATFORMS: platforms.join() },
    };
    const build = new Build("", variables, ["Dockerfile"], real);
    for (const image of images)
      build.reports(
        image,
        JSON.stringify({ ...report({ name: "CVE-1", severity: "Low" }), manifest_hash: image }),
      );
    build.runAll(spec(clairBuildspec()));
    build.close();
    const [, , judged] = build.phases;
    return {
      status: judged?.[1],
      output: build.output,
      released: registry.digest(`${release}:release-0123456789ab-7`),
    };
  };
  const image = (name: string, architecture = "amd64") =>
    registry.forPlatform(registry.pushImage(name, { "etc/name": name }), architecture);
  const digestOf = (address = "") => address.split("@")[1] ?? "";
  const childrenOf = async (at: string, digest: string) => {
    const answer = await fetch(`http://${at.replace("/", "/v2/")}/manifests/${digest}`);
    const { manifests } = (await answer.json()) as {
      manifests: { digest: string; platform: { os: string; architecture: string } }[];
    };
    return Object.fromEntries(manifests.map((one) => [one.digest, one.platform.architecture]));
  };

  it(
    "become one index, which is judged and released; a retry builds nothing again",
    async () => {
      const [amd64, arm64] = [image("plain-x86"), image("plain-arm", "arm64")];
      const { at, ended, digest } = buildBoth({ amd64, arm64 });
      expect(ended).toEqual(ended.map(({ output }) => ({ status: 0, output })));
      expect(await childrenOf(at, digest)).toEqual({
        [digestOf(arm64)]: "arm64",
        [digestOf(amd64)]: "amd64",
      });
      const images = [amd64, arm64].map(digestOf);
      const verdict = judge(at, digest, images);
      expect(verdict).toEqual({ status: 0, output: verdict.output, released: digest });
      // Another image would be pushed now, if the builds did not find what they pushed.
      const again = buildBoth({ amd64: image("other-x86"), arm64: image("other-arm", "arm64") }, at);
      expect(again.ended.map(({ status }) => status)).toEqual([0, 0]);
      expect(again.digest).toBe(digest);
    },
    patience,
  );

  it(
    "become one index with the provenance of each",
    async () => {
      const [amd64, arm64] = [image("attested-x86"), image("attested-arm", "arm64")];
      const x86 = await registry.pushAttested("pushed-x86", { amd64 });
      const arm = await registry.pushAttested("pushed-arm", { arm64 });
      const { at, ended, digest } = buildBoth({ amd64: x86.index, arm64: arm.index });
      expect(ended).toEqual(ended.map(({ output }) => ({ status: 0, output })));
      const children = await childrenOf(at, digest);
      expect(children).toEqual({
        ...{ [digestOf(amd64)]: "amd64", [digestOf(arm64)]: "arm64" },
        ...Object.fromEntries([...x86.attestations, ...arm.attestations].map((one) => [one, "unknown"])),
      });
      const verdict = judge(at, digest, [amd64, arm64].map(digestOf));
      expect(verdict).toEqual({ status: 0, output: verdict.output, released: digest });
      for (const one of Object.keys(children)) expect(registry.digest(`${at}-released@${one}`)).toBe(one);
    },
    patience,
  );

  it.each([
    ["an image for x86", () => image("wrong", "amd64")],
    ["an image for a processor that nobody asked for", () => image("s390", "s390x")],
  ])(
    "are not judged where the ARM build pushes %s",
    (_what, arm) => {
      const [amd64, arm64] = [image("right"), arm()];
      const { at, digest } = buildBoth({ amd64, arm64 });
      const verdict = judge(at, digest, [amd64, arm64].map(digestOf));
      expect(verdict).toMatchObject({ status: 2, released: undefined });
      expect(verdict.output).toContain("NOT JUDGED: the delivery builds for linux/amd64 and linux/arm64");
    },
    patience,
  );

  it(
    "are not judged where an index calls an image for x86 one for ARM",
    async () => {
      const [amd64, arm64] = [image("honest"), image("liar", "amd64")];
      const { index } = await registry.pushAttested("lying", { amd64, arm64 });
      const [at = "", digest = ""] = index.split("@");
      const verdict = judge(at, digest, [amd64, arm64].map(digestOf));
      expect(verdict).toMatchObject({ status: 2, released: undefined });
      expect(verdict.output).toContain(
        `NOT JUDGED: the index names the image ${digestOf(arm64)} for "linux/arm64"`,
      );
    },
    patience,
  );

  it(
    "have the digest in the line that the README's command prints for the settings",
    () => {
      const readme = readFileSync(join(__dirname, "..", "README.md"), "utf8");
      const [, command = ""] = /^docker (buildx imagetools inspect quay\.io.*)$/m.exec(readme) ?? [];
      const address = registry.pushIndex("digest", [image("read-x86"), image("read-arm", "arm64")]);
      const own = command.replace(/ quay\S+/, ` ${address.replace(/@.*/, ":1")}`).replace("buildx", buildx);
      const settings = parse(execFileSync("bash", ["-c", own], { encoding: "utf8" })) as {
        image: string;
      };
      expect(settings).toEqual({ image: `${address.replace(/@.*/, ":1")}@${digestOf(address)}` });
      // As the components configure it.
      expect(byDigest(settings.image)).toBe(address);
    },
    patience,
  );

  it(
    "make no index where one of them was never pushed",
    () => {
      const { ended, digest } = buildBoth({ amd64: image("alone"), arm64: `${registry.address}/nowhere:1` });
      expect([ended.map(({ status }) => status === 0), digest]).toEqual([[false, false], ""]);
      expect(ended[1]?.output).toContain("The index was not made.");
    },
    patience,
  );

  it(
    "are neither judged nor released where the registry hands out another child or configuration",
    async () => {
      const [amd64, arm64] = [image("kept-x86"), image("kept-arm", "arm64")];
      const { at, digest } = buildBoth({ amd64, arm64 });
      const answer = await fetch(`http://${at.replace("/", "/v2/")}/manifests/${digestOf(arm64)}`);
      const { config } = (await answer.json()) as { config: { digest: string } };
      writeFileSync(join(folder, "exchanging.cjs"), exchanging);
      for (const exchanged of [digestOf(arm64), config.digest, digest]) {
        const host = `127.0.0.1:${await freePort()}`;
        const words = [registry.address, host.slice(10), exchanged];
        processes.keep(process.execPath, [join(folder, "exchanging.cjs"), ...words]);
        await until("the other registry", async () => (await statusOf(`http://${host}/v2/`)) === 200);
        const images = [amd64, arm64].map(digestOf);
        const verdict = judge(at.replace(registry.address, host), digest, images, `${at}-released`);
        expect(verdict).toMatchObject({ status: 2, released: undefined });
        expect(verdict.output).toMatch(/NOT JUDGED: .*(has another digest|is not what it must be)/);
      }
    },
    patience,
  );
});

/** A registry before another one, which changes the bytes under one digest; a program, because builds run while this one waits. */
const exchanging = `
  const [host, port, exchanged] = process.argv.slice(2);
  require("node:http").createServer(async (request, response) => {
    const answer = await fetch("http://" + host + request.url, { method: request.method });
    const bytes = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") });
    response.end(request.url.endsWith(exchanged) ? Buffer.concat([bytes, Buffer.from(" ")]) : bytes);
  }).listen(Number(port), "127.0.0.1");`;
