/* eslint-disable no-restricted-syntax -- Types that only this file looks at, of which the catalogue knows nothing more. */
import { contentsOf } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { templateParameters } from "@ballast/aws/templates";
import { fields, list, parsed, text, type Fields, type Resource } from "@ballast/model";
import {
  inNamed,
  inRecord,
  inText,
  inWorkloads,
  isPlain,
  namesAndValues,
  type PlainSecret,
} from "./plainSecrets.ts";
import { daemonTaskDefinition } from "./workloads.ts";

/** The places of plain text in a type of resource. */
interface PlainPlace {
  /** Properties that this entry, or a rule of the type, reads name by name; separated by blanks. */
  reads: string;
  find(inputs: Fields, resource: Resource): Iterable<PlainSecret>;
}

function* inStages(stages: unknown): Iterable<PlainSecret> {
  for (const action of list(stages).flatMap((stage) => list(fields(stage)["actions"]).map(fields))) {
    const variables = list(parsed(fields(action["configuration"])["EnvironmentVariables"])).map(fields);
    yield* inNamed(`action ${text(action["name"])}: variable`, namesAndValues(variables.filter(isPlain)));
    yield* inText(`action ${text(action["name"])}: commands`, list(action["commands"]));
    const {
      EnvironmentVariables: _read,
      UserParameters: parameters,
      ...others
    } = fields(action["configuration"]);
    yield* inNamed(`action ${text(action["name"])}: setting`, Object.entries(others));
    yield* inText(`action ${text(action["name"])}: UserParameters`, parameters);
  }
}

/** CloudFormation shows parameter defaults, outputs, and parameters without `NoEcho`. */
function* inTemplate(inputs: Fields, resource: Resource): Iterable<PlainSecret> {
  const declared = templateParameters(inputs["templateBody"]);
  const given = fields(inputs["parameters"]);
  yield* inNamed(
    "parameter",
    Object.entries(given).filter(([name]) => text(declared[name]?.["NoEcho"]) !== "true"),
  );
  yield* inNamed(
    "default of parameter",
    Object.entries(declared).flatMap(([name, { Default }]) =>
      Default === undefined ? [] : [[name, Default]],
    ),
  );
  // References are not the values of the names that they refer to.
  const outputs = contentsOf(resource, inputs, () => "${}")?.outputs ?? {};
  yield* inRecord("output", outputs);
}

/** Places of plain text in resources of these types; task definitions and builds have separate rules. */
export const plainPlaces: Readonly<Record<string, PlainPlace>> = {
  [aws.taskDefinition]: {
    reads: "containerDefinitions volumes",
    *find() {
      // Checked by ecs-environment-secrets.
    },
  },
  [daemonTaskDefinition]: {
    reads: "containerDefinitions volumes",
    *find() {
      // Checked by ecs-environment-secrets.
    },
  },
  [aws.project]: {
    reads: "environment source.buildspec secondarySources.buildspec",
    *find() {
      // Checked by codebuild-secrets.
    },
  },
  [aws.jobDefinition]: {
    reads: "containerProperties ecsProperties eksProperties nodeProperties parameters",
    *find(inputs, resource) {
      for (const { of, part, what } of inWorkloads(resource)) yield { part, what: `${what}, of ${of}` };
      yield* inRecord("parameter", inputs["parameters"]);
    },
  },
  "aws:elasticbeanstalk/environment:Environment": {
    reads: "settings",
    *find(inputs) {
      yield* inNamed("setting", namesAndValues(inputs["settings"]));
    },
  },
  [aws.pipeline]: {
    reads: "stages variables",
    *find(inputs) {
      yield* inStages(inputs["stages"]);
      const variables = list(inputs["variables"]).map(fields);
      yield* inNamed(
        "default of variable",
        variables.map(({ name, defaultValue }) => [text(name), defaultValue ?? ""]),
      );
    },
  },
  [aws.parameter]: {
    reads: "value insecureValue valueWo",
    *find(inputs, { name }) {
      if (inputs["type"] === "SecureString") return;
      const value = inputs["insecureValue"] ?? inputs["value"];
      for (const { what } of inNamed("parameter", [[text(inputs["name"]) || name, value]]))
        yield { part: "value", what };
    },
  },
  [aws.association]: {
    reads: "parameters",
    *find(inputs) {
      for (const [name, value] of Object.entries(fields(inputs["parameters"])))
        yield* inText(name, { [name]: value });
    },
  },
  "aws:ssm/document:Document": {
    reads: "content",
    *find(inputs) {
      yield* inText("content", inputs["content"]);
    },
  },
  "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": {
    reads: "taskInvocationParameters",
    *find(inputs) {
      for (const task of Object.values(fields(inputs["taskInvocationParameters"])).map(fields)) {
        for (const { name, values } of list(task["parameters"]).map(fields))
          yield* inText(text(name), list(values));
        yield* inText("payload", task["payload"]);
        yield* inText("input", task["input"]);
      }
    },
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    reads: "input inputTransformer httpTarget.headerParameters httpTarget.queryStringParameters",
    *find(inputs) {
      for (const word of ["headerParameters", "queryStringParameters"])
        yield* inRecord(word, fields(inputs["httpTarget"])[word]);
      yield* inText("input", inputs["input"]);
      yield* inText("inputTransformer", fields(inputs["inputTransformer"])["inputTemplate"]);
    },
  },
  "aws:scheduler/schedule:Schedule": {
    reads: "target.input",
    *find(inputs) {
      yield* inText("input", fields(inputs["target"])["input"]);
    },
  },
  "aws:sfn/stateMachine:StateMachine": {
    reads: "definition",
    *find(inputs) {
      yield* inText("definition", inputs["definition"]);
    },
  },
  [aws.stack]: { reads: "templateBody parameters", find: inTemplate },
  "aws:cloudformation/stackSet:StackSet": { reads: "templateBody parameters", find: inTemplate },
};
