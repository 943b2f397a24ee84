import { judge, type Verdict } from "./gate/gate.ts";
import { images } from "./testing/distributionImages.ts";
import { strict } from "./testing/gateInputs.ts";
import { RealClair } from "./testing/realClair.ts";
import { vulnerable } from "./testing/vendorDocuments.ts";
import { redHatHosts } from "./testing/vendorFeeds.ts";
import { VendorProxy } from "./testing/vendorProxy.ts";

// The real Clair loads the data of five distributions from the vendors' addresses, in the vendors' formats, and judges images of each. What
// stands behind the addresses is made for the test: one vulnerability each.

const patience = 180_000;
const updaterSets = ["alpine", "aws", "clair.cvss", "debian", "rhel-vex", "ubuntu"];
/** What the gate wants of each distribution. */
const updaters = {
  alpine: ["alpine-main-v3.20-updater", "alpine-community-v3.20-updater"],
  debian: ["debian/updater"],
  ubuntu: ["ubuntu/updater/jammy"],
  amazon: ["aws-AL2023-updater"],
  redHat: ["rhel-vex"],
};
type Name = keyof typeof vulnerable;
const names = Object.keys(vulnerable) as Name[];
/** Before the fixed one. */
const old: Record<Name, string> = {
  alpine: "3.3.1-r0",
  debian: "3.0.15-1~deb12u1",
  ubuntu: "3.0.2-0ubuntu1.9",
  amazon: "1:3.0.8-1.amzn2023.0.9",
  redHat: "1:3.0.7-27.el9",
};

class Scene {
  readonly clair: RealClair;
  readonly vendors: VendorProxy;

  constructor(clair: RealClair, vendors: VendorProxy) {
    this.clair = clair;
    this.vendors = vendors;
  }

  /** @param loaded What has been loaded once it is there. */
  static async start(loaded: readonly Name[], unreachable: string[] = []): Promise<Scene> {
    const vendors = await VendorProxy.start(unreachable);
    const clair = await RealClair.start({ airGapped: false, updaterSets }, vendors);
    const scene = new Scene(clair, vendors);
    const expected = loaded.flatMap((name) => updaters[name]);
    const deadline = Date.now() + 240_000;
    for (;;) {
      const known = Object.keys(JSON.parse(await clair.updates("vulnerability")) as object);
      const rated = Object.keys(JSON.parse(await clair.updates("enrichment")) as object);
      const missing = [
        ...expected.filter((one) => !known.includes(one)),
        ...["clair.cvss"].filter((one) => !rated.includes(one)),
      ];
      if (missing.length === 0) return scene;
      if (Date.now() > deadline) {
        await scene.close();
        throw new Error(`Clair has not loaded ${missing.join(", ")}.\n${clair.log.slice(-6000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  async verdictOn(name: Name, version: string): Promise<Verdict> {
    const image = this.clair.registry.pushImage(
      `${name.toLowerCase()}-${version.replaceAll(/\W+/g, "-")}`,
      images[name]?.(version) ?? {},
    );
    return judge({
      updates: await this.clair.updates("vulnerability"),
      enrichments: await this.clair.updates("enrichment"),
      report: this.clair.report(image).stdout,
      policy: JSON.stringify(strict),
      sources: "./Dockerfile\0",
      digest: image.split("@")[1] ?? "",
      now: Date.now(),
    });
  }

  async close(): Promise<void> {
    await this.clair.close();
    this.vendors.close();
  }
}

describe("the real Clair, with the data of five distributions (F.0.60)", () => {
  let scene: Scene;
  beforeAll(async () => (scene = await Scene.start(names)), patience);
  afterAll(() => scene.close(), patience);

  it.each(names)(
    "finds the vulnerable package of %s with the version that fixes it, and passes the fixed one",
    async (name) => {
      const { fixedIn, name: vulnerability } = vulnerable[name];
      const flawed = await scene.verdictOn(name, old[name]);
      expect(flawed.findings).toEqual([
        expect.objectContaining({
          vulnerability: expect.stringContaining(vulnerability) as string,
          fixedIn: expect.stringMatching(
            new RegExp(`^(0:)?${fixedIn.replaceAll(/[.+]/g, "\\$&")}$`),
          ) as string,
          ignored: "",
        }),
      ]);
      expect([flawed.exitCode, flawed.findings[0]?.version]).toEqual([1, old[name]]);
      const fixed = await scene.verdictOn(name, fixedIn);
      expect([fixed.exitCode, fixed.findings, fixed.summary]).toEqual([
        0,
        [],
        [expect.stringContaining("PASSED")],
      ]);
    },
  );
});

describe("the real Clair, without the feeds of one vendor (F.0.60)", () => {
  let scene: Scene;
  const others = names.filter((name) => name !== "redHat");
  beforeAll(async () => (scene = await Scene.start(others, redHatHosts)), patience);
  afterAll(() => scene.close(), patience);

  it("judges images of the other distributions, and none of that one", async () => {
    for (const name of others)
      expect([name, (await scene.verdictOn(name, old[name])).exitCode]).toEqual([name, 1]);
    for (const version of [old.redHat, vulnerable.redHat.fixedIn]) {
      const { exitCode, summary } = await scene.verdictOn("redHat", version);
      expect([exitCode, summary.join("\n")]).toEqual([2, expect.stringContaining("Red Hat")]);
    }
  });
});
