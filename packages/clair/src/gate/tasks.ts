import { printable } from "./columns.ts";
import { isFields, NotJudged, parseJson, textOf, type Fields } from "./json.ts";
import { digestForm } from "./registry.ts";

/** An image of the repository of releases that tasks run, or that the service is about to run. */
export interface RunningRelease {
  /** As Amazon ECR's API names it: `imageDigest=sha256:…` or `imageTag=release-…`. */
  id: string;
  /** For file names. */
  version: string;
  /** As its task definition names it. */
  image: string;
  /** What ECS has pulled for it. For an index this is one of its images. */
  pulled: string[];
}

export interface Place {
  service: string;
  /** The container whose image the delivery deploys. */
  container: string;
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<name>`. */
  repository: string;
}

/** How many images one build judges. A service has one, or two during a deployment. */
export const mostReleases = 20;

/**
 * Every image of the repository that runs on the cluster, and for each task of the service the image of its container, wherever it is from.
 *
 * @param intended The image of the service's task definition. It comes first, whether or not a task runs it.
 * @param answers Of DescribeTasks, for at most 100 tasks each.
 * @returns also why something that runs cannot be judged, one sentence each.
 */
export function releasesOf(
  intended: string,
  answers: string[],
  place: Place,
): { releases: RunningRelease[]; faults: string[] } {
  const found = new Map<string, RunningRelease>();
  const faults = new Set<string>();
  const add = (image: string, pulled: string, isDelivered = true): void => {
    const named = releaseOf(image, place.repository);
    if (named === undefined) {
      const what = isDelivered
        ? `the image of the container ${place.container}`
        : `${printable(image, 300)}, which a task of the cluster runs,`;
      faults.add(`${what} was not released by this delivery.`);
      return;
    }
    const release = found.get(named.id) ?? named;
    found.set(named.id, release);
    if (pulled === "" || release.pulled.includes(pulled)) return;
    if (digestForm.test(pulled)) release.pulled.push(pulled);
    else faults.add("ECS reports a digest that is damaged.");
  };
  add(intended, "");
  for (const answer of answers) {
    const { tasks, failures } = described(answer);
    for (const reason of failures) faults.add(`ECS does not describe all tasks (${reason}).`);
    for (const task of tasks) readTask(task, place, add, (fault) => void faults.add(fault));
  }
  if (found.size > mostReleases)
    faults.add(`tasks run ${found.size} images of the repository, of which ${mostReleases} were judged.`);
  return { releases: [...found.values()].slice(0, mostReleases), faults: [...faults] };
}

function described(text: string): { tasks: Fields[]; failures: string[] } {
  const answer = parseJson(text, "what ECS says of its tasks");
  const { tasks, failures = [] } = isFields(answer) ? answer : {};
  if (!Array.isArray(tasks) || !Array.isArray(failures) || !tasks.every(isFields))
    throw new NotJudged("what ECS says of its tasks is damaged.");
  const reasons = failures.map((one) => (isFields(one) ? textOf(one["reason"]) : "") || "no reason");
  // A task that has ended meanwhile.
  return { tasks, failures: reasons.filter((one) => one !== "MISSING") };
}

function readTask(
  { group, lastStatus, containers }: Fields,
  { service, container, repository }: Place,
  add: (image: string, pulled: string, isDelivered: boolean) => void,
  fault: (why: string) => void,
): void {
  if (lastStatus === "STOPPED") return;
  const isOwn = group === `service:${service}`;
  const all = Array.isArray(containers) ? containers.filter(isFields) : [];
  if (isOwn && !all.some(({ name }) => name === container))
    fault(`a task of the service ${service} does not have the container ${container}.`);
  for (const { name, image, imageDigest } of all) {
    const address = textOf(image);
    const isDelivered = isOwn && name === container;
    if (isDelivered && address === "") fault(`ECS does not report the image of the container ${container}.`);
    else if (isDelivered || isOf(address, repository)) add(address, textOf(imageDigest), isDelivered);
  }
}

const isOf = (image: string, repository: string): boolean =>
  image.startsWith(repository) && /^[:@]|^$/.test(image.slice(repository.length));

/** A release by its digest; by its tag where it was deployed before digests were. */
function releaseOf(image: string, repository: string): RunningRelease | undefined {
  if (!isOf(image, repository)) return undefined;
  const named = image.slice(repository.length);
  const [, digest] = /^(?::[\w][\w.-]{0,127})?@(sha256:[0-9a-f]{64})$/.exec(named) ?? [];
  if (digest !== undefined)
    return { id: `imageDigest=${digest}`, version: digest.slice(7, 19), image, pulled: [] };
  const [, tag] = /^:(release-[\w.-]{1,119})$/.exec(named) ?? [];
  if (tag === undefined) return undefined;
  return { id: `imageTag=${tag}`, version: tag.slice("release-".length), image, pulled: [] };
}
