import { X509Certificate } from "node:crypto";
import certificates from "./rdsCertificates.json" with { type: "json" };
import { certificatesOf, requiredCertificates } from "./certificates.ts";

const regions = Object.keys(certificates);

it.each(regions)("has three roots of %s's own, which signed themselves and last (F.2.3)", (region) => {
  const all = certificatesOf(region)?.match(/-----BEGIN[^]+?-----END CERTIFICATE-----/g) ?? [];
  const read = all.map((pem) => new X509Certificate(pem));
  expect(read.map(({ subject }) => /CN=(.*)/.exec(subject)?.[1])).toEqual(
    ["RSA2048", "RSA4096", "ECC384"].map((kind) => `Amazon RDS ${region} Root CA ${kind} G1`),
  );
  for (const one of read) {
    expect(one.ca && one.verify(one.publicKey)).toBe(true);
    expect(one.subject).toContain("O=Amazon Web Services");
    expect(Date.parse(one.validTo)).toBeGreaterThan(Date.parse("2060-01-01"));
  }
});

it("has none where it knows none, and never another region's", () => {
  expect(regions).toContain("eu-central-1");
  for (const region of ["cn-north-1", "us-gov-west-1", "constructor", ""])
    expect(certificatesOf(region)).toBeUndefined();
  expect(() => requiredCertificates("cn-north-1")).toThrow(
    /^database\.certificates is missing.* cn-north-1-bundle\.pem/,
  );
});
