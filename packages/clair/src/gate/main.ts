// The end of the gate's program, which a build runs: gate.ts and what it imports before it, in one text.
// node gate.mjs token                                              the header with which the scanner is asked
// node gate.mjs judge <report> <policy> <updates> <enrichments> <sources> <sha256:…> [<verdicts>]
//                                                                  0, 1 or 2, the findings and the verdict; <verdicts> gets a line
//                                                                  it may be followed by <layers>, which the next one prints,
//                                                                  and by the verdict on what runs: both for people alone
// node gate.mjs layers <image@sha256:…> < password                 its layers, as JSON
// node gate.mjs age <verdicts>                                     days of the oldest data that was needed (1000: of an unknown age), or 1
// node gate.mjs running <log> <verdicts> <status>                  the verdict on what runs, as JSON
// node gate.mjs images <image@sha256:…> < password                 their digests: its own, or those of an index
// node gate.mjs copy <image@sha256:…> <image:tag> < password       0 once the target has the same image
import { createHmac } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { judge } from "./gate.ts";
import {
  imageVerdict,
  oldestData,
  readLayers,
  runningFindings,
  runningVerdict,
  wholeStatus,
} from "./record.ts";
import { copyImage, imagesOf, layersOf } from "./registry.ts";
import { render } from "./table.ts";

function read(path = ""): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** As clairctl signs its own requests: HS256, for a minute. */
function token(key: string, issuer: string): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const text = `${encode({ alg: "HS256" })}.${encode({ iss: issuer, iat: now, nbf: now - 60, exp: now + 60 })}`;
  return `${text}.${createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64url")}`;
}

const [, , command, ...operands] = process.argv;
const [reportPath, policyPath, updatesPath, enrichmentsPath, sourcesPath, digest = "", ...more] = operands;
const [verdictsPath, layersPath, runningPath] = more;
if (command === "token") {
  const { CLAIR_PSK = "", CLAIR_ISSUER = "" } = process.env;
  console.log(`authorization: Bearer ${token(CLAIR_PSK, CLAIR_ISSUER)}`);
} else if (command === "age") {
  const days = oldestData(read(reportPath));
  if (days === undefined) process.exitCode = 1;
  else console.log(days);
} else if (command === "running") {
  const {
    CLUSTER_NAME: cluster = "",
    SERVICE_NAME: service = "",
    CONTAINER_NAME: container = "",
  } = process.env;
  const { RUNNING_IMAGE = "", RUNNING_DIGEST: digest = "", RESCAN_HOURS: hours } = process.env;
  const given = Number(updatesPath);
  const status = wholeStatus(given, read(policyPath));
  const numbers = { rescanHours: Number(hours), status };
  const running = { cluster, service, container, running: RUNNING_IMAGE, digest, ...numbers };
  const isWhole = status === given;
  const log = [
    read(reportPath),
    ...(isWhole ? [] : ["NOT JUDGED: the verdicts on its images are not whole."]),
  ];
  console.log(runningVerdict(running, log.join("\n"), read(policyPath), Date.now()));
  if (!isWhole) process.exitCode = 2;
} else if (command === "images") {
  try {
    const images = await imagesOf(String(reportPath), String(read("/dev/stdin")).trim());
    console.log(images.join("\n"));
  } catch (error) {
    console.error(`NOT JUDGED: ${(error as Error).message}`);
    process.exitCode = 2;
  }
} else if (command === "layers") {
  try {
    console.log(JSON.stringify(await layersOf(String(reportPath), String(read("/dev/stdin")).trim())));
  } catch (error) {
    console.error(`Its layers are not named: ${(error as Error).message}.`);
    process.exitCode = 2;
  }
} else if (command === "copy") {
  try {
    await copyImage(String(reportPath), String(policyPath), String(read("/dev/stdin")).trim());
    console.log(`Copied ${String(reportPath)} to ${String(policyPath)}.`);
  } catch (error) {
    console.log(`NOT RELEASED: ${(error as Error).message}`);
    process.exitCode = 2;
  }
} else {
  const verdict = judge({
    report: read(reportPath),
    policy: read(policyPath),
    updates: read(updatesPath),
    enrichments: read(enrichmentsPath),
    sources: read(sourcesPath),
    digest,
    now: Date.now(),
  });
  const layers = readLayers(read(layersPath));
  const runs = runningFindings(read(runningPath));
  console.log(render(verdict, { ...(layers && { layers }), ...(runs && { running: runs }) }));
  if (verdictsPath !== undefined)
    appendFileSync(verdictsPath, `${JSON.stringify(imageVerdict(digest, verdict))}\n`);
  process.exitCode = verdict.exitCode;
}
