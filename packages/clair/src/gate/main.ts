// The end of the gate's program, which a build runs: gate.ts and what it imports before it, in one text. The registry's password
// comes by the standard input.
// node gate.mjs token                                  the header with which the scanner is asked
// node gate.mjs judge <report> <policy> <updates> <enrichments> <sources> <sha256:…> [<verdicts>]
//                                                      0, 1 or 2, the findings and the verdict; <verdicts> gets a line
//                                                      it may be followed by <layers>, which the next one prints, and by the
//                                                      verdict on what runs, both for people alone; and by the begin of the
//                                                      names that the files of evidence get
// node gate.mjs layers <image@sha256:…>                its layers, as JSON
// node gate.mjs age <verdicts>                         days of the oldest data that was needed (1000: of an unknown age), or 1
// node gate.mjs stale <verdicts> <days>                lines about the updaters whose data is older, or of an unknown age
// node gate.mjs tasks <folder> <image>                 lines about the releases that tasks run: id, version, image, pulled digests;
//                                                      <folder> has answers of DescribeTasks, and <image> is the service's
// node gate.mjs running <log> <verdicts> <status>      the verdict on what runs, as JSON
// node gate.mjs images <image@sha256:…> [<platforms>]  their digests: its own, or those of an index; with <platforms>
//                                                      (linux/amd64,linux/arm64) only if they are for these
// node gate.mjs copy <image@sha256:…> <image:tag>      0 once the target has the same image
// node gate.mjs attach <image@sha256:…> <file>         stores a list of packages with the image
// node gate.mjs message <sha256:…>                     what the key signs for an image
// node gate.mjs sign <image@sha256:…> <signature> <key>  stores that signature with the image
// node gate.mjs deployed <imagedefinitions> <container> <repository>  what is deployed, if it is an image of there, by its digest
// node gate.mjs claims <image@sha256:…> <folder>       writes <n>.message and <n>.signature of each signature of the image
import { createHmac } from "node:crypto";
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { deployedImage } from "./deployed.ts";
import { evidenceOf, listTypes } from "./evidence.ts";
import { judge } from "./gate.ts";
import { imagesOf } from "./images.ts";
import {
  imageVerdict,
  oldestData,
  readLayers,
  runningFindings,
  runningVerdict,
  staleData,
  wholeStatus,
} from "./record.ts";
import { attach, referrersOf } from "./referrers.ts";
import { copyImage, layersOf, parseAddress } from "./registry.ts";
import { bundleAnnotations, bundleOf, bundleType, claimOf, toSign } from "./signature.ts";
import { render } from "./table.ts";
import { releasesOf } from "./tasks.ts";

function read(path = ""): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Prints output that a build reads. Unlike console.log, it fails if the output cannot be written completely. */
const print = (text: string | Uint8Array): void => writeFileSync(1, text);

const password = (): string => String(read("/dev/stdin")).trim();
const { env } = process;

/** A token like those of clairctl: HS256, valid for a minute. */
function token(key: string, issuer: string): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const text = `${encode({ alg: "HS256" })}.${encode({ iss: issuer, iat: now, nbf: now - 60, exp: now + 60 })}`;
  return `${text}.${createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64url")}`;
}

function judgeImage(operands: string[]): void {
  const [reportPath, policyPath, updatesPath, enrichmentsPath, sourcesPath, digest = "", ...more] = operands;
  const [verdictsPath, layersPath, runningPath, evidence] = more;
  const inputs = {
    report: read(reportPath),
    policy: read(policyPath),
    updates: read(updatesPath),
    enrichments: read(enrichmentsPath),
    sources: read(sourcesPath),
    digest,
    now: Date.now(),
  };
  const verdict = judge(inputs);
  const layers = readLayers(read(layersPath));
  const runs = runningFindings(read(runningPath));
  console.log(render(verdict, { ...(layers && { layers }), ...(runs && { running: runs }) }));
  if (verdictsPath !== undefined)
    appendFileSync(verdictsPath, `${JSON.stringify(imageVerdict(digest, verdict))}\n`);
  process.exitCode = verdict.exitCode;
  if (evidence === undefined) return;
  for (const [end, content] of Object.entries(evidenceOf(verdict, inputs)))
    writeFileSync(`${evidence}.${end}`, JSON.stringify(content()));
}

function tellRunning([log, verdicts, said]: string[]): void {
  const { CLUSTER_NAME: cluster = "", SERVICE_NAME: service = "", CONTAINER_NAME: container = "" } = env;
  const { RUNNING_IMAGE = "", RUNNING_DIGEST: digest = "", RESCAN_HOURS: hours } = env;
  const given = Number(said);
  const status = wholeStatus(given, read(verdicts));
  const numbers = { rescanHours: Number(hours), status };
  const running = { cluster, service, container, running: RUNNING_IMAGE, digest, ...numbers };
  const isWhole = status === given;
  const lines = [read(log), ...(isWhole ? [] : ["NOT JUDGED: the verdicts on its images are not whole."])];
  print(`${runningVerdict(running, lines.join("\n"), read(verdicts), Date.now())}\n`);
  if (!isWhole) process.exitCode = 2;
}

function listReleases([folder = "", intended = ""]: string[]): void {
  const { SERVICE_NAME: service = "", CONTAINER_NAME: container = "", REPOSITORY_URL: repository = "" } = env;
  const answers = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, "utf8"));
  const { releases, faults } = releasesOf(intended, answers, { service, container, repository });
  for (const { id, version, image, pulled } of releases)
    print(`${[id, version, image, pulled.join(",") || "-"].join(" ")}\n`);
  for (const fault of faults) console.error(`NOT JUDGED: ${fault}`);
  if (faults.length > 0) process.exitCode = 2;
}

async function attachList(address: string, path: string): Promise<void> {
  const type = Object.entries(listTypes).find(([end]) => path.endsWith(`.${end}`))?.[1];
  if (type === undefined) throw new Error(`${path} is not a list of packages`);
  const artifact = await attach(address, { type, bytes: readFileSync(path) }, password());
  console.log(`Stored ${type} with ${address} as ${artifact}.`);
}

async function signImage(address: string, path: string, key: string): Promise<void> {
  const bytes = bundleOf(parseAddress(address).reference, String(read(path)).trim(), key);
  const evidence = { type: bundleType, bytes, annotations: bundleAnnotations };
  const artifact = await attach(address, evidence, password());
  console.log(`Signed ${address} with ${key}: ${artifact}.`);
}

async function writeClaims(address: string, folder: string): Promise<void> {
  const { reference } = parseAddress(address);
  const bundles = await referrersOf(address, bundleType, password());
  for (const [index, bundle] of bundles.entries()) {
    const claim = claimOf(bundle, reference);
    if (claim === undefined) continue;
    writeFileSync(`${folder}/${index}.message`, claim.message);
    writeFileSync(`${folder}/${index}.signature`, claim.signature);
  }
}

interface Command {
  run: (operands: string[]) => Promise<void> | void;
  /** Begins the message of a failure, which then ends the program with 2. */
  failure: string;
}

const commands: Record<string, Command> = {
  token: {
    run: () => {
      const { CLAIR_PSK = "", CLAIR_ISSUER = "" } = env;
      print(`authorization: Bearer ${token(CLAIR_PSK, CLAIR_ISSUER)}\n`);
    },
    failure: "No token",
  },
  age: {
    run: ([verdicts]) => {
      const days = oldestData(read(verdicts));
      if (days === undefined) process.exitCode = 1;
      else print(`${days}\n`);
    },
    failure: "No age",
  },
  stale: {
    run: ([verdicts, days]) => {
      for (const line of staleData(read(verdicts), Number(days))) print(`${line}\n`);
    },
    failure: "No age",
  },
  tasks: { run: listReleases, failure: "NOT JUDGED" },
  running: { run: tellRunning, failure: "No verdict" },
  images: {
    run: async ([address = "", platforms = ""]) =>
      print(`${(await imagesOf(address, password(), platforms.split(",").filter(Boolean))).join("\n")}\n`),
    failure: "NOT JUDGED",
  },
  layers: {
    run: async ([address = ""]) => print(`${JSON.stringify(await layersOf(address, password()))}\n`),
    failure: "Its layers are not named",
  },
  copy: {
    run: async ([source = "", target = ""]) => {
      await copyImage(source, target, password());
      console.log(`Copied ${source} to ${target}.`);
    },
    failure: "NOT RELEASED",
  },
  attach: { run: ([address = "", path = ""]) => attachList(address, path), failure: "NOT RELEASED" },
  message: {
    run: ([digest = ""]) => print(toSign(digest)),
    failure: "NOT RELEASED",
  },
  sign: {
    run: ([address = "", path = "", key = ""]) => signImage(address, path, key),
    failure: "NOT RELEASED",
  },
  deployed: {
    run: ([path, container = "", repository = ""]) =>
      print(`${deployedImage(read(path), container, repository)}\n`),
    failure: "NOT VERIFIED",
  },
  claims: { run: ([address = "", folder = ""]) => writeClaims(address, folder), failure: "NOT VERIFIED" },
  judge: { run: judgeImage, failure: "NOT JUDGED" },
};

const [, , command = "", ...operands] = process.argv;
const { run, failure } = commands[command] ?? { run: judgeImage, failure: "NOT JUDGED" };
try {
  await run(operands);
} catch (error) {
  console.error(`${failure}: ${(error as Error).message}`);
  process.exitCode = 2;
}
