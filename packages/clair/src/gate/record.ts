import type { Finding } from "./findings.ts";
import type { DataAge } from "./coverage.ts";
import type { Verdict } from "./gate.ts";
import { isFields, parseJson, textOf, type Fields } from "./json.ts";
import { printable } from "./columns.ts";
import type { Layer } from "./packages.ts";
import { findingKey } from "./table.ts";

/** A verdict on one image, for programs: `ballast scan-status` reads it. */
export interface ImageVerdict {
  /** Digest of the image. */
  image: string;
  /** 0 passed, 1 rejected, 2 not judged. */
  exitCode: number;
  /** Days since the scanner loaded the data that the image needs, by updater, the oldest first. */
  data: DataAge[];
  /** Updaters that the image needs, of whose data no age can be read. */
  ageless: string[];
  /** How many findings the report has. */
  findings: number;
  /** How many of them count. */
  counted: number;
  /** The findings that exceed the policy, the most severe first, at most `mostKept`. */
  above: Pick<Finding, "vulnerability" | "severity" | "package" | "version" | "fixedIn">[];
}

/** The report, which is kept as well, has all of them. */
const mostKept = 1000;

export function imageVerdict(image: string, { exitCode, findings, data, ageless }: Verdict): ImageVerdict {
  const counted = findings.filter(({ ignored }) => ignored === "");
  const clean = (text: string): string => printable(text, 200);
  return {
    image,
    exitCode,
    data: data.map(({ updater, days }) => ({ updater, days: Math.round(days * 100) / 100 })),
    ageless,
    findings: findings.length,
    counted: counted.length,
    above: counted.slice(0, mostKept).map(({ vulnerability, severity, package: of, version, fixedIn }) => ({
      vulnerability: clean(vulnerability),
      severity,
      package: clean(of),
      version: clean(version),
      fixedIn: clean(fixedIn),
    })),
  };
}

/** The running image, as found by the build that judges it again. */
export interface Running {
  cluster: string;
  service: string;
  container: string;
  /** The image reference in its task definition. */
  running: string;
  /** The digest in the registry; empty if the registry does not have the image. */
  digest: string;
  /** Hours from one build to the next. */
  rescanHours: number;
  status: number;
}

/**
 * The verdict on what runs, as JSON.
 *
 * @param log What the gate printed. @param lines Of each image, as JSON; undefined where none was judged.
 */
export function runningVerdict(
  running: Running,
  log: string,
  lines: string | undefined,
  now: number,
): string {
  const { images } = imageVerdicts(lines);
  const says = log.split("\n").filter((line) => /^(PASSED|REJECTED|NOT JUDGED): /.test(line));
  return JSON.stringify({ date: new Date(now).toISOString(), ...running, says: says.slice(0, 20), images });
}

/** What runs has above the policy, by `findingKey`; undefined where nothing whole says it, and then nothing is new. */
export function runningFindings(text: string | undefined): Set<string> | undefined {
  try {
    const { images, status } = parseJson(text, "the verdict on what runs") as Record<string, unknown>;
    if (!Array.isArray(images) || (status !== 0 && status !== 1)) return undefined;
    const above = (images as ImageVerdict[]).flatMap((image) => image.above);
    return new Set(above.map((finding) => findingKey(finding)));
  } catch {
    return undefined;
  }
}

/** The output of `layers`; undefined if it is incomplete. */
export function readLayers(text: string | undefined): Layer[] | undefined {
  try {
    const layers = parseJson(text, "the list of layers");
    return Array.isArray(layers) && layers.every((one) => isFields(one) && textOf(one["digest"]) !== "")
      ? layers.map((one: Fields) => ({ digest: textOf(one["digest"]), madeBy: textOf(one["madeBy"]) }))
      : undefined;
  } catch {
    return undefined;
  }
}

/** The build's status, if it agrees with the verdicts on its images and none of them is incomplete; otherwise 2, for not judged. */
export function wholeStatus(status: number, lines: string | undefined): number {
  const { images, isDamaged } = imageVerdicts(lines);
  const worst = Math.max(...images.map(({ exitCode }) => exitCode));
  return isDamaged || worst !== status ? 2 : status;
}

/** The verdicts in complete lines, and whether any line is incomplete. */
function imageVerdicts(lines: string | undefined): { images: ImageVerdict[]; isDamaged: boolean } {
  const written = (lines?.split("\n") ?? []).filter((line) => line !== "");
  const images = written.flatMap((line) => parseImageVerdict(line) ?? []);
  return { images, isDamaged: images.length < written.length };
}

const areAll = (list: unknown, is: (one: unknown) => boolean): boolean =>
  Array.isArray(list) && list.every(is);

function parseImageVerdict(line: string): ImageVerdict | undefined {
  try {
    const value = parseJson(line, "the verdict on an image");
    if (!isFields(value) || textOf(value["image"]) === "") return undefined;
    const { exitCode, data, ageless, above } = value;
    const isWhole =
      [0, 1, 2].includes(exitCode as number) &&
      areAll(data, (one) => isFields(one) && textOf(one["updater"]) !== "" && Number.isFinite(one["days"])) &&
      areAll(ageless, (one) => typeof one === "string") &&
      areAll(above, isFields);
    return isWhole ? (value as unknown as ImageVerdict) : undefined;
  } catch {
    return undefined;
  }
}

/** More than any policy allows, so that an unknown age is reported. */
const unknownDays = 1000;

/** Days of the oldest data that any of the images needs, `unknownDays` where no age can be read; undefined where it needs none. */
export function oldestData(lines: string | undefined): number | undefined {
  const ages = imageVerdicts(lines).images.flatMap(({ data, ageless }) => [
    ...data.map(({ days }) => days),
    ...ageless.map(() => unknownDays),
  ]);
  return ages.length === 0 ? undefined : Math.max(...ages);
}

/** Updaters that any of the images needs, and whose data is older than so many days, the oldest first. */
export function staleData(lines: string | undefined, days: number): string[] {
  const { images } = imageVerdicts(lines);
  const ages = new Map<string, number>();
  for (const { updater, days: age } of images.flatMap(({ data }) => data))
    ages.set(updater, Math.max(age, ages.get(updater) ?? 0));
  const old = [...ages].filter(([, age]) => !(age <= days)).sort(([, one], [, other]) => other - one);
  const unknown = new Set(images.flatMap(({ ageless }) => ageless));
  return [
    ...[...unknown].map((updater) => `${printable(updater, 200)}: of an unknown age`),
    ...old.map(([updater, age]) => `${printable(updater, 200)}: ${age} days`),
  ];
}
