import { fields, isFields, list, number, parsed, text } from "@ballast/model";
import type { ScanFinding } from "./scanState.ts";

/** The verdict file that a rescan build stores for the running image (packages/clair, gate/record.ts). */
export interface Verdict {
  date: Date;
  cluster: string;
  service: string;
  container: string;
  running: string;
  /** Digests of the image and, for an index, of each image in it. */
  digests: string[];
  /** 0 passed, 1 rejected, 2 not judged. */
  status: 0 | 1 | 2;
  says: string[];
  counted: number;
  /** The oldest vulnerability data that the image requires. @default - unknown */
  oldest?: { updater: string; days: number };
  findings: ScanFinding[];
}

const isDigest = (text: string): boolean => /^sha256:[0-9a-f]{64}$/.test(text);

/** @returns undefined if the file is invalid; then it does not count as a scan. */
export function parseVerdict(json: string): Verdict | undefined {
  const value = parsed(json);
  if (!isFields(value) || !Array.isArray(value["images"])) return undefined;
  const date = new Date(text(value["date"]));
  const { status } = value;
  if (Number.isNaN(date.getTime()) || !(status === 0 || status === 1 || status === 2)) return undefined;
  const images = list(value["images"]).map(fields);
  const isWhole = images.every(
    (one) => isDigest(text(one["image"])) && [0, 1, 2].includes(one["exitCode"] as number),
  );
  // The status is that of the worst image; a file with another status is invalid.
  const graver = images.some((one) => number(one["exitCode"]) > status);
  if (!isWhole || graver || (status === 0 && images.length === 0)) return undefined;
  const [oldest] = images
    .flatMap((one) => list(one["data"]).map(fields))
    .map((one) => ({ updater: text(one["updater"]), days: number(one["days"]) }))
    .sort((one, other) => other.days - one.days);
  return {
    date,
    cluster: text(value["cluster"]),
    service: text(value["service"]),
    container: text(value["container"]),
    running: text(value["running"]),
    digests: [text(value["digest"]), ...images.map((one) => text(one["image"]))].filter(isDigest),
    status,
    ...(oldest !== undefined && { oldest }),
    says: list(value["says"]).map(text),
    counted: images.reduce((sum, one) => sum + number(one["counted"]), 0),
    findings: images.flatMap((one) => list(one["above"]).map((finding) => findingOf(fields(finding)))),
  };
}

function findingOf(finding: Record<string, unknown>): ScanFinding {
  return {
    vulnerability: text(finding["vulnerability"]),
    severity: text(finding["severity"]),
    package: text(finding["package"]),
    version: text(finding["version"]),
    fixedIn: text(finding["fixedIn"]),
  };
}
