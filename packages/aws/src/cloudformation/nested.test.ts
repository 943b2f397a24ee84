import { Left, nestedResources } from "./nested.ts";

const properties = (body: string, parameters = {}) =>
  Object.fromEntries(
    nestedResources(body, parameters)?.resources.map((one) => [one.logicalId, one.properties]) ?? [],
  );

const one = (yaml: string, parameters = {}) =>
  properties(
    `
Parameters:
  Name: { Type: String, Default: data }
  Zones: { Type: CommaDelimitedList, Default: "a, b" }
  Image: { Type: "AWS::SSM::Parameter::Value<String>", Default: /image }
Mappings: { Sizes: { dev: { gib: 8 } } }
Conditions:
  Always: !Equals [!Ref Name, data]
  Never: !Not [!Condition Always]
  Where: !Equals [!Ref "AWS::Region", eu-central-1]
Resources:
  Other: { Type: "AWS::SNS::Topic" }
  Data:
    Type: AWS::S3::Bucket
    Properties:
      Value: ${yaml}
`,
    parameters,
  )["Data"]?.["Value"];

it.each([
  ["!Ref Name", "data"],
  ["{ Ref: Name }", "data"],
  ["!Ref Zones", ["a", "b"]],
  ["!Select [1, !Ref Zones]", "b"],
  ["!Ref Image", "{{ssm:/image}}"],
  ["!Ref Other", "${Other}"],
  ["!GetAtt Other.TopicArn", "${Other.TopicArn}"],
  ["{ 'Fn::GetAtt': [Other, TopicArn] }", "${Other.TopicArn}"],
  ['!Sub "${Name}-${Other}-${AWS::Region}-${!Name}"', "data-${Other}-${AWS::Region}-${Name}"],
  ['!Sub ["${A}-${Name}", { A: !Ref Other }]', "${Other}-data"],
  ['!Join ["-", [!Ref Name, !Ref Other]]', "data-${Other}"],
  ["!FindInMap [Sizes, dev, gib]", "8"],
  ["!If [Always, 1, 2]", "1"],
  ["!If [Never, 1, !Ref AWS::NoValue]", undefined],
  ["!If [Never, 1, true]", "true"],
  ['!Split [",", "a,b"]', ["a", "b"]],
  ["!If [Where, 1, 2]", { "Fn::If": [{ "Fn::Equals": ["${AWS::Region}", "eu-central-1"] }, "1", "2"] }],
  ["!Ref Unheard", "${Unheard}"],
])("resolves %s", (yaml, value) => expect(one(yaml)).toEqual(value));

it("takes a parameter's value before its default", () => expect(one("!Ref Name", { Name: "x" })).toBe("x"));

it.each<[string, string, string, Left, Left]>([
  ["AWS::S3::Bucket", "", "", Left.Nothing, Left.Nothing],
  ["AWS::S3::Bucket", "Retain", "Retain", Left.Resource, Left.Resource],
  ["AWS::S3::Bucket", "RetainExceptOnCreate", "", Left.Resource, Left.Nothing],
  ["AWS::EC2::Volume", "Snapshot", "Snapshot", Left.Snapshot, Left.Snapshot],
  ["AWS::RDS::DBInstance", "", "", Left.Snapshot, Left.Nothing],
  ["AWS::RDS::DBCluster", "", "", Left.Snapshot, Left.Nothing],
])(
  "%s with DeletionPolicy %p and UpdateReplacePolicy %p leaves %s, %s",
  (Type, del, update, deleted, replaced) => {
    const policies = { ...(del && { DeletionPolicy: del }), ...(update && { UpdateReplacePolicy: update }) };
    const body = JSON.stringify({ Resources: { A: { Type, ...policies } } });
    expect(nestedResources(body)?.resources).toMatchObject([
      { whenDeleted: deleted, whenReplaced: replaced },
    ]);
  },
);

it("reads nothing of what is not a template", () => {
  const texts = ["", "5", "[]", "{", "a: [}", '{"Resources":[]}', "[secret]", "[unknown]"];
  expect(texts.map((text) => nestedResources(text))).toEqual(texts.map(() => undefined));
});

it("ends with conditions that refer to themselves", () => {
  const body = "Conditions: {A: !Condition A}\nResources: {B: {Type: 'AWS::S3::Bucket', Condition: A}}";
  expect(nestedResources(body)?.resources).toHaveLength(1);
});
