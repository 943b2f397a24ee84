import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { clairBuildspec, verifyBuildspec } from "./delivery/buildspec.ts";
import { Build, type Buildspec } from "./testing/build.ts";
import { report } from "./testing/gateInputs.ts";
import { freePort, Processes, statusOf, until } from "./testing/processes.ts";

// The gate's program signs, stores and verifies on a registry that somebody else wrote (go-containerregistry's, with referrers), and the real
// cosign verifies what it signed, and signs what it must not take. The key lies here and not in AWS KMS, with the same algorithm.

const patience = 120_000;
const program = (name: "cosign" | "registry") => join(process.env["BALLAST_COSIGN_FOLDER"] ?? "", name);
const crane = (...words: string[]) =>
  execFileSync(join(process.env["BALLAST_CLAIR_FOLDER"] ?? "", "crane"), words, { encoding: "utf8" });
const spec = (text: string) => parse(text) as Buildspec;

describe("a signed release, and the real cosign (F.0.57)", () => {
  const processes = new Processes();
  const folder = mkdtempSync(join(tmpdir(), "signature-"));
  let host = "";
  beforeAll(async () => {
    host = `127.0.0.1:${await freePort()}`;
    processes.keep(program("registry"), [host]);
    await until("the registry", async () => (await statusOf(`http://${host}/v2/`)) === 200);
    for (const owner of ["judge", "other"]) {
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      writeFileSync(join(folder, `${owner}.pem`), privateKey.export({ type: "pkcs8", format: "pem" }));
      writeFileSync(join(folder, `${owner}.pub`), publicKey.export({ type: "spki", format: "pem" }));
    }
  }, patience);
  afterAll(async () => {
    await processes.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let number = 0;
  /** A new image of one layer in the quarantine. */
  const image = () => {
    number += 1;
    const [layer, text] = [join(folder, `${number}.tar`), join(folder, `${number}.txt`)];
    writeFileSync(text, `image ${number}`);
    execFileSync("tar", ["-cf", layer, "-C", folder, `${number}.txt`]);
    crane("append", "-f", layer, "-t", `${host}/quarantine${number}:1`);
    return crane("digest", `${host}/quarantine${number}:1`).trim();
  };
  /** KMS's two operations, as the AWS CLI answers them, by a key of this folder. */
  const kms = (owner: string) => `for word; do case "$before" in
      --message) message="\${word#fileb://}" ;; --signature) signature="\${word#fileb://}" ;;
    esac; before="$word"; done
    case "$1 $2" in
      "kms sign") openssl dgst -sha256 -sign "${join(folder, owner)}.pem" "$message" | base64 -w 0; exit ;;
      "kms verify") openssl dgst -sha256 -verify "${join(folder, owner)}.pub" -signature "$signature" "$message" > /dev/null 2>&1 || exit 254; echo True; exit ;;
    esac`;
  const build = (digest: string, owner = "judge", repository = `${host}/site${number}`) => {
    const answer = JSON.stringify({ ...report({ name: "CVE-1", severity: "Low" }), manifest_hash: digest });
    const variables = {
      FOUND: digest,
      QUARANTINE_URL: `${host}/quarantine${number}`,
      REPOSITORY_URL: repository,
    };
    return new Build(answer, variables, ["Dockerfile"], {
      node: `exec "${process.execPath}" "$@"`,
      aws: `${kms(owner)}\n${Build.aws}`,
    });
  };
  const release = (digest: string, owner = "judge") => {
    const run = build(digest, owner).runAll(spec(clairBuildspec()));
    run.close();
    return run;
  };
  const verify = (digest: string, repository = `${host}/site${number}`) => {
    const definitions = JSON.stringify([{ name: "site", imageUri: `${repository}@${digest}` }]);
    const run = build(digest, "judge", repository)
      .gets("imagedefinitions.json", definitions)
      .runAll(spec(verifyBuildspec()));
    const handedOn = run.file("imagedefinitions.json");
    run.close();
    return { status: run.phases.at(-1)?.[1], handedOn, output: run.output };
  };
  const cosign = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(program("cosign"), words, {
      encoding: "utf8",
      timeout: 240_000,
      env: { HOME: folder, COSIGN_PASSWORD: "" },
    });
    return { status, output: stdout + stderr };
  };
  const cosignVerifies = (digest: string, owner = "judge") =>
    cosign(
      "verify",
      "--key",
      join(folder, `${owner}.pub`),
      "--insecure-ignore-tlog=true",
      `${host}/site${number}@${digest}`,
    );

  it(
    "is verified by cosign and before the deployment, by the judge's key alone",
    () => {
      const digest = image();
      const { phases, output } = release(digest);
      expect([output, phases.map(([, status]) => status)]).toEqual([output, [0, 0, 0, 0]]);
      expect(cosignVerifies(digest)).toMatchObject({ status: 0 });
      expect(cosignVerifies(digest, "other").status).not.toBe(0);
      expect(verify(digest)).toMatchObject({
        status: 0,
        handedOn: expect.stringContaining(digest) as string,
      });
    },
    patience,
  );

  it(
    "has both lists of packages as referrers",
    async () => {
      const digest = image();
      release(digest);
      const answer = await fetch(`http://${host}/v2/site${number}/referrers/${digest}`);
      const { manifests } = (await answer.json()) as {
        manifests: { artifactType: string; digest: string }[];
      };
      expect(manifests.map(({ artifactType }) => artifactType).sort()).toEqual([
        "application/spdx+json",
        "application/vnd.cyclonedx+json",
        "application/vnd.dev.sigstore.bundle.v0.3+json",
      ]);
      const list = manifests.find(({ artifactType }) => artifactType === "application/spdx+json");
      const { layers } = JSON.parse(crane("manifest", `${host}/site${number}@${list?.digest}`)) as {
        layers: { digest: string }[];
      };
      const written = JSON.parse(crane("blob", `${host}/site${number}@${layers[0]?.digest}`)) as {
        packages: { name: string }[];
      };
      expect(written.packages.map(({ name }) => name)).toEqual([digest, "base-debian12", "openssl"]);
    },
    patience,
  );

  it(
    "is not deployed unsigned, signed by another key, or where the signature is another image's",
    () => {
      const digest = image();
      crane("copy", `${host}/quarantine${number}@${digest}`, `${host}/site${number}:release-1`);
      expect(verify(digest)).toMatchObject({ status: 2, handedOn: undefined });
      release(digest, "other");
      expect(cosignVerifies(digest, "other").status).toBe(0);
      expect(verify(digest)).toMatchObject({ status: 2, handedOn: undefined });
      const signed = release(image());
      expect(signed.phases.at(-1)?.[1]).toBe(0);
      // Another image in the same repository.
      crane("copy", `${host}/quarantine${number - 1}@${digest}`, `${host}/site${number}:release-2`);
      expect(verify(digest)).toMatchObject({ status: 2, handedOn: undefined });
    },
    patience,
  );

  it(
    "is taken where cosign signed it with the judge's key",
    () => {
      const digest = image();
      crane("copy", `${host}/quarantine${number}@${digest}`, `${host}/site${number}:release-1`);
      const imported = cosign(
        "import-key-pair",
        "--key",
        join(folder, "judge.pem"),
        "--output-key-prefix",
        join(folder, `imported${number}`),
        "--yes",
      );
      expect(imported).toMatchObject({ status: 0 });
      const key = join(folder, `imported${number}.key`);
      const signed = cosign(
        "sign",
        "--yes",
        "--key",
        key,
        "--tlog-upload=false",
        "--use-signing-config=false",
        `${host}/site${number}@${digest}`,
      );
      expect(signed).toMatchObject({ status: 0 });
      expect(verify(digest)).toMatchObject({ status: 0 });
    },
    patience,
  );

  it(
    "is not deployed where the registry does not have it",
    () => {
      const digest = image();
      expect(verify(digest)).toMatchObject({ status: 2, handedOn: undefined });
    },
    patience,
  );
});
