import { given, type Faults, required } from "@ballast/contracts";

/** Editions that Amazon RDS offers with their licence (user guide, "Licensing SQL Server on Amazon RDS", 2026-11). */
export const SqlServerEdition = {
  /** Free, for small databases; without a standby. */
  Express: "express",
  /** For public web applications only, by its licence. */
  Web: "web",
  /** For most applications; with a standby. */
  Standard: "standard",
  /** All features of the engine; with a standby. */
  Enterprise: "enterprise",
} as const;
export type SqlServerEdition = (typeof SqlServerEdition)[keyof typeof SqlServerEdition];

export interface EditionFacts {
  engine: string;
  /** Whether RDS keeps a standby in another zone. */
  multiAz: boolean;
  performanceInsights: boolean;
  /** What RDS sends to CloudWatch Logs; Express has no SQL Server Agent. */
  logs: string[];
  /** Smallest size of an instance class, burstable and not. */
  smallest: { burstable: string; other: string };
}

export const editionFacts: Record<SqlServerEdition, EditionFacts> = {
  express: {
    engine: "sqlserver-ex",
    multiAz: false,
    performanceInsights: false,
    logs: ["error"],
    smallest: { burstable: "micro", other: "large" },
  },
  web: {
    engine: "sqlserver-web",
    multiAz: true,
    performanceInsights: true,
    logs: ["agent", "error"],
    smallest: { burstable: "small", other: "large" },
  },
  standard: {
    engine: "sqlserver-se",
    multiAz: true,
    performanceInsights: true,
    logs: ["agent", "error"],
    smallest: { burstable: "xlarge", other: "large" },
  },
  enterprise: {
    engine: "sqlserver-ee",
    multiAz: true,
    performanceInsights: true,
    logs: ["agent", "error"],
    smallest: { burstable: "xlarge", other: "xlarge" },
  },
};

const sizes = ["micro", "small", "medium", "large", "xlarge"];

/** Which classes a region has, changes; what no region has, is said here. */
export function checkInstanceClass(
  faults: Faults,
  path: string,
  instanceClass: string,
  edition: SqlServerEdition,
): void {
  const { family, size } =
    /^db\.(?<family>[a-z]+\d[a-z0-9-]*)\.(?<size>(\d+)?xlarge|large|medium|small|micro)(\.tpc\d\.mem\dx)?$/.exec(
      instanceClass,
    )?.groups ?? {};
  if (family === undefined || size === undefined) {
    faults.add(path, `${given(instanceClass)} is not a class of Amazon RDS, for example "db.m5.large".`);
    return;
  }
  if (/^[a-z]+\d+g/.test(family)) {
    faults.add(
      path,
      `${given(instanceClass)} has an Arm processor, on which SQL Server does not run; use, for example, "db.m5.large".`,
    );
    return;
  }
  const facts = editionFacts[edition];
  if (facts === undefined) return;
  const smallest = facts.smallest[family.startsWith("t") ? "burstable" : "other"];
  const rank = size.endsWith("xlarge") ? sizes.indexOf("xlarge") : sizes.indexOf(size);
  if (rank < sizes.indexOf(smallest)) {
    faults.add(
      path,
      `${given(instanceClass)} is too small for ${given(edition)}; its smallest of this family is ` +
        `${given(`db.${family}.${smallest}`)}.`,
    );
  }
}

/** `16.00` of `16.00.4175.1.v1`; undefined if it is not a version of SQL Server on RDS. */
export function majorVersion(engineVersion: string): string | undefined {
  return /^(?<major>1\d\.00)(\.\d+){0,2}(\.v\d+)?$/.exec(engineVersion)?.groups?.["major"];
}

/** Family of the parameter groups: `sqlserver-se-16.0`. */
export function parameterFamily(edition: SqlServerEdition, engineVersion: string): string {
  return `${editionFacts[edition].engine}-${required(majorVersion(engineVersion), "engineVersion").slice(0, -1)}`;
}
