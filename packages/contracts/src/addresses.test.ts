import fc from "fast-check";
import { checkCertificateArn } from "./certificateArn.ts";
import { coverEverything } from "./cidr.ts";
import { Faults } from "./faults.ts";

const dotted = (start: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".");

/** All addresses in pieces: each block is whole, or both of its halves are. */
const pieces = (start: number, prefix: number, halve: (prefix: number) => boolean): string[] =>
  prefix < 32 && halve(prefix)
    ? [0, 1].flatMap((half) => pieces(start + half * 2 ** (31 - prefix), prefix + 1, halve))
    : [`${dotted(start)}/${prefix}`];

it("takes the whole internet in pieces for the whole internet, and not if one of them is missing", () =>
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), fc.nat(), (halvings, which) => {
      let position = 0;
      const all = pieces(0, 0, () => halvings[position++] ?? false);
      expect(coverEverything(all)).toBe(true);
      expect(coverEverything([...all].reverse())).toBe(true);
      expect(coverEverything([...all, "10.0.0.0/8"])).toBe(true);
      expect(coverEverything(all.filter((_, index) => index !== which % all.length))).toBe(false);
    }),
  ));

it("counts what is not a block for nothing", () => {
  expect(coverEverything([])).toBe(false);
  expect(coverEverything(["anyone", "0.0.0.0/1", "1.2.3.4/0"])).toBe(false);
});

it.each([
  ["arn:aws:acm:eu-central-1:123456789012:certificate/0a1b-2c", true],
  ["arn:aws-cn:acm:cn-north-1:123456789012:certificate/0", true],
  ["arn:aws:iam::123456789012:server-certificate/cloud/example.com", true],
  [undefined, true],
  ["", false],
  ["example.com", false],
  ["arn:aws:acm:eu-central-1:123456789012:certificate/", false],
  ["arn:aws:acm:eu-central-1:1234:certificate/0", false],
  ["arn:aws:iam::123456789012:role/certificate", false],
  ["arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/0", false],
])("%j as the ARN of a certificate: %j", (arn, accepted) => {
  const faults = new Faults("test");
  checkCertificateArn(faults, "certificateArn", arn);
  expect(faults.found.length === 0).toBe(accepted);
});
