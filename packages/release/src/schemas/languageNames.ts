/**
 * What the packages that Pulumi generates are called: with the namespace before the package's own name, each language
 * would say `ballast` twice.
 *
 * @param language What the SDK derives for each language.
 */
export function languageNames(folder: string, language: Record<string, object> = {}): Record<string, object> {
  const word = folder.replaceAll("-", "");
  const pascal = folder.replaceAll(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  const names: Record<string, object> = {
    python: { packageName: `ballast_${folder.replaceAll("-", "_")}`, pyproject: { enabled: true } },
    // The folder into which its generator writes is the package's name without hyphens, so the path ends like that.
    go: { importBasePath: `github.com/ballast/ballast/sdk/go/ballast${word}` },
    csharp: { rootNamespace: "Ballast", namespaces: { [`ballast-${folder}`]: pascal } },
  };
  return Object.fromEntries(
    Object.entries(language).map(([name, options]) => [name, { ...options, ...names[name] }]),
  );
}
