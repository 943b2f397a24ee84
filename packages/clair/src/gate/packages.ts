import { columns, printable } from "./columns.ts";
import type { Finding } from "./findings.ts";

export interface Layer {
  digest: string;
  /** `RUN apk add curl`; empty where the image does not say it. */
  madeBy: string;
}

/** The packages to update first; printed after the findings. */
const packagesShown = 50;

interface Update {
  name: string;
  version: string;
  severity: string;
  findings: number;
  /** Versions that fix one of them, each once. */
  fixes: Set<string>;
  unfixed: number;
  layer: string;
}

/**
 * The packages of findings that count, each with the versions that fix it and the layer that brought it: of the
 * gravest ones, those in layers of the base image come first, and a newer base image brings their fixes.
 *
 * @param counted The gravest first.
 */
export function packagesTable(counted: Finding[], layers: Layer[] | undefined): string[] {
  const updates = new Map<string, Update>();
  for (const { package: name, version, severity, fixedIn, layer } of counted) {
    const key = JSON.stringify([name, version]);
    const update = updates.get(key) ?? {
      ...{ name, version, severity, layer },
      ...{ findings: 0, unfixed: 0, fixes: new Set<string>() },
    };
    update.findings += 1;
    if (fixedIn === "") update.unfixed += 1;
    else update.fixes.add(fixedIn);
    updates.set(key, update);
  }
  if (updates.size === 0) return [];
  const all = [...updates.values()];
  const place = (digest: string): number => (layers ?? []).findIndex((layer) => layer.digest === digest);
  const group = ({ layer }: Update): number => (place(layer) < 0 ? Infinity : place(layer));
  const grouped = (one: Update, other: Update): number =>
    group(one) === group(other) ? 0 : group(one) - group(other);
  const shown = all.slice(0, packagesShown).sort(grouped);
  const of = (digest: string): string[] =>
    layers === undefined ? [] : [place(digest) < 0 ? "-" : `${place(digest) + 1} of ${layers.length}`];
  const places = [...new Set(shown.map(({ layer }) => place(layer)))].filter((one) => one >= 0);
  return [
    `${all.length} ${all.length === 1 ? "package has" : "packages have"} findings that count${all.length > shown.length ? `; the first ${shown.length}` : ""}:`,
    ...columns([
      ["PACKAGE", "VERSION", "FIXED IN", "FINDINGS", "WORST", ...(layers === undefined ? [] : ["LAYER"])],
      ...shown.map((update) => [
        update.name,
        update.version || "-",
        fixText(update),
        String(update.findings),
        update.severity,
        ...of(update.layer),
      ]),
    ]),
    ...places
      .sort((one, other) => one - other)
      .map((one) => `Layer ${one + 1}: ${printable(layers?.[one]?.madeBy || "not said", 120)}`),
  ];
}

function fixText({ fixes, unfixed }: Update): string {
  const [first, second, third, ...more] = fixes;
  const named = [first, second, third].filter((one) => one !== undefined).join(", ");
  const rest = more.length > 0 ? ` and ${more.length} more` : "";
  return unfixed === 0 ? `${named}${rest}` : fixes.size === 0 ? "-" : `${named}${rest}; not all`;
}
