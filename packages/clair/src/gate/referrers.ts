// Evidence about an image beside it in its repository, as artifacts that refer to it (OCI Distribution Specification 1.1, "Listing Referrers").
import { isFields, textOf, type Fields } from "./json.ts";
import { digestForm, digestsOf, parseAddress, Registry, sha256, smallBlob, upload } from "./registry.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const emptyType = "application/vnd.oci.empty.v1+json";
const empty = Buffer.from("{}");

/** Several pages of referrers, each of a few; more than that is not read. */
const mostPages = 50;
const mostReferrers = 100;

function subjectOf(address: string): { digest: string; parsed: ReturnType<typeof parseAddress> } {
  const parsed = parseAddress(address);
  if (!digestForm.test(parsed.reference)) throw new Error(`"${address}" names no digest`);
  return { digest: parsed.reference, parsed };
}

async function store(registry: Registry, bytes: Buffer): Promise<{ digest: string; size: number }> {
  const digest = sha256(bytes);
  if (!(await registry.has(digest)))
    await upload(digest, new Blob([new Uint8Array(bytes)]).stream(), registry);
  return { digest, size: bytes.length };
}

/**
 * Stores evidence about an image. It has a tag, because rules of lifecycle delete what has none, and the tag names its content,
 * because tags do not move.
 *
 * @param password Of the user AWS.
 */
export async function attach(
  address: string,
  evidence: { type: string; bytes: Buffer; annotations?: Record<string, string> },
  password: string,
): Promise<string> {
  const { digest, parsed } = subjectOf(address);
  const registry = new Registry(parsed, password);
  const subject = await registry.manifest(digest);
  const { type: artifactType, annotations } = evidence;
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      artifactType,
      config: { mediaType: emptyType, ...(await store(registry, empty)) },
      layers: [{ mediaType: artifactType, ...(await store(registry, evidence.bytes)) }],
      subject: { mediaType: subject.type, digest, size: subject.bytes.length },
      ...(annotations && { annotations }),
    }),
  );
  const own = sha256(manifest);
  await registry.ask(`manifests/evidence-${own.slice("sha256:".length)}`, [201], {
    method: "PUT",
    headers: { "content-type": manifestType },
    body: new Uint8Array(manifest),
  });
  return own;
}

/**
 * The contents of what refers to an image, of one type: each is JSON, and small. A referrer that cannot be read, or is not what the registry
 * says, counts as nothing, so that it cannot hide the others.
 *
 * @param password Of the user AWS.
 */
export async function referrersOf(address: string, type: string, password: string): Promise<unknown[]> {
  const { digest, parsed } = subjectOf(address);
  const registry = new Registry(parsed, password);
  // That it is there, and is what its digest says.
  await registry.manifest(digest);
  const contents: unknown[] = [];
  let read = 0;
  let path: string | undefined = `referrers/${digest}?artifactType=${encodeURIComponent(type)}`;
  for (let page = 0; path !== undefined && page < mostPages; page += 1) {
    const answer: Response = await registry.ask(path, [200]);
    const index = (await answer.json()) as Fields | null;
    const listed = Array.isArray(index?.["manifests"]) ? (index["manifests"] as unknown[]) : [];
    // A registry need not filter.
    const own = listed.filter((one) => isFields(one) && one["artifactType"] === type);
    for (const referrer of own) {
      if (read === mostReferrers) return contents;
      read += 1;
      try {
        contents.push(...(await contentsOf(registry, referrer, digest)));
      } catch {
        // Odd, or gone.
      }
    }
    path = /<([^>]+)>;\s*rel="?next"?/.exec(textOf(answer.headers.get("link")))?.[1];
  }
  return contents;
}

async function contentsOf(registry: Registry, referrer: unknown, subject: string): Promise<unknown[]> {
  const [own = ""] = digestsOf([referrer], "the list of referrers");
  const { manifest } = await registry.manifest(own);
  if (digestsOf([(manifest as Fields)["subject"]], "the artifact")[0] !== subject) return [];
  const contents: unknown[] = [];
  for (const blob of digestsOf(manifest.layers, "the artifact"))
    contents.push(await smallBlob(registry, blob, "the artifact"));
  return contents;
}
