import { unknown } from "../bootScripts/world.ts";
import { unknownCall, type ScriptCall } from "./scriptCall.ts";

interface Location {
  bucket: string | undefined;
  key: string | undefined;
}

const anyKey = "*";
/** Options that take a value (AWS CLI command reference, "s3", 2026-11). */
const valued =
  /^--(?:region|profile|output|query|endpoint-url|ca-bundle|color|acl|include|exclude|storage-class|sse|sse-kms-key-id|sse-c|sse-c-key|sse-c-copy-source|sse-c-copy-source-key|content-type|content-disposition|content-encoding|content-language|cache-control|expires|metadata|metadata-directive|copy-props|website-redirect|grants|source-region|page-size|expires-in|request-payer|expected-size|checksum-algorithm|checksum-mode|index-document|error-document|cli-read-timeout|cli-connect-timeout|tags|bucket-name-prefix|bucket-region|annotation-directive)$/;

/** The calls of `aws s3 …`. */
export function s3Calls(
  command: string,
  words: readonly string[],
  given: Record<string, string | undefined>,
  text: string,
): ScriptCall[] {
  const options: Record<string, string | undefined> = { ...given };
  const places: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!word.startsWith("--") || word.includes(unknown)) places.push(word);
    else if (word.includes("="))
      options[word.slice(2, word.indexOf("="))] = word.slice(word.indexOf("=") + 1);
    else if (valued.test(word)) options[word.slice(2)] = words[(at += 1)];
    else options[word.slice(2)] = "true";
  }
  const call = (action: string, { bucket, key }: Location): ScriptCall => ({
    action: `s3:${action}`,
    parameters: {
      ...(options["region"] !== undefined && { region: options["region"] }),
      bucket,
      ...(key !== undefined && { key }),
    },
    text,
  });
  const [from = "", to = ""] = places;
  const source = locationOf(from);
  const target = locationOf(to);
  const isRecursive = options["recursive"] !== undefined || command === "sync";
  const files = (place: Location): Location =>
    isRecursive || place.key === undefined ? { ...place, key: `${place.key ?? ""}${anyKey}` } : place;
  const list = (place: Location): ScriptCall => call("ListBucket", { bucket: place.bucket, key: undefined });
  switch (command) {
    case "ls":
      return source === undefined
        ? [call("ListAllMyBuckets", noBucket)]
        : source === null
          ? [unknownCall(text)]
          : [list(source)];
    case "mb":
      return source ? [call("CreateBucket", { ...source, key: undefined })] : [unknownCall(text)];
    case "rb":
      return source
        ? [
            call("DeleteBucket", { ...source, key: undefined }),
            ...(options["force"] === undefined
              ? []
              : [list(source), call("DeleteObject", { ...source, key: anyKey })]),
          ]
        : [unknownCall(text)];
    case "rm":
      return source
        ? [call("DeleteObject", files(source)), ...(isRecursive ? [list(source)] : [])]
        : [unknownCall(text)];
    case "website":
      return [call("PutBucketWebsite", { bucket: source?.bucket ?? bucketName(from), key: undefined })];
    // The CLI computes the signature locally; the principal that uses the URL makes the request.
    case "presign":
      return source ? [call("GetObject", source)] : [unknownCall(text)];
    case "cp":
    case "mv":
    case "sync":
      break;
    default:
      return [unknownCall(text)];
  }
  if (source === null || target === null) return [unknownCall(text)];
  const calls: ScriptCall[] = [];
  if (source !== undefined) {
    calls.push(call("GetObject", files(source)));
    if (isRecursive) calls.push(list(source));
    if (command === "mv") calls.push(call("DeleteObject", files(source)));
    if (target !== undefined) calls.push(call("GetObjectTagging", files(source)));
  }
  if (target !== undefined) {
    // In a target folder, the file keeps the source's name.
    const name =
      source === undefined ? from.slice(from.lastIndexOf("/") + 1) : (source.key ?? "").split("/").pop();
    const key =
      target.key === undefined || target.key.endsWith("/")
        ? `${target.key ?? ""}${name === "-" || !name || name.includes(unknown) ? anyKey : name}`
        : target.key;
    const written = isRecursive ? files(target) : { ...target, key };
    calls.push(call("PutObject", written));
    if (options["acl"] !== undefined || options["grants"] !== undefined)
      calls.push(call("PutObjectAcl", written));
    if (source !== undefined) calls.push(call("PutObjectTagging", written));
    if (command === "sync") calls.push(list(target));
    if (options["delete"] !== undefined) calls.push(call("DeleteObject", files(target)));
  } else if (options["delete"] !== undefined && source === undefined) return [unknownCall(text)];
  return calls.length > 0 ? calls : [unknownCall(text)];
}

const noBucket: Location = { bucket: undefined, key: undefined };

function bucketName(word: string): string | undefined {
  return word.includes(unknown) ? undefined : word;
}

/** The location of `s3://bucket/key`; undefined for a local file, null if it may be either. */
function locationOf(word: string): Location | null | undefined {
  // A variable's default value shows the kind: `${TMPDIR:-/tmp}/x` is a path.
  if (/^\uE000\$\{\w+:?-[/.]/.test(word)) return undefined;
  if (word.startsWith(unknown)) return null;
  const [whole, bucket = "", key = ""] = /^s3:\/\/((?:arn:[^/]*\/[^/]*)|[^/]*)\/?(.*)$/s.exec(word) ?? [];
  if (whole === undefined) return undefined;
  if (bucket.includes(unknown)) return { bucket: undefined, key: anyKey };
  const known = key.includes(unknown) ? `${key.slice(0, key.indexOf(unknown))}${anyKey}` : key;
  return { bucket, key: known === "" ? undefined : known };
}
