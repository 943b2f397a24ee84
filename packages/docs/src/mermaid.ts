import { EdgeKind, type Diagram, type DiagramEdge } from "@ballast/plan";

const arrows: Record<EdgeKind, string> = {
  [EdgeKind.Traffic]: "-->",
  [EdgeKind.Permission]: "-.->",
  [EdgeKind.Event]: "==>",
  [EdgeKind.Runs]: "---",
};

/** A diagram as forges draw it, from text in the page. Permissions are left to the report, which can be searched. */
export function mermaid({ boxes, nodes, edges }: Diagram): string {
  const all = [...boxes, ...nodes].map(({ id }) => id);
  // Mermaid reads some words as its own, so ids are numbers.
  const short = (id: string): string => `n${all.indexOf(id)}`;
  const within = (box: string | null, margin: string): string[] => [
    ...nodes
      .filter((node) => node.box === box)
      .map(({ id, title, type }) => `${margin}${short(id)}["${text(title)}<br/>${text(type)}"]`),
    ...boxes
      .filter((inner) => inner.box === box)
      .flatMap(({ id, title }) => [
        `${margin}subgraph ${short(id)}["${text(title)}"]`,
        ...within(id, `${margin}  `),
        `${margin}end`,
      ]),
  ];
  const drawn = edges.filter(({ kind }) => kind !== EdgeKind.Permission);
  return [
    "flowchart LR",
    ...within(null, "  "),
    ...drawn.map((edge) => `  ${short(edge.from)} ${arrow(edge)} ${short(edge.to)}`),
  ].join("\n");
}

function arrow({ kind, blocked, label }: DiagramEdge): string {
  const line = blocked ? "--x" : arrows[kind];
  return label === "" ? line : `${line}|"${text(label)}"|`;
}

/** Characters that would end a text in Mermaid are written as entities. */
function text(words: string): string {
  return words
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;");
}
