import {
  ESLintUtils,
  type ParserServicesWithTypeInformation,
  type TSESLint,
  type TSESTree,
} from "@typescript-eslint/utils";
import type * as ts from "typescript";

/** Answers by types, so that a resource is known under any name and in any module. */
export class PulumiTypes {
  readonly #services: ParserServicesWithTypeInformation;

  constructor(context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>) {
    this.#services = ESLintUtils.getParserServices(context);
  }

  /** Whether an expression is an instance of a Pulumi resource or component. */
  isResource(node: TSESTree.Node): boolean {
    return this.#descendsFrom(this.#services.getTypeAtLocation(node), "Resource");
  }

  /** Whether a class is a Pulumi component. */
  isComponent(node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): boolean {
    return (
      node.superClass !== null &&
      this.#services
        .getTypeAtLocation(node.superClass)
        .getConstructSignatures()
        .some((signature) => this.#descendsFrom(signature.getReturnType(), "ComponentResource"))
    );
  }

  #descendsFrom(type: ts.Type, name: string): boolean {
    if (type.isUnion()) return type.types.some((part) => this.#descendsFrom(part, name));
    const declaredInSdk = type.symbol?.declarations?.some((declaration) =>
      declaration.getSourceFile().fileName.includes("@pulumi/pulumi/"),
    );
    if (type.symbol?.name === name && declaredInSdk) return true;
    // ComponentResource is generic: its bases are those of the declaration, not of the instance.
    const declared = "target" in type ? (type.target as ts.InterfaceType) : type;
    return (
      declared.isClassOrInterface() && this.#bases(declared).some((base) => this.#descendsFrom(base, name))
    );
  }

  #bases(type: ts.InterfaceType): ts.Type[] {
    return this.#services.program.getTypeChecker().getBaseTypes(type);
  }
}
