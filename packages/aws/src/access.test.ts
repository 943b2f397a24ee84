import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { accessOf, typesWithAccess } from "./accessOf.ts";
import { canonicalType } from "./aliases.ts";

const provider = join(process.cwd(), "node_modules/@pulumi/aws");

/** The arguments of a type, by the installed provider. */
function argumentsOf(typings: string): string {
  return /export interface \w+Args \{(.*?)\n\}/s.exec(readFileSync(typings, "utf8"))?.[1] ?? "";
}

const typingsOf = (type: string): string => {
  const [, module = "", name = ""] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
  return join(provider, module, `${name}.d.ts`);
};

const all = typesWithAccess(
  "identityPolicies",
  "managedPolicies",
  "isBearer",
  "boundaries",
  "trustPolicy",
  "resourcePolicy",
  "principal",
  "sharedWith",
  "openedBy",
).filter((type) => type.startsWith("aws:"));

it.each(all)("names properties of %s that the provider has", (type) => {
  const typings = typingsOf(type);
  expect(existsSync(typings)).toBe(true);
  const access = accessOf(type);
  const { property, boundBy = {} } = access.principal ?? {};
  const lists = [
    access.identityPolicies,
    access.managedPolicies,
    access.bearers,
    access.boundaries,
    access.sharedWith,
  ];
  const paths = [
    ...lists.flatMap((some) => some ?? []),
    ...[access.trustPolicy, access.resourcePolicy, property].flatMap((one) => one ?? []),
    ...Object.keys(boundBy),
    ...Object.keys(access.openedBy ?? {}),
  ];
  const given = argumentsOf(typings);
  expect(paths.filter((path) => !new RegExp(`\\n    ${path.split(".")[0]}\\??:`).test(given))).toEqual([]);
});

/** Policies of another kind: what they say is not who may use the resource. */
const ofAnotherKind: Record<string, string> = {
  "backs up, keeps or deletes":
    "aws:ecr/lifecyclePolicy:LifecyclePolicy aws:opensearch/serverlessLifecyclePolicy:ServerlessLifecyclePolicy",
  "masks or indexes data":
    "aws:cloudwatch/logAccountPolicy:LogAccountPolicy aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy " +
    "aws:cloudwatch/logIndexPolicy:LogIndexPolicy aws:sns/dataProtectionPolicy:DataProtectionPolicy",
  "routes or filters":
    "aws:networkmanager/coreNetworkPolicyAttachment:CoreNetworkPolicyAttachment aws:ses/receiptFilter:ReceiptFilter",
  "only limits what a session or an endpoint passes on":
    "aws:ec2/vpcEndpoint:VpcEndpoint aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy aws:eks/podIdentityAssociation:PodIdentityAssociation " +
    "aws:transfer/access:Access aws:transfer/user:User",
  "names its principals elsewhere, or in a language of its own":
    "aws:iot/policy:Policy aws:iot/policyAttachment:PolicyAttachment aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy " +
    "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy aws:verifiedaccess/endpoint:Endpoint aws:verifiedaccess/group:Group " +
    "aws:verifiedpermissions/policy:Policy",
  "is of what everyone may pull": "aws:ecrpublic/repositoryPolicy:RepositoryPolicy",
};

it("knows of every type of the installed provider that takes a policy as text which one it is", () => {
  const known = new Set([...all, ...Object.values(ofAnotherKind).flatMap((types) => types.split(" "))]);
  const missing = readdirSync(provider, { recursive: true, encoding: "utf8" })
    .filter((path) => /^[a-z0-9]+[\\/]\w+\.js$/.test(path))
    .flatMap((path) => {
      const [, type = ""] =
        /__pulumiType = '(aws:[^']+)'/.exec(readFileSync(join(provider, path), "utf8")) ?? [];
      const typings = join(provider, path.replace(/js$/, "d.ts"));
      const takesPolicy =
        /\n    (?:policy|policyDocument|accessPolic(?:y|ies)|resourcePolicy|repositoryPolicy|inlinePolicy)\??: pulumi\.Input<string/;
      return type !== "" && takesPolicy.test(argumentsOf(typings)) && !known.has(canonicalType(type))
        ? [type]
        : [];
    });
  expect(missing).toEqual([]);
});
