import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { compared, type Compared } from "../testing/deployed.ts";

// What transforms, triggers and what components hand down make of resources, by the difference and by the real engine.

class Box extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("demo:index:Box", `${name} box`, {}, options);
    new aws.sqs.Queue(name, { name: key(name), delaySeconds: 1 }, { parent: this });
  }
}

const key = (name: string): string => name.replaceAll(" ", "-");

/** Changes each queue of a name. */
const changing =
  (name: string, props: Record<string, unknown>, options: object = {}): pulumi.ResourceTransform =>
  (given) =>
    given.name === name
      ? { props: { ...given.props, ...props }, opts: { ...given.opts, ...options } }
      : undefined;

const side = (isAfter: boolean) => ({
  program: () => {
    const when = (transform: pulumi.ResourceTransform) => (isAfter ? { transforms: [transform] } : {});
    const queue = (name: string, options: pulumi.CustomResourceOptions = {}) =>
      new aws.sqs.Queue(name, { name: key(name), delaySeconds: 1 }, options);
    queue("by its own", when(changing("by its own", { delaySeconds: 2 })));
    queue("by its own, of what replaces", when(changing("by its own, of what replaces", { name: "other" })));
    queue("to the same", when(changing("to the same", { delaySeconds: "1" })));
    queue("undone", {
      transforms: [changing("undone", { delaySeconds: 3 }), changing("undone", { delaySeconds: 1 })],
    });
    new Box("by a component", when(changing("by a component", { delaySeconds: 2 })));
    new Box("replaced by a component", {
      transforms: [
        changing("replaced by a component", { delaySeconds: isAfter ? 2 : 1 }, { replaceOnChanges: ["*"] }),
      ],
    });
    queue("by the stack");
    queue("ignored");
    if (isAfter)
      pulumi.runtime.registerResourceTransform((given) =>
        given.name === "ignored"
          ? changing("ignored", { delaySeconds: 2 }, { ignoreChanges: ["delaySeconds"] })(given)
          : changing("by the stack", { delaySeconds: 2 })(given),
      );
    queue("with a trigger", { replacementTrigger: isAfter ? "b" : "a" });
    queue("with the same trigger", { replacementTrigger: "a" });
    queue("with a new trigger", isAfter ? { replacementTrigger: "a" } : {});
    queue("without its trigger", isAfter ? {} : { replacementTrigger: "a" });
    queue("with a secret trigger", { replacementTrigger: pulumi.secret(isAfter ? "b" : "a") });
    const trigger = queue("cause", { replacementTrigger: isAfter ? 2 : 1 });
    const with_ = queue("with another", { replaceWith: [trigger] });
    queue("with one that is replaced with another", { replaceWith: [with_] });
    queue("newly with another", isAfter ? { replaceWith: [trigger] } : {});
  },
});

let result: Compared;
beforeAll(async () => {
  result = await compared(side(false), side(true));
});

it.each([
  ["by its own", "update"],
  ["by its own, of what replaces", "replace"],
  ["to the same", "same"],
  ["undone", "same"],
  ["by a component", "update"],
  ["replaced by a component", "replace"],
  ["by the stack", "update"],
  ["ignored", "same"],
  ["with a trigger", "replace"],
  ["with the same trigger", "same"],
  ["with a new trigger", "same"],
  ["without its trigger", "same"],
  ["with a secret trigger", "same"],
  ["cause", "replace"],
  ["with another", "replace"],
  ["with one that is replaced with another", "replace"],
  ["newly with another", "replace"],
])("%s: %s", (name, operation) => {
  expect([result.engine[name] ?? "same", result.difference[name] ?? "same"]).toEqual([operation, operation]);
});
