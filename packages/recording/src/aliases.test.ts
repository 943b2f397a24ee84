import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { aliasUrns } from "./aliases.ts";
import { record } from "./record.ts";

class House extends pulumi.ComponentResource {
  constructor(name: string) {
    super("test:index:House", name, {}, { aliases: [{ type: "test:index:Hut" }] });
    this.registerOutputs();
  }
}

class Box extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions, childAlias?: pulumi.Alias) {
    super("test:index:Box", name, {}, opts);
    const aliases = childAlias === undefined ? [] : [childAlias];
    new aws.sqs.Queue(`${name}-data`, {}, { parent: this, aliases });
    this.registerOutputs();
  }
}

const start = "urn:pulumi:test-dev::ballast::";

/** The aliases of the queue in a program. */
async function aliasesOf(program: () => unknown): Promise<string[]> {
  const { resources } = await record(() => void program());
  const queue = resources.find(({ type }) => type === "aws:sqs/queue:Queue");
  return queue === undefined ? [] : aliasUrns(resources)(queue);
}

it.each<[string, () => unknown, string[]]>([
  ["none", () => new aws.sqs.Queue("data"), []],
  [
    "another name",
    () => new aws.sqs.Queue("data", {}, { aliases: [{ name: "old" }] }),
    ["aws:sqs/queue:Queue::old"],
  ],
  [
    "a whole URN",
    () => new aws.sqs.Queue("data", {}, { aliases: [`${start}aws:sqs/queue:Queue::older`] }),
    ["aws:sqs/queue:Queue::older"],
  ],
  [
    "another type",
    () => new aws.sqs.Queue("data", {}, { aliases: [{ type: "aws:sqs/fifo:Fifo" }] }),
    ["aws:sqs/fifo:Fifo::data"],
  ],
  [
    "another project and stack",
    () => new aws.sqs.Queue("data", {}, { aliases: [{ project: "former", stack: "data-dev" }] }),
    ["urn:pulumi:data-dev::former::aws:sqs/queue:Queue::data"],
  ],
  [
    "no component around it before",
    () => new Box("box", {}, { parent: undefined }),
    ["aws:sqs/queue:Queue::box-data"],
  ],
  [
    "another component around it before, under that one's aliases too",
    () => {
      const house = new House("house");
      return new Box("box", {}, { parent: house });
    },
    ["test:index:House$aws:sqs/queue:Queue::box-data", "test:index:Hut$aws:sqs/queue:Queue::box-data"],
  ],
  [
    "each once, and not its own",
    () => new aws.sqs.Queue("data", {}, { aliases: [{ name: "old" }, { name: "old" }, { name: "data" }] }),
    ["aws:sqs/queue:Queue::old"],
  ],
  [
    "its component's, whose name its own begins with",
    () => new Box("new", { aliases: [{ name: "old" }] }),
    ["test:index:Box$aws:sqs/queue:Queue::old-data"],
  ],
  [
    "its own and its component's",
    () => new Box("new", { aliases: [{ name: "old" }] }, { name: "new-store" }),
    [
      "test:index:Box$aws:sqs/queue:Queue::new-store",
      "test:index:Box$aws:sqs/queue:Queue::old-data",
      "test:index:Box$aws:sqs/queue:Queue::old-store",
    ],
  ],
  [
    "those of a component around its component",
    () => new Box("inner", { parent: new House("house") }),
    ["test:index:Hut$test:index:Box$aws:sqs/queue:Queue::inner-data"],
  ],
])("knows %s", async (_what, program, expected) => {
  const found = await aliasesOf(program);
  expect(found.map((urn) => urn.replace(start, ""))).toEqual(expected);
});
