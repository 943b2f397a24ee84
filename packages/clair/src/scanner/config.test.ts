import fc from "fast-check";
import { bashSyntax } from "@ballast/testing/scripts";
import { parse } from "yaml";
import { apiPort, introspectionPort, prepareScript, renderConfig, type ClairConfig } from "./config.ts";

const typical: ClairConfig = {
  connection: {
    host: "db.example.com",
    port: 5432,
    database: "clair",
    user: "clair",
    rootCertificate: "/config/database-ca.pem",
  },
  issuer: "ballast-delivery",
  logLevel: "info",
  updatePeriodHours: 6,
  airGapped: false,
};
const rendered = (config: Partial<ClairConfig> = {}): Record<string, unknown> =>
  parse(renderConfig({ ...typical, ...config })) as Record<string, unknown>;

/** Of github.com/quay/clair/config v1.4.3. */
const known = [
  "http_listen_addr",
  "introspection_addr",
  "log_level",
  "tls",
  "indexer",
  "matcher",
  "matchers",
  "updaters",
  "notifier",
  "auth",
  "trace",
  "metrics",
];

it("is YAML with keys that Clair knows, for one process that verifies its database (F.2.2, F.2.3)", () => {
  const connstring =
    "host=db.example.com port=5432 dbname=clair user=clair sslmode=verify-full sslrootcert=/config/database-ca.pem";
  expect(rendered()).toEqual({
    http_listen_addr: ":6060",
    introspection_addr: ":8089",
    log_level: "info",
    indexer: {
      ...{ connstring, scanlock_retry: 10, layer_scan_concurrency: 5, migrations: true },
      scanner: expect.any(Object) as object,
    },
    matcher: { connstring, migrations: true, period: "6h" },
    notifier: { connstring, migrations: true },
    auth: { psk: { iss: ["ballast-delivery"] } },
    metrics: { name: "prometheus" },
  });
  expect([apiPort, introspectionPort]).toEqual([6060, 8089]);
});

it("loads nothing from the internet where there is none (F.2.9)", () => {
  expect(rendered({ airGapped: true })).toMatchObject({
    indexer: {
      airgap: true,
      // Without these Clair 4.9 answers 500 to every image; real.clair.test.ts shows it.
      scanner: {
        package: { rhel_containerscanner: { name2repos_mapping_file: "/config/no-mappings.json" } },
        repo: { "rhel-repository-scanner": { repo2cpe_mapping_file: "/config/no-mappings.json" } },
      },
    },
    matcher: { disable_updaters: true },
    updaters: { sets: [] },
  });
});

it.each([
  ["where all feeds are loaded", {}, true],
  ["where Red Hat's is among those that are", { updaterSets: ["alpine", "rhel-vex"] }, true],
  ["where it is not", { updaterSets: ["alpine", "clair.cvss"] }, false],
])("asks Red Hat for its lists of repositories %s: %p, %p", (_what, config, isAsked) => {
  const { indexer } = rendered(config);
  expect(JSON.stringify(indexer).match(/https:\/\/security\.access\.redhat\.com/g) ?? []).toHaveLength(
    isAsked ? 2 : 0,
  );
  // Whether Red Hat answers or not, the other distributions are indexed; real.clair.test.ts shows it.
  expect(JSON.stringify(indexer).match(/\/config\/no-mappings\.json/g)).toHaveLength(2);
});

it("holds no secret, whatever is set (F.2.2, F.2.3)", () => {
  fc.assert(
    fc.property(
      fc.record({ airGapped: fc.boolean(), updatePeriodHours: fc.integer({ min: 1, max: 168 }) }),
      fc.option(fc.constant<string[]>(["debian"]), { nil: undefined }),
      (config, updaterSets) => {
        const text = renderConfig({ ...typical, ...config, updaterSets });
        expect(text).not.toMatch(/password|secret|key:/i);
        expect(Object.keys(parse(text) as object).filter((word) => !known.includes(word))).toEqual([]);
      },
    ),
  );
});

it("is put in its place by a script of plain shell", () => {
  expect(bashSyntax(prepareScript)).toBe("fine");
  expect(prepareScript).toContain("umask 077");
});
