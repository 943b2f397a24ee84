import { dataFault, judge, type GatePolicy } from "./gate/gate.ts";
import { strict } from "./testing/gateInputs.ts";
import { statusOf } from "./testing/processes.ts";
import { RealClair } from "./testing/realClair.ts";

// Clair 4.9, its clairctl and PostgreSQL are real here. What this closed room cannot show: that Clair loads its data from
// the distributions (a small file is imported instead), and that it reads layers from Amazon S3 (a local registry serves
// them).

const patience = 180_000;
const today = "2026-11-21";

/** Lines of a file that `clairctl import-updaters` takes. */
function vulnerability(name: string, severity: string, fixedIn: string): object {
  return {
    Updater: "alpine-main-v3.20-updater",
    Fingerprint: "test",
    Date: new Date().toISOString(),
    Ref: "7f2c0c5e-5a5b-4a5e-9a51-0d3c0a1b2c3d",
    Kind: "vulnerability",
    Vuln: {
      updater: "alpine-main-v3.20-updater",
      name,
      description: "made for a test",
      issued: "2026-11-01T00:00:00Z",
      links: "https://example.com",
      severity,
      normalized_severity: severity,
      package: { name: "openssl", kind: "source" },
      distribution: {
        did: "alpine",
        name: "Alpine Linux",
        version_id: "3.20",
        pretty_name: "Alpine Linux v3.20",
      },
      fixed_in_version: fixedIn,
    },
  };
}

describe("the real Clair, booted from the rendered configuration", () => {
  let clair: RealClair;
  let flawed: string;
  let mended: string;
  beforeAll(async () => {
    clair = await RealClair.start();
    flawed = clair.pushImage("flawed", "3.3.0-r0");
    mended = clair.pushImage("mended", "3.3.1-r1");
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
  const verdictOn = (image: string, given: Partial<GatePolicy> = {}) =>
    judge(clair.report(image).stdout, { ...strict, ...given }, digestOf(image), today);

  it("answers on its introspection port, which is where the load balancer checks it (F.2.7)", async () => {
    expect(await statusOf(`${clair.introspectionUrl}/healthz`)).toBe(200);
    expect(await statusOf(`${clair.introspectionUrl}/readyz`)).toBe(200);
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
    expect(verdictOn(flawed)).toMatchObject({ exitCode: 2, findings: [] });
    expect(dataFault(await clair.updates(), strict, Date.now())).toContain("knows of no vulnerabilities yet");
  });

  it("takes vulnerability data from a file where there is no internet (F.2.9)", () => {
    const outcome = clair.importVulnerabilities([
      vulnerability("CVE-2026-0001", "Critical", "3.3.1-r0"),
      vulnerability("CVE-2026-0002", "Low", "3.3.1-r0"),
    ]);
    expect(outcome).toMatchObject({ status: 0 });
  });

  it("and says then that it knows of some (F.2.13)", async () => {
    expect(dataFault(await clair.updates(), strict, Date.now())).toBeUndefined();
  });

  it("indexes an image from a registry, and the gate rejects what it reports (F.2.13)", () => {
    const { exitCode, findings } = verdictOn(flawed);
    expect(findings).toEqual([
      {
        vulnerability: "CVE-2026-0001",
        severity: "Critical",
        package: "openssl",
        version: "3.3.0-r0",
        fixedIn: "3.3.1-r0",
        ignored: "",
      },
      expect.objectContaining({ vulnerability: "CVE-2026-0002", severity: "Low", ignored: "below High" }),
    ]);
    expect(exitCode).toBe(1);
  });

  it("and lets through what is mended, tolerated or allowed (F.2.13)", () => {
    const allow = [{ vulnerability: "CVE-2026-0001", expires: "2026-12-31", reason: "not reachable here" }];
    expect(verdictOn(mended)).toMatchObject({ exitCode: 0, findings: [] });
    expect(verdictOn(flawed, { threshold: 1 }).exitCode).toBe(0);
    expect(verdictOn(flawed, { allow }).exitCode).toBe(0);
  });

  it("never lets the report of one image speak for another (F.2.13)", () => {
    expect(judge(clair.report(mended).stdout, strict, digestOf(flawed), today).exitCode).toBe(2);
  });
});
