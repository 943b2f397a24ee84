import { parse } from "yaml";
import { clientBuildspec } from "./delivery/buildspec.ts";
import { rescanBuildspec } from "./delivery/rescanBuildspec.ts";
import { judge, type Verdict } from "./gate/gate.ts";
import type { GatePolicy } from "./gate/policy.ts";
import { Build, type Buildspec } from "./testing/build.ts";
import { strict } from "./testing/gateInputs.ts";
import { statusOf } from "./testing/processes.ts";
import { RealClair } from "./testing/realClair.ts";
import {
  alpine,
  alpineVulnerability,
  debian12,
  nvdRating,
  pythonPackage,
  ubuntu2204,
} from "./testing/realImages.ts";

// Clair 4.9, its clairctl and PostgreSQL are real here. What this closed room cannot show: that it reads layers from Amazon S3 (a
// local registry serves them). feeds.clair.test.ts shows that it loads its data from the distributions.

const patience = 180_000;

describe("the real Clair, booted from the rendered configuration", () => {
  let clair: RealClair;
  let flawed: string;
  let fixed: string;
  beforeAll(async () => {
    clair = await RealClair.start();
    flawed = clair.registry.pushImage("flawed", alpine("3.3.0-r0"));
    fixed = clair.registry.pushImage("fixed", alpine("3.3.1-r1"));
  }, patience);
  afterAll(async () => {
    const ids = clair.processIds;
    await clair.close();
    const alive = ids.filter((id) => {
      try {
        return process.kill(id, 0);
      } catch {
        return false;
      }
    });
    expect(alive).toEqual([]);
  }, patience);

  const digestOf = (image: string) => image.split("@")[1] ?? "";
  const verdictOn = async (
    image: string,
    policy: Partial<GatePolicy> = {},
    digest = digestOf(image),
  ): Promise<Verdict> =>
    judge({
      updates: await clair.updates("vulnerability"),
      enrichments: await clair.updates("enrichment"),
      report: clair.report(image).stdout,
      policy: JSON.stringify({ ...strict, ...policy }),
      sources: "./Dockerfile\0",
      digest,
      now: Date.now(),
    });

  it("answers on its introspection port, which is where the load balancer checks it (F.2.7)", async () => {
    expect(await statusOf(`${clair.introspectionUrl}/healthz`)).toBe(200);
    expect(await statusOf(`${clair.introspectionUrl}/readyz`)).toBe(200);
  });

  it("passes its container's check while it has its database (F.2.7)", () => {
    expect(clair.checkHealth()).toMatchObject({ status: 0 });
  });

  it("serves no profile of itself where clients come in (F.2.6)", async () => {
    expect(await statusOf(`${clair.apiUrl}debug/pprof/`)).not.toBe(200);
    expect(await statusOf(`${clair.apiUrl}healthz`)).not.toBe(200);
  });

  it("refuses whoever has no key, or another one, with 401 (F.2.4)", async () => {
    const path = `${clair.apiUrl}indexer/api/v1/index_state`;
    expect(await statusOf(path)).toBe(401);
    expect(await statusOf(path, { authorization: "Bearer x.y.z" })).toBe(401);
    const { status, stderr } = clair.report(flawed, "ffffffffffffffffffffffffffffffff");
    expect(status).not.toBe(0);
    expect(stderr).toContain("401");
  });

  it("reports null, and no failure, before it has vulnerability data, and the gate closes on that (F.2.13)", async () => {
    expect(clair.report(flawed)).toMatchObject({ status: 0, stdout: "null" });
    expect(await verdictOn(flawed)).toMatchObject({ exitCode: 2, findings: [] });
    expect(JSON.parse(await clair.updates("vulnerability"))).toEqual({});
  });

  it("takes vulnerability data from a file where there is no internet (F.2.9)", () => {
    const outcome = clair.importData([
      alpineVulnerability("CVE-2026-0001", "3.3.1-r0"),
      alpineVulnerability("CVE-2026-0002", "3.3.1-r0"),
      alpineVulnerability("CVE-2026-0003", "1.0-r0", "community"),
    ]);
    expect(outcome).toMatchObject({ status: 0 });
  });

  it("never lets Alpine's findings pass, nor an image without findings, before there are ratings (F.2.13)", async () => {
    const verdict = await verdictOn(flawed, { minimumSeverity: "Critical" });
    expect(verdict.findings.map(({ severity, ignored }) => [severity, ignored])).toEqual([
      ["Unknown", ""],
      ["Unknown", ""],
    ]);
    for (const { exitCode, summary } of [verdict, await verdictOn(fixed)]) {
      expect(exitCode).toBe(2);
      expect(summary).toEqual([
        expect.stringContaining("the scanner has no data of the updater clair.cvss."),
      ]);
    }
  });

  it("and takes ratings of the NVD as well", () => {
    expect(
      clair.importData([nvdRating("CVE-2026-0001", 9.8), nvdRating("CVE-2026-0002", 3.1)]),
    ).toMatchObject({ status: 0 });
  });

  it("indexes an image from a registry, and the gate rejects what it reports (F.2.13)", async () => {
    const { exitCode, findings } = await verdictOn(flawed);
    expect(findings).toEqual([
      {
        vulnerability: "CVE-2026-0001",
        severity: "Critical",
        countsAs: "Critical",
        package: "openssl",
        version: "3.3.0-r0",
        fixedIn: "3.3.1-r0",
        layer: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
        ignored: "",
      },
      expect.objectContaining({ vulnerability: "CVE-2026-0002", severity: "Low", ignored: "below High" }),
    ]);
    expect(exitCode).toBe(1);
  });

  it("and lets through what is fixed, tolerated or allowed (F.2.13)", async () => {
    const allow = [{ vulnerability: "CVE-2026-0001", expires: "2999-12-31", reason: "not reachable here" }];
    expect(await verdictOn(fixed)).toMatchObject({ exitCode: 0, findings: [] });
    expect((await verdictOn(flawed, { threshold: 1 })).exitCode).toBe(0);
    expect((await verdictOn(flawed, { allow })).exitCode).toBe(0);
  });

  it.each([
    [
      "Debian 12, with Alpine's data alone",
      debian12,
      "Debian 12: the scanner has no data of the updater debian/updater.",
    ],
    [
      "Ubuntu 22.04, with Alpine's data alone",
      ubuntu2204,
      "Ubuntu 22.04: the scanner has no data of the updater ubuntu/updater/jammy.",
    ],
    [
      "Alpine 3.23, with data of 3.20",
      () => alpine("3.3.0-r0", "3.23"),
      "updater alpine-main-v3.23-updater.",
    ],
    [
      "ID=wolfi over a database of apk",
      () => alpine("3.3.0-r0", "3.20", { ID: "wolfi" }),
      "Clair recognised no distribution",
    ],
    [
      "ID=debian over a database of apk",
      () => ({ ...alpine("3.3.0-r0"), ...debian12() }),
      "Clair recognised no distribution",
    ],
    [
      "a pretty name of its own",
      () => alpine("3.3.0-r0", "3.20", { PRETTY_NAME: "Mine" }),
      "Mine is not a distribution",
    ],
    [
      "a package of Python's",
      () => ({ ...alpine("3.3.1-r1"), ...pythonPackage }),
      "Packages of Python: the scanner has no data of the updater osv/pypi.",
    ],
  ])(
    "finds nothing in an image with %s, and the gate does not judge it (F.2.13)",
    async (what, files, line) => {
      const image = clair.registry.pushImage(what.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"), files());
      const { exitCode, summary, findings } = await verdictOn(image);
      expect(findings).toEqual([]);
      expect(summary.join("\n")).toContain(line);
      expect(exitCode).toBe(2);
    },
  );

  /** The judge, on the real Clair, and on a real registry, into which it copies. */
  const judged = (
    image: string,
    variables: Record<string, string> = {},
    buildspec = clientBuildspec(),
  ): Build => {
    const [address = "", digest = ""] = image.split("@");
    const of = clair.forBuild();
    const given = {
      ...of.variables,
      QUARANTINE_URL: address,
      REPOSITORY_URL: `${address}-released`,
      FOUND: digest,
    };
    return new Build("", { ...given, ...variables }, ["Dockerfile"], of.programs).runAll(
      parse(buildspec) as Buildspec,
    );
  };

  it.each([
    [
      "rejects a flawed image",
      () => flawed,
      ["REJECTED: 1 of 2 findings count", "CVE-2026-0001", "  1 of 1\n"],
      1,
    ],
    ["releases a fixed one", () => fixed, ["PASSED: 0 of 0 findings count"], 0],
  ])(
    "%s by the snippet for other projects, run as it stands (F.2.21, F.0.45)",
    (_what, image, lines, status) => {
      const build = judged(image());
      try {
        for (const line of lines) expect(build.output).toContain(line);
        expect(build.phases).toEqual([
          ["install", 0],
          ["pre_build", 0],
          ["build", status],
          ["post_build", status],
        ]);
        const [address = "", digest = ""] = image().split("@");
        const released = clair.registry.digest(`${address}-released:release-0123456789ab-7`);
        expect(released).toBe(status === 0 ? digest : undefined);
      } finally {
        build.close();
      }
    },
  );

  it("judges each image of an index, and releases the index (F.0.45)", () => {
    const other = clair.registry.pushImage("other", { ...alpine("3.3.1-r1"), "etc/other": "x" });
    for (const [name, images, status] of [
      ["good-index", [fixed, other], 0],
      ["bad-index", [other, flawed], 1],
    ] as const) {
      const index = clair.registry.pushIndex(name, [...images]);
      const build = judged(index);
      try {
        expect(build.phases[2]).toEqual(["build", status]);
        const [address = "", digest = ""] = index.split("@");
        const released = clair.registry.digest(`${address}-released:release-0123456789ab-7`);
        expect(released).toBe(status === 0 ? digest : undefined);
        for (const image of images) expect(build.output).toContain(`Image ${digestOf(image)}:`);
      } finally {
        build.close();
      }
    }
  });

  it("judges what buildx pushes for two processors with provenance, and releases all of it (F.0.45, F.0.59)", async () => {
    const arm = clair.registry.forPlatform(
      clair.registry.pushImage("arm", { ...alpine("3.3.1-r1"), "etc/arm": "x" }),
      "arm64",
    );
    const flawedArm = clair.registry.forPlatform(
      clair.registry.pushImage("flawed-arm", { ...alpine("3.3.0-r0"), "etc/arm": "x" }),
      "arm64",
    );
    for (const [name, arm64, status] of [
      ["attested", arm, 0],
      ["attested-flawed", flawedArm, 1],
    ] as const) {
      const { index, attestations } = await clair.registry.pushAttested(name, { amd64: fixed, arm64 });
      const build = judged(index);
      try {
        expect(build.phases[2]).toEqual(["build", status]);
        const [address = "", digest = ""] = index.split("@");
        expect(clair.registry.digest(`${address}-released:release-0123456789ab-7`)).toBe(
          status === 0 ? digest : undefined,
        );
        for (const image of [fixed, arm64]) expect(build.output).toContain(`Image ${digestOf(image)}:`);
        for (const one of attestations) expect(build.output).not.toContain(`Image ${one}:`);
        // Each part is there by its digest, the provenance as well.
        for (const one of [digestOf(fixed), digestOf(arm64), ...attestations])
          expect(clair.registry.digest(`${address}-released@${one}`)).toBe(status === 0 ? one : undefined);
      } finally {
        build.close();
      }
    }
  });

  it("judges again what runs, and tells of what Clair has learned since (F.0.45)", () => {
    for (const [image, status] of [
      [fixed, 0],
      [flawed, 1],
    ] as const) {
      const [address = ""] = image.split("@");
      const running = { REPOSITORY_URL: address, RUNNING: `${address}:release-0123456789ab-7` };
      const build = judged(image, running, rescanBuildspec());
      try {
        expect(build.phases.at(-1)).toEqual(["build", status]);
        if (status === 0) expect(build.message).toBeUndefined();
        else expect(build.message).toMatch(/Critical +CVE-2026-0001 +openssl +3\.3\.0-r0 +3\.3\.1-r0 +yes/);
      } finally {
        build.close();
      }
    }
  });

  /** A flawed image that nobody has judged yet, and what another client with the key can say of it. */
  const poisoning = async (name: string) => {
    const image = clair.registry.pushImage(name, { ...alpine("3.3.0-r0"), [`etc/${name}`]: name });
    const layerOf = async (address: string) => {
      const [repository = "", digest = ""] = address.split("@");
      const at = `http://${repository.replace("/", "/v2/")}`;
      const manifest = await fetch(`${at}/manifests/${digest}`);
      const { layers } = (await manifest.json()) as { layers: { digest: string }[] };
      const hash = layers[0]?.digest ?? "";
      return { hash, uri: `${at}/blobs/${hash}` };
    };
    const [own, clean] = [await layerOf(image), await layerOf(fixed)];
    return { image, own, clean, poison: () => clair.index(digestOf(image), [clean]) };
  };
  const flaw = /Critical +CVE-2026-0001 +openssl +3\.3\.0-r0 +3\.3\.1-r0 +yes/;

  it("rejects a flawed image of which another client said before that it has other layers (F.0.45)", async () => {
    const { image, poison } = await poisoning("poisoned");
    expect((await poison())[0]).toBe(201);
    // This is Clair's own answer: what the digest was indexed with first.
    expect((await verdictOn(image)).exitCode).toBe(0);
    const build = judged(image);
    try {
      expect(build.phases[2]).toEqual(["build", 1]);
      expect(build.output).toMatch(flaw);
    } finally {
      build.close();
    }
  });

  it("and one that another client indexes anew between its release and the judgement of what runs (F.0.45)", async () => {
    const { image, poison } = await poisoning("poisoned-later");
    expect((await verdictOn(image)).exitCode).toBe(1);
    expect(clair.delete(image)).toMatchObject({ status: 0 });
    await poison();
    const [address = "", digest = ""] = image.split("@");
    const running = { REPOSITORY_URL: address, RUNNING: `${address}:release-0123456789ab-7`, FOUND: digest };
    const build = judged(image, running, rescanBuildspec());
    try {
      expect(build.phases.at(-1)).toEqual(["build", 1]);
      expect(build.message).toMatch(flaw);
    } finally {
      build.close();
    }
  });

  it("indexes no layer under the digest of another one", async () => {
    const { image, own, clean } = await poisoning("poisoned-layer");
    const [status] = await clair.index(`sha256:${"a".repeat(64)}`, [{ hash: own.hash, uri: clean.uri }]);
    expect(status).not.toBe(201);
    expect((await verdictOn(image)).exitCode).toBe(1);
  });

  it("lets no build in whose key is another one (post 003b)", () => {
    const build = judged(fixed, { CLAIR_PSK: "ffffffffffffffffffffffffffffffff" });
    try {
      expect(build.phases[2]).toEqual(["build", 2]);
      expect(build.output).toContain("401");
      expect(build.output).toContain("NOT JUDGED: the report is missing.");
    } finally {
      build.close();
    }
  });

  it("never lets the report of one image speak for another (F.2.13)", async () => {
    expect((await verdictOn(fixed, {}, digestOf(flawed))).exitCode).toBe(2);
  });
});

describe("the real Clair, which cannot reach Red Hat", () => {
  let clair: RealClair;
  beforeAll(async () => {
    clair = await RealClair.start({ airGapped: false, updaterSets: ["alpine", "clair.cvss", "rhel-vex"] });
  }, patience);
  afterAll(() => clair.close(), patience);

  it(
    "indexes images of other distributions all the same (F.2.9)",
    () => {
      clair.importData([alpineVulnerability("CVE-2026-0001", "3.3.1-r0"), nvdRating("CVE-2026-0001", 9.8)]);
      const image = clair.registry.pushImage("alpine", alpine("3.3.0-r0"));
      const { status, stdout } = clair.report(image);
      expect(status).toBe(0);
      expect(stdout).toContain("CVE-2026-0001");
      expect(JSON.parse(stdout)).toMatchObject({
        manifest_hash: image.split("@")[1],
        vulnerabilities: expect.any(Object) as object,
      });
    },
    patience,
  );

  it(
    "fails its container's check once its database is lost, while its own readiness is fine (F.2.7)",
    async () => {
      expect(clair.checkHealth()).toMatchObject({ status: 0 });
      await clair.loseDatabase();
      expect(await statusOf(`${clair.introspectionUrl}/readyz`)).toBe(200);
      expect(clair.checkHealth().status).not.toBe(0);
    },
    patience,
  );
});
