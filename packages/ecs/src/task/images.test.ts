import fc from "fast-check";
import { fargateCpuSizes, fargateMemorySizes } from "./fargateSizes.ts";
import { imageFault, parseImage } from "./images.ts";
import { pullStatements, readStatements } from "./roles.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("image references", () => {
  it.each([
    ["nginx:1.27", { host: "docker.io", repository: "nginx", tag: "1.27" }],
    ["team/web", { host: "docker.io", repository: "team/web" }],
    ["localhost:5000/web", { host: "localhost:5000", repository: "web" }],
    [
      "registry.example.com/team/web:1.4.2",
      { host: "registry.example.com", repository: "team/web", tag: "1.4.2" },
    ],
    [`quay.io/team/web:1@${digest}`, { host: "quay.io", repository: "team/web", tag: "1", digest }],
    [
      "123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/web:1",
      { repository: "team/web", ecr: { accountId: "123456789012", region: "eu-central-1" } },
    ],
    [
      "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web:1",
      { ecr: { accountId: "123456789012", region: "cn-north-1" } },
    ],
    [
      "123456789012.dkr-ecr.eu-west-1.on.aws/web:1",
      { ecr: { accountId: "123456789012", region: "eu-west-1" } },
    ],
    [
      "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/web:1",
      { ecr: { accountId: "123456789012", region: "us-east-1" } },
    ],
  ])("%s is read", (image, parts) => expect(parseImage(image)).toMatchObject(parts));

  it.each(["", "Web:1", "web: 1", "web:", "/web:1", "web@sha256:12", "-web"])("%p is none", (image) =>
    expect(parseImage(image)).toBeUndefined(),
  );

  it("name what they were made of", () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    fc.assert(
      fc.property(
        word,
        fc.array(word, { minLength: 1, maxLength: 3 }),
        fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,10}$/),
        (host, path, tag) => {
          const repository = path.join("/");
          expect(parseImage(`${host}.example.com/${repository}:${tag}`)).toMatchObject({
            host: `${host}.example.com`,
            repository,
            tag,
          });
        },
      ),
    );
  });

  it("need a tag or a digest, and no login to Amazon ECR (F.0.18, F.6.5)", () => {
    const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1";
    expect(imageFault("team/web:1", true)).toBeUndefined();
    expect(imageFault(`team/web@${digest}`, true)).toBeUndefined();
    expect(imageFault(ecr, false)).toBeUndefined();
    expect(imageFault(ecr, true)).toBe(
      `"${ecr}" is in Amazon ECR, where the execution role is the credential. Leave repositoryCredentials out.`,
    );
    expect(imageFault("team/web", false)).toBe(
      '"team/web" has neither tag nor digest, so a restart may pull another image. Add one, for example ":1.4.2".',
    );
    const nowhere = ecr.replace("eu-central-1", "mars-1");
    expect(imageFault(nowhere, false)).toBe(
      `"${nowhere}" is in Amazon ECR, but "mars-1" is not a region of AWS. Use a region's code, for example "eu-central-1".`,
    );
    expect(imageFault("no image", false)).toMatch(/^"no image" is not an image reference/);
  });
});

describe("what execution roles may do", () => {
  it("is to pull from the repositories of the images (F.0.2)", () => {
    const image = (repository: string) => `123456789012.dkr.ecr.eu-central-1.amazonaws.com/${repository}:1`;
    expect(pullStatements(["nginx:1"], "aws")).toEqual([]);
    expect(pullStatements([image("web"), image("web"), image("team/log"), "nginx:1"], "aws")).toEqual([
      { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
      {
        actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        resources: [
          "arn:aws:ecr:eu-central-1:123456789012:repository/web",
          "arn:aws:ecr:eu-central-1:123456789012:repository/team/log",
        ],
      },
    ]);
  });

  it("is to read the secrets and parameters that are referred to (F.0.2)", () => {
    const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf";
    const parameters = "arn:aws:ssm:eu-central-1:123456789012:parameter/";
    expect(readStatements([])).toEqual([]);
    expect(
      readStatements([
        `${secret}:username::`,
        `${secret}:password::`,
        secret,
        `${parameters}web/key`,
        `${parameters}other`,
        `${parameters}other`,
      ]),
    ).toEqual([
      { actions: ["secretsmanager:GetSecretValue"], resources: [secret] },
      {
        actions: ["ssm:GetParameters"],
        resources: [`${parameters}web/key`, `${parameters}other`],
      },
    ]);
  });
});

describe("sizes of AWS Fargate", () => {
  it.each([
    [256, [512, 1024, 2048]],
    [512, [1024, 2048, 3072, 4096]],
    [1024, [2048, 3072, 4096, 5120, 6144, 7168, 8192]],
  ])("cpu %d goes with %p", (cpu, memory) => expect(fargateMemorySizes(cpu)).toEqual(memory));

  it("grow by the steps that AWS documents", () => {
    expect(fargateCpuSizes).toEqual([256, 512, 1024, 2048, 4096, 8192, 16384, 32768]);
    expect([fargateMemorySizes(2048)[0], fargateMemorySizes(2048).at(-1)]).toEqual([4096, 16384]);
    expect(fargateMemorySizes(8192)).toHaveLength(12);
    expect(fargateMemorySizes(16384).at(-1)).toBe(122_880);
    expect(fargateMemorySizes(300)).toEqual([]);
  });
});
