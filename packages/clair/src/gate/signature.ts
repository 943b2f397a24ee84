// The signature of an image by its digest, as cosign 3 writes one with a key (sigstore's bundle v0.3, DSSE v1, in-toto's statement v1):
// AWS KMS signs and verifies, so no program here has a key.
import { isFields, textOf } from "./json.ts";
import { digestForm } from "./registry.ts";

/** The type of the artifact that contains a signature. */
export const bundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
const payloadType = "application/vnd.in-toto+json";
const statementType = "https://in-toto.io/Statement/v1";
const predicateType = "https://sigstore.dev/cosign/sign/v1";

export const bundleAnnotations = {
  "dev.sigstore.bundle.content": "dsse-envelope",
  "dev.sigstore.bundle.predicateType": predicateType,
};

function payloadOf(digest: string): Buffer {
  if (!digestForm.test(digest)) throw new Error(`"${digest}" is not a digest`);
  const subject = [{ digest: { sha256: digest.replace("sha256:", "") } }];
  return Buffer.from(JSON.stringify({ _type: statementType, subject, predicateType, predicate: {} }));
}

/** The bytes that are signed: DSSE's "PAE" of a payload. */
function encoded(payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
    payload,
  ]);
}

/** The statement about an image that the key signs. */
export const toSign = (digest: string): Buffer => encoded(payloadOf(digest));

/** @param signature In base64, of `toSign`. @param key Names the key, for people. */
export function bundleOf(digest: string, signature: string, key: string): Buffer {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) throw new Error("the signature is not in base64");
  return Buffer.from(
    JSON.stringify({
      mediaType: bundleType,
      verificationMaterial: { publicKey: { hint: key } },
      dsseEnvelope: {
        payload: payloadOf(digest).toString("base64"),
        payloadType,
        signatures: [{ sig: signature }],
      },
    }),
  );
}

/** A signature, and what it must be the signature of. */
export interface Claim {
  message: Buffer;
  signature: Buffer;
}

/** The claim of a bundle about this image; undefined if it is about something else. This does not verify the claim. */
export function claimOf(bundle: unknown, digest: string): Claim | undefined {
  const envelope = isFields(bundle) ? bundle["dsseEnvelope"] : undefined;
  if (!isFields(envelope) || envelope["payloadType"] !== payloadType) return undefined;
  const { signatures } = envelope;
  const [only] = Array.isArray(signatures) && signatures.length === 1 ? (signatures as unknown[]) : [];
  const signature = Buffer.from(textOf(isFields(only) ? only["sig"] : ""), "base64");
  const payload = Buffer.from(textOf(envelope["payload"]), "base64");
  // KMS takes messages of 4,096 bytes at most (API reference, Verify, read 2026-11-28).
  if (signature.length === 0 || payload.length > 3000) return undefined;
  return isAbout(payload, digest) ? { message: encoded(payload), signature } : undefined;
}

function isAbout(payload: Buffer, digest: string): boolean {
  let statement: unknown;
  try {
    statement = JSON.parse(payload.toString("utf8"));
  } catch {
    return false;
  }
  if (!isFields(statement)) return false;
  const { _type, predicateType: predicate, subject } = statement;
  const [only] = Array.isArray(subject) && subject.length === 1 ? (subject as unknown[]) : [];
  const digests = isFields(only) ? only["digest"] : undefined;
  return (
    _type === statementType &&
    predicate === predicateType &&
    isFields(digests) &&
    `sha256:${textOf(digests["sha256"])}` === digest
  );
}
