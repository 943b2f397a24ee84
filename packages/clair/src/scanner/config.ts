import { stringify } from "yaml";

/** How Clair reaches its database; the password comes as PGPASSWORD. */
export interface ClairConnection {
  host: string;
  port: number;
  database: string;
  user: string;
  /** Path of the certificates that the server's must lead to: it is always verified (`sslmode=verify-full`). */
  rootCertificate: string;
}

export interface ClairConfig {
  connection: ClairConnection;
  /** The issuer of signed requests. Its key is in a separate file. */
  issuer: string;
  logLevel: string;
  /** Hours between updates of vulnerability data. */
  updatePeriodHours: number;
  /** Names of Clair's updater sets. @default - all */
  updaterSets?: string[];
  /** No updates and no addresses outside private ranges. */
  airGapped: boolean;
  /** Where the configuration and what it names lie. @default "/config" */
  folder?: string;
  /** Address of the API. @default ":6060" */
  apiAddress?: string;
  /** Address of health and metrics. @default ":8089" */
  introspectionAddress?: string;
}

export const apiPort = 6060;
export const introspectionPort = 8089;

/**
 * Clair's configuration file (github.com/quay/clair/config v1.4.3, which refuses keys that it does not know), for one
 * process that indexes, matches and notifies. It holds no secret: libpq's variables bring the database's password, and
 * `pskDropIn` the key, which Clair merges from `config.yaml.d`.
 */
export function renderConfig(config: ClairConfig): string {
  const connstring = connectionString(config.connection);
  const document = {
    http_listen_addr: config.apiAddress ?? `:${apiPort}`,
    introspection_addr: config.introspectionAddress ?? `:${introspectionPort}`,
    log_level: config.logLevel,
    indexer: {
      connstring,
      scanlock_retry: 10,
      layer_scan_concurrency: 5,
      migrations: true,
      ...(config.airGapped && { airgap: true }),
      scanner: redHatMappings(config),
    },
    matcher: {
      connstring,
      migrations: true,
      period: `${config.updatePeriodHours}h`,
      ...(config.airGapped && { disable_updaters: true }),
    },
    // Clair does not start without it, although it sends no notifications.
    notifier: { connstring, migrations: true },
    ...updaters(config),
    auth: { psk: { iss: [config.issuer] } },
    metrics: { name: "prometheus" },
  };
  return stringify(document, { lineWidth: 0 });
}

/**
 * Of Red Hat's repositories Clair wants two lists as it starts, and without them it indexes no image at all, of whatever
 * distribution, until it asks again a day later. So it gets empty ones, which those of Red Hat replace where it can load them:
 * without them images of Red Hat's match nothing or not by their repositories, and the gate does not judge them (github.com/quay/claircore v1.5.48,
 * rhel/repositoryscanner.go, rhel/rhcc/scanner.go and rhel/internal/common/updater.go; the addresses are its defaults).
 */
function redHatMappings({ folder = "/config", ...config }: ClairConfig): object {
  const file = `${folder}/${mappingFile}`;
  const metrics = "https://security.access.redhat.com/data/metrics";
  const isLoaded = !config.airGapped && (config.updaterSets?.includes("rhel-vex") ?? true);
  return {
    package: {
      rhel_containerscanner: {
        name2repos_mapping_file: file,
        ...(isLoaded && { name2repos_mapping_url: `${metrics}/container-name-repos-map.json` }),
      },
    },
    repo: {
      "rhel-repository-scanner": {
        repo2cpe_mapping_file: file,
        ...(isLoaded && { repo2cpe_mapping_url: `${metrics}/repository-to-cpe.json` }),
      },
    },
  };
}

const mappingFile = "no-mappings.json";

function updaters({ airGapped, updaterSets }: ClairConfig): { updaters?: { sets: string[] } } {
  if (airGapped) return { updaters: { sets: [] } };
  return updaterSets === undefined ? {} : { updaters: { sets: updaterSets } };
}

/** libpq's form. The values are host names, ports and names that were checked: none holds a space or a quote. */
function connectionString(connection: ClairConnection): string {
  const { host, port, database, user, rootCertificate } = connection;
  const words = { host, port, dbname: database, user, sslmode: "verify-full", sslrootcert: rootCertificate };
  return Object.entries(words)
    .map(([word, value]) => `${word}=${value}`)
    .join(" ");
}

export const configFile = "/config/config.yaml";
export const rootCertificateFile = "/config/database-ca.pem";

/**
 * The health check of Clair's container. `/readyz` answers 200 also while the database is lost; this one asks Clair, over its API,
 * to forget an image that nobody has, which takes the database. Its key is that of requests.
 */
export const healthCommand = (issuer: string): string[] => [
  "CMD",
  "/usr/bin/clairctl",
  ...["--config", configFile, "--issuer", issuer],
  ...["delete", "--host", `http://localhost:${apiPort}/`, `sha256:${"0".repeat(64)}`],
];

/**
 * What a container that runs once, before Clair, does: Clair reads its key from a file only, and a secret of ECS comes as
 * a variable only. So this one, and not Clair's own container, is given the key. As root, because a volume of AWS Fargate
 * starts as root's; what it leaves belongs to `nobody`, as whom Clair runs.
 */
export const prepareScript = [
  "set -eu",
  "umask 077",
  "mkdir -p /config/config.yaml.d",
  `printf '%s' "$CLAIR_CONFIGURATION" > ${configFile}`,
  `printf 'auth:\\n  psk:\\n    key: "%s"\\n' "$CLAIR_PSK" > ${configFile}.d/psk.yaml`,
  `if [ -n "\${DATABASE_CERTIFICATES:-}" ]; then printf '%s' "$DATABASE_CERTIFICATES" > ${rootCertificateFile}; fi`,
  `printf '{"data":{}}' > /config/${mappingFile}`,
  "chown -R nobody:nobody /config",
  "chmod 1777 /var/tmp",
].join("\n");
