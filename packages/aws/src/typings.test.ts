import { resourceType, typesWhere } from "./catalogue.ts";
import { Replaces } from "./cloudformation/schemas.ts";
import { replacement } from "./replacement.ts";
import type { ResourceType } from "./resourceType.ts";
import { argumentsOf } from "./testing/typings.ts";

// The catalogue against the typings of the installed @pulumi/aws, whose comments are the provider's documentation.

const types = typesWhere(() => true)
  .filter((type) => type.startsWith("aws:"))
  .map((type) => ({ type, entry: resourceType(type) ?? {}, known: argumentsOf(type) ?? [] }));

it("knows the types that the installed provider has", () => {
  expect(types.length).toBeGreaterThan(190);
  expect(types.filter(({ known }) => known.length === 0).map(({ type }) => type)).toEqual([]);
});

/** Arguments that an entry names, in any column. */
function named({ replacedBy = {}, computedOnUpdate = [], ...entry }: ResourceType): string[] {
  const { always = [], sometimes = [], when = {}, never = [] } = replacedBy;
  const { look, name, unique, tells, template = {} } = entry;
  return [
    ...[...always, ...sometimes, ...Object.keys(when), ...never],
    ...computedOnUpdate.flatMap(({ when: changed = [], unless = [] }) => [...changed, ...unless]),
    ...[entry.overwrittenBy ?? [], entry.writtenBy ?? [], entry.keeps ?? []].flat(),
    ...[entry.same ?? {}, entry.fillsIn ?? {}, entry.refuses ?? {}].flatMap((column) => Object.keys(column)),
    ...[entry.encryptedBy ?? [], entry.keyedBy ?? [], entry.protectedBy ?? []].flat(),
    ...(look?.as === "part" ? [look.of] : []),
    ...[name ? name.property : [], unique?.property ?? [], tells?.whom ?? []].flat(),
    ...[
      template.body ?? [],
      template.hidden ?? [],
      template.parameters ?? [],
      template.typeName ?? [],
    ].flat(),
  ].filter((path) => path !== "*" && path !== "tagsAll");
}

it("names only arguments that the installed provider takes", () => {
  const paths = types.flatMap(({ type, entry, known }) =>
    named(entry).map((path) => ({ type, path, known })),
  );
  expect(paths.length).toBeGreaterThan(950);
  const unknown = paths.filter(({ path, known }) => !known.some((one) => one.path === path));
  expect(unknown.map(({ type, path }) => `${type} ${path}`)).toEqual([]);
});

/** What a comment says of a change that needs a new resource. */
const replaces =
  /\bforc(es?|ing) (a |the )?(new|replacement|recreation|resource|creation)|new resource|re-?creat|replacement of the|trigger replacement/i;

/** Sentences of comments that say so, by what they are about. */
const statements = types.flatMap(({ type, known }) =>
  known.flatMap(({ path, comment }) =>
    comment
      .split(/(?<=[.!)])\s+(?=[A-Z])/)
      .filter((sentence) => replaces.test(sentence) && path !== "region")
      .map((sentence) => ({ type, path, sentence, answer: replacement(type, path) })),
  ),
);

/** Comments that speak of something else than a change of their argument. */
const otherwise = {
  "aws:cognito/userPool:UserPool smsConfiguration": "the provider does not: it tells users to replace it",
  "aws:dynamodb/table:Table replicas.kmsKeyArn": "it replaces the replica, not the table",
  "aws:ec2/instance:Instance userDataReplaceOnChange": "it decides about changes of user data",
  "aws:ecs/service:Service forceNewDeployment": "it speaks of new tasks",
  "aws:elasticsearch/domain:Domain advancedOptions": "it warns of values of the wrong type",
  "aws:fsx/lustreFileSystem:LustreFileSystem metadataConfiguration.mode": "it speaks of iops",
  "aws:opensearch/domain:Domain advancedOptions": "it warns of values of the wrong type",
  "aws:timestreaminfluxdb/dbInstance:DbInstance logDeliveryConfiguration.s3Configuration.enabled":
    "it speaks of dbParameterGroupIdentifier, and of other arguments; nobody asked the provider which",
};

it("calls nothing an update in place of which the typings say that it replaces", () => {
  expect(statements.length).toBeGreaterThan(60);
  const inPlace = statements.filter(({ answer }) => answer === Replaces.No);
  expect([...new Set(inPlace.map(({ type, path }) => `${type} ${path}`))]).toEqual(Object.keys(otherwise));
});

it("is certain wherever a comment names no condition", () => {
  const open = statements.filter(
    ({ type, answer }) => answer === Replaces.Maybe && resourceType(type)?.replacedBy !== undefined,
  );
  const condition =
    /\bif\b|\bwhen|with an `engineVersion`|adding or removing|for (memcached|multi-az|load balancers)|downgrading|deleting a subnet/i;
  expect(open.length).toBeGreaterThan(10);
  expect(open.filter(({ sentence }) => !condition.test(sentence))).toEqual([]);
});
