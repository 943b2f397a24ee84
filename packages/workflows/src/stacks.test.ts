import { delivered, readStacks, waves } from "./stacks.ts";
import { Workspace } from "./testing.ts";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("Pulumi.yaml", "name: demo\nstackConfigDir: stacks/environments\n");
  const settings: Record<string, string> = {
    "network-dev": "secretsprovider: awskms://key?region=eu-central-1\nconfig: {}\n",
    "network-prod": "config:\n  note: 'secretsprovider: none'\n",
    "private-registry-dev": "secretsprovider: awskms://key\n",
    "delivery-dev": "secretsprovider: awskms://key\n",
  };
  for (const [stack, text] of Object.entries(settings))
    workspace.write(`stacks/environments/Pulumi.${stack}.yaml`, text);
  workspace.write("stacks/environments/README.md", "");
});
afterEach(() => workspace.close());

it("are what the settings files say, initialised where a secrets provider is written down", () => {
  expect(readStacks(workspace.folder)).toEqual([
    { stack: "delivery-dev", scenario: "delivery", environment: "dev", initialised: true },
    { stack: "network-dev", scenario: "network", environment: "dev", initialised: true },
    { stack: "network-prod", scenario: "network", environment: "prod", initialised: false },
    { stack: "private-registry-dev", scenario: "private-registry", environment: "dev", initialised: true },
  ]);
});

it("go out in order: the network, then what stands on it; never the workflows' own ground", () => {
  const stacks = readStacks(workspace.folder);
  expect(waves(stacks, "dev")).toEqual({ first: ["network-dev"], then: ["private-registry-dev"] });
  expect(waves(stacks, "prod")).toEqual({ first: [], then: [] });
  expect(delivered(stacks).map(({ stack }) => stack)).toEqual(["network-dev", "private-registry-dev"]);
});
