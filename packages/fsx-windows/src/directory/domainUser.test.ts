import { join } from "node:path";
import { itIsAComponent, record } from "@ballast/testing";
import { DomainUser } from "../index.ts";
import { kmsKeyArn } from "../testing.ts";

itIsAComponent({
  build: (opts) => new DomainUser("share", { userName: "app-share" }, opts),
  identity: join(__dirname, "domainUser.identity.txt"),
  grown: () => {
    new DomainUser("share", { userName: "app-share" });
    new DomainUser("tools", { userName: "tools" });
  },
  added: ["ballast-fsx-windows:index:DomainUser tools", "tools > aws:cloudformation/stack:Stack tools-login"],
  refusals: {
    "a name with its domain, and a word that there is not": {
      build: () => new DomainUser("share", { userName: "CORP\\share", retention: "keep" as "retain" }),
      paths: ["userName", "retention"],
    },
  },
});

it("keeps a login that AWS makes up, under the key that is given (F.7.1)", async () => {
  const recording = await record(
    () => new DomainUser("share", { userName: "app-share", kmsKeyArn, retention: "discard" }),
  );
  const stack = recording.the("aws:cloudformation/stack:Stack");
  expect(JSON.parse(stack.inputs["templateBody"] as string)).toEqual({
    Resources: {
      Login: {
        Type: "AWS::SecretsManager::Secret",
        DeletionPolicy: "Delete",
        UpdateReplacePolicy: "Delete",
        Properties: {
          Description: "Login of the domain account app-share",
          KmsKeyId: kmsKeyArn,
          GenerateSecretString: {
            SecretStringTemplate: '{"username":"app-share"}',
            GenerateStringKey: "password",
            PasswordLength: 32,
            ExcludePunctuation: true,
          },
        },
      },
    },
    Outputs: { SecretArn: { Value: { Ref: "Login" } } },
  });
});
